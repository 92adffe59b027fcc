#include "services/gateway/edge/backend_choice.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"

namespace ocop::gateway {

absl::StatusOr<std::shared_ptr<grpc::GenericStub>> BackendChoice::Pick(std::string_view named) const {
  if (stubs_.size() == 1) return stubs_.front().second;
  for (const auto& [name, stub] : stubs_) {
    if (name == named) return stub;
  }
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("several services answer this method; name one in the metadata ",
                                              kServiceField, ": ", absl::StrJoin(names(), ", "))),
      "SERVICE_NOT_NAMED", {{"services", absl::StrJoin(names(), ",")}});
}

std::vector<std::string> BackendChoice::names() const {
  std::vector<std::string> names;
  for (const auto& [name, stub] : stubs_) names.push_back(name);
  return names;
}

grpc::Status AnswerOf(const grpc::Status& status, const std::string& path) {
  // Ours say why in their details.
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE || !status.error_details().empty()) return status;
  return status::ToGrpc(status::WithReason(
      absl::UnavailableError(absl::StrCat("the service of ", path, " can't be reached; try again soon")),
      "SERVICE_UNREACHABLE", {{"method", path}}));
}

std::unordered_map<std::string, BackendChoice> ChoicesOf(const std::vector<Backend>& backends) {
  std::unordered_map<std::string, BackendChoice> choices;
  for (const Backend& backend : backends) {
    const auto stub = std::make_shared<grpc::GenericStub>(backend.channel);
    for (const std::string& service : backend.services) choices[service].Add(backend.name, stub);
  }
  return choices;
}

}  // namespace ocop::gateway
