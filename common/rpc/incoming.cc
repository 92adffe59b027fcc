#include "common/rpc/incoming.h"

#include <grpc/support/time.h>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/logging/trace_context.h"

namespace ocop::rpc {
namespace {

constexpr size_t kLongestRequestId = 128;
constexpr size_t kLongestActor = 200;

std::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return {};
  return {found->second.data(), found->second.size()};
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
  call.actor = Metadata(context, "x-actor").substr(0, kLongestActor);
  if (call.actor.empty()) call.actor = "anonymous";
  const std::string_view roles = Metadata(context, "x-roles");
  call.roles = absl::StrSplit(absl::string_view(roles.data(), roles.size()), ',', absl::SkipWhitespace());
  return call;
}

}  // namespace ocop::rpc
