#include "common/webhook/message.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/timestamp.h"
#include "common/crypto/sha256.h"
#include "common/json/json.h"
#include "common/webhook/signature.h"
#include "ocop/journal/v1/webhook_service.pb.h"

namespace ocop::webhook {
namespace {

using ocop::journal::v1::JournalEntry;
using ocop::journal::v1::WebhookMessage;

// What one delivery holds at most: JSON is some times the size of the bytes that it is made of, and receivers take a
// megabyte or so.
constexpr size_t kMostEntries = 100;
constexpr size_t kMostBytes = 200'000;
constexpr size_t kIdDigits = 32;

size_t CountEntries(const std::deque<JournalEntry>& pending) {
  size_t bytes = 0;
  size_t count = 0;
  while (count < std::min(pending.size(), kMostEntries)) {
    bytes += pending[count].ByteSizeLong();
    if (bytes > kMostBytes && count > 0) break;
    ++count;
  }
  return count;
}

// Differs for each stretch of the journal, and when one is sent again because somebody asked for it.
std::string IdOf(const Hook& hook, const std::string& service, const std::string& first, const std::string& last) {
  const std::string hash = crypto::Sha256Hex(
      absl::StrCat(service, " ", hook.name, " ", hook.created_micros, " ", hook.replays, " ", first, " ", last));
  return absl::StrCat("msg_", hash.substr(0, kIdDigits));
}

absl::Status WriteBody(const WebhookMessage& message, Delivery& delivery) {
  absl::StatusOr<std::string> json = json::Print(message);
  if (!json.ok()) return absl::InternalError(absl::StrCat("cannot be written as JSON: ", json.status().message()));
  delivery.body = *std::move(json);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Delivery> MakeDelivery(const Hook& hook, const std::string& service,
                                      const std::deque<JournalEntry>& pending, const journal::ResumeToken& read) {
  const size_t count = CountEntries(pending);
  const JournalEntry& last = pending[count - 1];
  Delivery delivery;
  delivery.entry_count = static_cast<int>(count);
  delivery.first_position = pending.front().position();
  delivery.last_position = last.position();
  delivery.id = IdOf(hook, service, delivery.first_position, delivery.last_position);
  journal::ResumeToken token = read;
  if (count < pending.size()) {
    absl::StatusOr<journal::Position> position = journal::Position::FromText(last.position());
    if (!position.ok()) return position.status();
    token.after = *position;
    token.last = {
        .position = *position, .at_micros = absl::ToUnixMicros(clock::FromTimestamp(last.at())), .since = *position};
  }
  delivery.resume_token = token.ToText();
  WebhookMessage message;
  message.set_type("journal.entries");
  *message.mutable_timestamp() = last.at();
  message.mutable_data()->set_webhook(hook.name);
  message.mutable_data()->set_service(service);
  for (size_t i = 0; i < count; ++i) *message.mutable_data()->add_entries() = pending[i];
  message.mutable_data()->set_resume_token(delivery.resume_token);
  if (absl::Status written = WriteBody(message, delivery); !written.ok()) return written;
  return delivery;
}

absl::StatusOr<Delivery> MakePing(const std::string& id, const std::string& name, const std::string& service,
                                  absl::Time now) {
  Delivery delivery;
  delivery.id = id;
  WebhookMessage message;
  message.set_type("journal.ping");
  message.mutable_timestamp()->set_seconds(absl::ToUnixSeconds(now));
  message.mutable_data()->set_webhook(name);
  message.mutable_data()->set_service(service);
  if (absl::Status written = WriteBody(message, delivery); !written.ok()) return written;
  return delivery;
}

Post PostOf(const Delivery& delivery, const std::string& uri, const std::vector<std::string>& secrets, absl::Time now,
            absl::Duration timeout) {
  return {.uri = uri,
          .headers = {"content-type: application/json", "user-agent: ocop-webhooks", "webhook-id: " + delivery.id,
                      absl::StrCat("webhook-timestamp: ", absl::ToUnixSeconds(now)),
                      "webhook-signature: " + SignatureOf(secrets, delivery.id, now, delivery.body)},
          .body = delivery.body,
          .timeout = timeout};
}

}  // namespace ocop::webhook
