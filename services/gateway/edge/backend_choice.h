// Which backend a call goes to.
//
// A proto service is most often served by one backend, and the call goes there. Those of `ocop.journal.v1` are served
// by every data service under one name: there the caller says which one it means, in the metadata (over HTTP: the
// header field) `ocop-service: registry`.
#pragma once

#include <grpcpp/support/status.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/gateway/edge/backend.h"

namespace ocop::gateway {

inline constexpr char kServiceField[] = "ocop-service";

// The ways to one backend.
struct Ways {
  std::shared_ptr<http2::Channel> unary;
  std::shared_ptr<http2::Channel> streams;
};

// The backends of one proto service.
class BackendChoice {
 public:
  void Add(const std::string& name, Ways ways) { backends_.emplace_back(name, std::move(ways)); }

  std::vector<std::string> names() const;

  // The way to the only one, whatever is `named`; of several to the one of that name.
  //
  // Errors: INVALID_ARGUMENT `SERVICE_NOT_NAMED` when one of several must be named and none is, or one that is not
  // among them; the message lists them.
  absl::StatusOr<Ways> Pick(std::string_view named) const;

 private:
  std::vector<std::pair<std::string, Ways>> backends_;
};

// What a backend answered, or where it has not, UNAVAILABLE: `SERVICE_UNREACHABLE` when the call `may_be_repeated`,
// since it only reads or never arrived, `OUTCOME_UNKNOWN` when it may have been carried out.
grpc::Status AnswerOf(const grpc::Status& status, const std::string& path, bool may_be_repeated);

// By the full name of each proto service.
std::unordered_map<std::string, BackendChoice> ChoicesOf(const std::vector<Backend>& backends);

}  // namespace ocop::gateway
