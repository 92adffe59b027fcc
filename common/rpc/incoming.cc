#include "common/rpc/incoming.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/logging/trace_context.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr size_t kLongestRequestId = 128;
constexpr size_t kLongestActor = 200;

absl::Status InvalidHeader(const char* name, absl::string_view description) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(name, " ", description)), "INVALID_HEADER",
                            {{"header", name}});
}

std::vector<std::string> RolesIn(std::string_view list) {
  std::vector<std::string> roles;
  for (const absl::string_view item : absl::StrSplit(status::View(list), ',', absl::SkipWhitespace())) {
    roles.emplace_back(absl::StripAsciiWhitespace(item));
  }
  return roles;
}

// A time far away says that there is no deadline. Without one a stream may go on for ever; a call may not.
constexpr absl::Duration kFarAway = absl::Hours(24 * 365);

absl::Time Deadline(const http2::Fields& metadata, absl::Time now, bool streams) {
  const auto timeout = TimeoutIn(metadata);
  if (timeout.ok() && *timeout < kFarAway) return now + *timeout;
  return streams ? absl::InfiniteFuture() : now + kDefaultDeadline;
}

}  // namespace

Call IncomingCall(const http2::Fields& metadata, const std::string& method, bool streams) {
  Call call;
  call.method = method;
  call.now = absl::Now();
  call.deadline = Deadline(metadata, call.now, streams);
  const logging::TraceContext trace = logging::ContinueTrace(http2::Find(metadata, "traceparent"));
  call.traceparent = logging::FormatTraceparent(trace);
  call.request_id = http2::Find(metadata, "x-request-id").substr(0, kLongestRequestId);
  if (call.request_id.empty()) call.request_id = trace.trace_id;
  call.actor = http2::Find(metadata, "x-actor");
  if (call.actor.empty()) call.actor = "anonymous";
  call.roles = RolesIn(http2::Find(metadata, "x-roles"));
  return call;
}

absl::Status CheckCaller(const http2::Fields& metadata) {
  for (const char* name : {"x-actor", "x-roles", "authorization"}) {
    const auto named = [name](const auto& field) { return field.first == name; };
    if (absl::c_count_if(metadata, named) > 1) return InvalidHeader(name, "may be given once");
  }
  if (http2::Find(metadata, "x-actor").size() > kLongestActor) {
    return InvalidHeader("x-actor", absl::StrCat("may have at most ", kLongestActor, " characters"));
  }
  return TimeoutIn(metadata).status();
}

}  // namespace ocop::rpc
