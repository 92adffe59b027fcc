#include "common/database/database.h"

#include "absl/time/clock.h"

namespace ocop::database {

void Database::Read(Isolation isolation, absl::Time deadline, std::function<absl::Status(Transaction&)> body,
                    std::function<void(absl::Status)> done) {
  const auto job = [isolation, deadline, body = std::move(body), done](Session* session) {
    if (session == nullptr) return done(absl::UnavailableError("the server stops"));
    if (deadline < absl::Now()) {
      return done(absl::DeadlineExceededError("the deadline passed before the database was asked"));
    }
    done(session->Run(isolation, body));
  };
  if (absl::Status submitted = readers_.Submit(job); !submitted.ok()) done(submitted);
}

}  // namespace ocop::database
