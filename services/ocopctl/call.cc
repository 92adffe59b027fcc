#include "services/ocopctl/call.h"

#include <ostream>

#include "common/status/status.h"
#include "services/ocopctl/caller.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {

namespace {

rpc::CallOptions OptionsOf(const MethodCall& call) {
  rpc::CallOptions options = CallAs(call.actor, call.roles, call.token);
  if (!call.service.empty()) options.metadata.emplace_back("ocop-service", call.service);
  return options;
}

}  // namespace

absl::Status CallMethod(const MethodCall& call, const rpc::Client& gateway, std::ostream& out) {
  OCOP_ASSIGN_OR_RETURN(const google::protobuf::MethodDescriptor* method, FindMethod(call.path));
  if (method->client_streaming() || method->server_streaming()) {
    return absl::InvalidArgumentError(method->full_name() + " streams; only unary methods can be called");
  }
  const auto request = NewMessage(*method->input_type());
  const auto response = NewMessage(*method->output_type());
  OCOP_RETURN_IF_ERROR(ParseJson(call.json, *request));
  OCOP_RETURN_IF_ERROR(gateway.CallAndWait(PathOf(*method), *request, *response, OptionsOf(call)));
  out << PrintJson(*response) << "\n";
  return absl::OkStatus();
}

}  // namespace ocop::ocopctl
