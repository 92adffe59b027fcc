// Serves the metrics of a process to Prometheus.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/metrics/metrics.h"

namespace prometheus {
class Exposer;
}

namespace ocop::metrics {

// Answers GET /metrics on a port of its own until destroyed. Safe to outlive the registry, whose metrics are then gone.
// Destroying it can take 2 seconds, the interval at which Civetweb looks whether it shall stop: do it last.
class Exposer {
 public:
  // `address` is host:port, such as "127.0.0.1:9101"; port 0 takes a free one.
  // INVALID_ARGUMENT if it has no such form, UNAVAILABLE if the address cannot be listened on, mostly because another
  // process has the port.
  static absl::StatusOr<std::unique_ptr<Exposer>> Start(const std::string& address, const Registry& registry);

  ~Exposer();
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;

  int port() const;

 private:
  explicit Exposer(std::unique_ptr<prometheus::Exposer> exposer);

  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace ocop::metrics
