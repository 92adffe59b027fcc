#include "common/database/database.h"

#include "absl/time/clock.h"

namespace ocop::database {

void Database::Read(Isolation isolation, Asker asker, std::function<absl::Status(Transaction&)> body,
                    std::function<void(absl::Status)> done) {
  const auto job = [isolation, asker = std::move(asker), body = std::move(body), done](Session* session) {
    if (session == nullptr) return done(absl::UnavailableError("the server stops"));
    if (absl::Status waits = asker.StillWaits(absl::Now()); !waits.ok()) return done(std::move(waits));
    done(session->Run(isolation, body));
  };
  if (absl::Status submitted = readers_.Submit(job); !submitted.ok()) done(submitted);
}

}  // namespace ocop::database
