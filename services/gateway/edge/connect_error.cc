#include "services/gateway/edge/connect_error.h"

#include <memory>
#include <string>

#include "common/json/json.h"
#include "common/rpc/wire.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "google/rpc/status.pb.h"
#include "nlohmann/json.hpp"

namespace ocop::gateway {
namespace {

using Json = nlohmann::ordered_json;

struct Code {
  grpc::StatusCode code;
  std::string_view name;
  int http_status;
};

constexpr Code kCodes[] = {
    {grpc::StatusCode::OK, "ok", 200},
    {grpc::StatusCode::CANCELLED, "canceled", 499},
    {grpc::StatusCode::UNKNOWN, "unknown", 500},
    {grpc::StatusCode::INVALID_ARGUMENT, "invalid_argument", 400},
    {grpc::StatusCode::DEADLINE_EXCEEDED, "deadline_exceeded", 504},
    {grpc::StatusCode::NOT_FOUND, "not_found", 404},
    {grpc::StatusCode::ALREADY_EXISTS, "already_exists", 409},
    {grpc::StatusCode::PERMISSION_DENIED, "permission_denied", 403},
    {grpc::StatusCode::RESOURCE_EXHAUSTED, "resource_exhausted", 429},
    {grpc::StatusCode::FAILED_PRECONDITION, "failed_precondition", 400},
    {grpc::StatusCode::ABORTED, "aborted", 409},
    {grpc::StatusCode::OUT_OF_RANGE, "out_of_range", 400},
    {grpc::StatusCode::UNIMPLEMENTED, "unimplemented", 501},
    {grpc::StatusCode::INTERNAL, "internal", 500},
    {grpc::StatusCode::UNAVAILABLE, "unavailable", 503},
    {grpc::StatusCode::DATA_LOSS, "data_loss", 500},
    {grpc::StatusCode::UNAUTHENTICATED, "unauthenticated", 401},
};

const Code& Find(grpc::StatusCode code) {
  for (const Code& row : kCodes) {
    if (row.code == code) return row;
  }
  return Find(grpc::StatusCode::UNKNOWN);
}

// The detail as a JSON object; null when its type is not linked in or its bytes are not of that type.
Json Readable(const std::string& type, const std::string& bytes) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  const std::unique_ptr<google::protobuf::Message> message(factory->GetPrototype(descriptor)->New());
  if (!message->ParseFromString(bytes)) return nullptr;
  const absl::StatusOr<std::string> json = json::Print(*message);
  if (!json.ok()) return nullptr;
  return Json::parse(*json, nullptr, /*allow_exceptions=*/false);
}

Json Detail(const google::protobuf::Any& detail) {
  const std::string& url = detail.type_url();
  const std::string type = url.substr(url.rfind('/') + 1);
  Json result = {{"type", type}, {"value", rpc::ToBase64(detail.value())}};
  if (Json readable = Readable(type, detail.value()); readable.is_object()) result["debug"] = std::move(readable);
  return result;
}

// gRPC itself ends a call at its deadline, and gives no details.
grpc::Status WithReason(const grpc::Status& error) {
  if (error.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED || !error.error_details().empty()) return error;
  return status::ToGrpc(status::WithReason(status::FromGrpc(error), "DEADLINE_EXCEEDED"));
}

Json ErrorOf(const grpc::Status& status) {
  const grpc::Status error = WithReason(status);
  Json body = {{"code", ConnectCode(error.error_code())}};
  if (!error.error_message().empty()) body["message"] = error.error_message();
  google::rpc::Status details;
  if (details.ParseFromString(error.error_details())) {
    for (const auto& detail : details.details()) body["details"].push_back(Detail(detail));
  }
  return body;
}

// A message may quote the caller's bytes, which need not be UTF-8.
std::string Text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string_view ConnectCode(grpc::StatusCode code) {
  return Find(code).name;
}

int HttpStatus(grpc::StatusCode code) {
  return Find(code).http_status;
}

HttpResponse ErrorResponse(const grpc::Status& error) {
  return ErrorResponse(error, HttpStatus(error.error_code()));
}

HttpResponse ErrorResponse(const grpc::Status& error, int http_status) {
  HttpResponse response{.status = http_status};
  response.headers.Add("Content-Type", "application/json");
  // RFC 6750, 3.1. What is wrong with the token stands in the body.
  if (http_status == 401) response.headers.Add("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  response.body = Text(ErrorOf(error));
  return response;
}

std::string EndOfStream(const grpc::Status& status, const http2::Fields& trailing) {
  Json message = Json::object();
  if (!status.ok()) message["error"] = ErrorOf(status);
  for (const auto& [name, value] : trailing) message["metadata"][name].push_back(value);
  return Text(message);
}

}  // namespace ocop::gateway
