// What fails again and again while its cause lasts, such as a database that is away.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/logging/logging.h"

namespace ocop::logging {

// One line when the trouble begins and one when it is over, however often it is told. Not thread safe.
//
//   Trouble trouble("the journal cannot be listened to", "the journal is listened to again");
//   while (…) trouble.Tell(session.AwaitNotification(…).status());
class Trouble {
 public:
  Trouble(std::string begins, std::string ends) : begins_(std::move(begins)), ends_(std::move(ends)) {}

  void Tell(const absl::Status& status) {
    const bool before = std::exchange(present_, !status.ok());
    if (before == present_) return;
    Warning(present_ ? begins_ : ends_, {{"error", status.message()}});
  }

 private:
  const std::string begins_, ends_;
  bool present_ = false;
};

}  // namespace ocop::logging
