#include "services/gateway/edge/testing/edge_fixture.h"

#include "nlohmann/json.hpp"

namespace ocop::gateway {

std::string ReasonOf(const std::string& error) {
  for (const auto& detail : nlohmann::json::parse(error).value("details", nlohmann::json::array())) {
    if (detail["type"] == "google.rpc.ErrorInfo") return detail["debug"]["reason"];
  }
  return {};
}

}  // namespace ocop::gateway
