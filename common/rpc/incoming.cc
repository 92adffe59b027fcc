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

void Believe(const http2::Fields& metadata, Call& call) {
  const std::string_view actor = http2::Find(metadata, "x-actor");
  if (!actor.empty()) call.actor = actor;
  call.roles = RolesIn(http2::Find(metadata, "x-roles"));
}

absl::Status Verify(const http2::Fields& metadata, const tokens::Verifier& verifier, Call& call) {
  call.verified = true;
  for (const char* name : {"x-actor", "x-roles"}) {
    if (http2::Find(metadata, name).empty()) continue;
    return InvalidHeader(name, "is not taken here: send a bearer token in authorization, which says who calls");
  }
  const std::string_view authorization = http2::Find(metadata, "authorization");
  if (authorization.empty()) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(const auto identity, verifier.Identify(authorization, call.now));
  call.actor = identity->actor;
  call.roles = identity->roles;
  call.authorization = authorization;
  call.proved_until = identity->end;
  return absl::OkStatus();
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
  call.actor = "anonymous";
  return call;
}

absl::Status Admit(const http2::Fields& metadata, const tokens::Verifier* verifier, Call& call) {
  OCOP_RETURN_IF_ERROR(CheckCaller(metadata));
  if (call.deadline <= call.now) return absl::DeadlineExceededError("the deadline had passed when the call arrived");
  if (verifier != nullptr) return Verify(metadata, *verifier, call);
  Believe(metadata, call);
  return absl::OkStatus();
}

}  // namespace ocop::rpc
