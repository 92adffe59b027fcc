// How webhooks are delivered.
#pragma once

#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/webhook/sender.h"

namespace ocop::webhook {

struct Options {
  // Who may see, make and change webhooks.
  std::vector<std::string_view> roles;
  Sender::Options sender;
  // Of one attempt.
  absl::Duration timeout = absl::Seconds(15);
  // After a failure, doubled with each that follows, up to the longest, give or take a fifth.
  absl::Duration first_retry = absl::Seconds(5);
  absl::Duration longest_retry = absl::Hours(1);
  // A webhook whose deliveries have failed for so long is disabled.
  absl::Duration give_up_after = absl::Hours(5 * 24);
};

}  // namespace ocop::webhook
