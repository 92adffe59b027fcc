#include "common/metrics/exposer.h"

#include <prometheus/exposer.h>
#include <prometheus/registry.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/config/address.h"

namespace ocop::metrics {

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Start(const std::string& address, const Registry& registry) {
  // Civetweb tells no error apart.
  if (!config::IsAddress(address)) {
    return absl::InvalidArgumentError(absl::StrCat("metrics address \"", address, "\" is not host:port"));
  }
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address);
    exposer->RegisterCollectable(registry.registry_);
    return std::unique_ptr<Exposer>(new Exposer(std::move(exposer)));
  } catch (const std::exception&) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", address, "; does another process listen there?"));
  }
}

Exposer::Exposer(std::unique_ptr<prometheus::Exposer> exposer) : exposer_(std::move(exposer)) {}
Exposer::~Exposer() = default;

int Exposer::port() const {
  return exposer_->GetListeningPorts().front();
}

}  // namespace ocop::metrics
