#include "services/gateway/edge/backend_choice.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"

namespace ocop::gateway {

absl::StatusOr<Ways> BackendChoice::Pick(std::string_view named) const {
  if (backends_.size() == 1) return backends_.front().second;
  for (const auto& [name, ways] : backends_) {
    if (name == named) return ways;
  }
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("several services answer this method; name one in the metadata ",
                                              kServiceField, ": ", absl::StrJoin(names(), ", "))),
      "SERVICE_NOT_NAMED", {{"services", absl::StrJoin(names(), ",")}});
}

std::vector<std::string> BackendChoice::names() const {
  std::vector<std::string> names;
  for (const auto& [name, ways] : backends_) names.push_back(name);
  return names;
}

grpc::Status AnswerOf(const grpc::Status& status, const std::string& path, bool may_be_repeated) {
  // Ours say why in their details.
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE || !status.error_details().empty()) return status;
  const std::string words =
      may_be_repeated
          ? absl::StrCat("the service of ", path, " can't be reached; try again soon")
          : absl::StrCat("the service of ", path, " gave no answer, and whether it did what was asked is not known; ",
                         "repeat the call with the same request_id, or read before calling again");
  return status::ToGrpc(status::WithReason(
      absl::UnavailableError(words), may_be_repeated ? "SERVICE_UNREACHABLE" : "OUTCOME_UNKNOWN", {{"method", path}}));
}

std::unordered_map<std::string, BackendChoice> ChoicesOf(const std::vector<Backend>& backends) {
  std::unordered_map<std::string, BackendChoice> choices;
  for (const Backend& backend : backends) {
    const Ways ways{.unary = backend.channel, .streams = backend.streams ? backend.streams : backend.channel};
    for (const std::string& service : backend.services) choices[service].Add(backend.name, ways);
  }
  return choices;
}

}  // namespace ocop::gateway
