// Keeps the keys of an OpenID Connect issuer current: its document says where they are, a thread reads them.
// https://openid.net/specs/openid-connect-discovery-1_0.html
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/tokens/keys.h"

namespace ocop::tokens {

// INVALID_ARGUMENT unless it is an https URI, or an http URI of this machine, which nobody can listen to on the way.
absl::Status CheckIssuer(const std::string& uri);

// Fetches at the beginning, at intervals, and when the keys are wanted. While the issuer is away what is known stays in
// use, and it is tried again after a second, two, four, … up to a minute.
class Fetcher {
 public:
  struct Options {
    std::string issuer;
    // How long a key that the issuer has taken back may still be used.
    absl::Duration interval = absl::Minutes(5);
    // Certificates to trust in place of the system's.
    std::string ca_file;
  };

  Fetcher(Options options, std::shared_ptr<Keys> keys);
  // Gives up what is under way.
  ~Fetcher();

 private:
  void Work();
  // The text of the issuer's keys.
  absl::StatusOr<std::string> Fetch() const;
  absl::StatusOr<std::string> Get(const std::string& uri) const;
  // OK also when they are the same as before.
  absl::Status Take(const absl::StatusOr<std::string>& text, absl::Time began);

  const Options options_;
  const std::shared_ptr<Keys> keys_;
  // As last taken.
  std::string known_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace ocop::tokens
