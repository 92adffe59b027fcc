#include "common/rpc/incoming.h"

#include <grpc/support/time.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/logging/trace_context.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

constexpr size_t kLongestRequestId = 128;
constexpr size_t kLongestActor = 200;

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
}

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

// No deadline comes as a time far away; a stream may then go on for ever, a call may not. Not context.deadline(), which
// counts nanoseconds in 64 bits: the longest timeout that clients can say ends before it begins there.
absl::Time Deadline(const grpc::CallbackServerContext& context, absl::Time now, bool streams) {
  const gpr_timespec raw = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_REALTIME);
  const absl::Time deadline = absl::FromUnixSeconds(raw.tv_sec) + absl::Nanoseconds(raw.tv_nsec);
  if (deadline - now < absl::Hours(24 * 365)) return deadline;
  return streams ? absl::InfiniteFuture() : now + kDefaultDeadline;
}

}  // namespace

Call IncomingCall(const grpc::CallbackServerContext& context, const std::string& method, bool streams) {
  Call call;
  call.method = method;
  call.now = absl::Now();
  call.deadline = Deadline(context, call.now, streams);
  const logging::TraceContext trace = logging::ContinueTrace(Metadata(context, "traceparent"));
  call.traceparent = logging::FormatTraceparent(trace);
  call.request_id = Metadata(context, "x-request-id").substr(0, kLongestRequestId);
  if (call.request_id.empty()) call.request_id = trace.trace_id;
  call.actor = Metadata(context, "x-actor");
  if (call.actor.empty()) call.actor = "anonymous";
  call.roles = RolesIn(Metadata(context, "x-roles"));
  return call;
}

absl::Status CheckCaller(const grpc::CallbackServerContext& context) {
  for (const char* name : {"x-actor", "x-roles", "authorization"}) {
    if (context.client_metadata().count(name) > 1) return InvalidHeader(name, "may be given once");
  }
  if (Metadata(context, "x-actor").size() > kLongestActor) {
    return InvalidHeader("x-actor", absl::StrCat("may have at most ", kLongestActor, " characters"));
  }
  return absl::OkStatus();
}

}  // namespace ocop::rpc
