// What is posted: a delivery made of entries, and its head.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/journal/position.h"
#include "common/webhook/sender.h"
#include "common/webhook/store.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::webhook {

struct Delivery {
  std::string id;
  std::string body;
  int entry_count = 0;
  std::string first_position, last_position;
  // Where the webhook stands once it is taken.
  std::string resume_token;
};

// Of the first of `pending`, as many as one delivery may hold. `read`: the reader's token behind all of `pending`. The
// same entries give the same delivery. INTERNAL when an entry cannot be written as JSON.
absl::StatusOr<Delivery> MakeDelivery(const Hook& hook, const std::string& service,
                                      const std::deque<ocop::journal::v1::JournalEntry>& pending,
                                      const journal::ResumeToken& read);

// A message without entries.
absl::StatusOr<Delivery> MakePing(const std::string& id, const std::string& name, const std::string& service,
                                  absl::Time now);

// The delivery, signed for an attempt at `now`.
Post PostOf(const Delivery& delivery, const std::string& uri, const std::vector<std::string>& secrets, absl::Time now,
            absl::Duration timeout);

}  // namespace ocop::webhook
