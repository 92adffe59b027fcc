#include "services/ocopctl/call.h"

#include <ostream>

#include "common/status/status.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {

absl::Status CallMethod(const std::string& path, const std::string& json, const rpc::Client& gateway,
                        std::ostream& out) {
  OCOP_ASSIGN_OR_RETURN(const google::protobuf::MethodDescriptor* method, FindMethod(path));
  const auto request = NewMessage(*method->input_type());
  const auto response = NewMessage(*method->output_type());
  OCOP_RETURN_IF_ERROR(ParseJson(json, *request));
  OCOP_RETURN_IF_ERROR(gateway.CallAndWait(PathOf(*method), *request, *response));
  out << PrintJson(*response) << "\n";
  return absl::OkStatus();
}

}  // namespace ocop::ocopctl
