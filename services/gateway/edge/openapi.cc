#include "services/gateway/edge/openapi.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/gateway/edge/connect_error.h"
#include "services/gateway/edge/json_schema.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

constexpr char kErrorReference[] = "#/components/responses/Error";
constexpr char kActor[] = "X-Actor";
constexpr char kRoles[] = "X-Roles";

constexpr char kIntroduction[] =
    "Every method is called with POST and its request as JSON; those that only read also with GET. The protocol is "
    "Connect (https://connectrpc.com/docs/protocol): errors are JSON with a code, a message and details. Methods that "
    "stream their answer frame each message: a byte of flags, four bytes of length, the JSON. Methods that take a "
    "stream "
    "are served over gRPC alone. In answers, fields at their default are left out.";

Json SchemaOf(const Descriptor& message) {
  return {{"schema", {{"$ref", SchemaReference(message.full_name())}}}};
}

// Up to the end of the first sentence, which may go on in a next line, and may have points in it: `article 7.2`.
std::string FirstSentence(const std::string& text) {
  const std::string paragraph = absl::StrReplaceAll(text.substr(0, text.find("\n\n")), {{"\n", " "}});
  size_t end = paragraph.find(". ");
  while (end != std::string::npos && !absl::ascii_isupper(paragraph[end + 2])) end = paragraph.find(". ", end + 1);
  return std::string(absl::StripSuffix(paragraph.substr(0, end), "."));
}

const char* ContentType(const MethodDescriptor& method) {
  if (method.client_streaming()) return "application/grpc";
  return method.server_streaming() ? "application/connect+json" : "application/json";
}

Json Parameter(const char* name, const char* where, bool required, Json rest) {
  Json parameter = {{"name", name}, {"in", where}, {"required", required}};
  parameter.update(rest);
  return parameter;
}

// Who calls, the same for every method.
Json CallerParameters() {
  const Json text = {{"type", "string"}};
  return {{kActor, Parameter(kActor, "header", false,
                             {{"description", "Who calls: an account. Without it the caller is anonymous."},
                              {"schema", text}})},
          {kRoles, Parameter(kRoles, "header", false,
                             {{"description", "Roles of the caller, separated by commas: `commune_officer,producer`."},
                              {"schema", text}})}};
}

// For every method, and for none of them needed: many are for everybody.
void AddTokens(const std::string& issuer, Json& document) {
  const std::string uri = absl::StrCat(absl::StripSuffix(issuer, "/"), "/.well-known/openid-configuration");
  document["components"]["securitySchemes"] = {
      {"token", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}},
      {"issuer", {{"type", "openIdConnect"}, {"openIdConnectUrl", uri}}}};
  document["security"] = Json::array({Json::object(), {{"token", Json::array()}}, {{"issuer", Json::array()}}});
}

Json HeaderParameters(const Method& method, bool believed) {
  Json parameters = Json::array();
  if (method.backends.names().size() > 1) {
    parameters.push_back(Parameter("Ocop-Service", "header", true,
                                   {{"description", "Which service is meant: several serve this method."},
                                    {"schema", {{"type", "string"}, {"enum", method.backends.names()}}}}));
  }
  for (const char* name : {kActor, kRoles}) {
    if (!believed) break;
    const Json reference = {{"$ref", absl::StrCat("#/components/parameters/", name)}};
    parameters.push_back(reference);
  }
  parameters.push_back(
      Parameter("Connect-Timeout-Ms", "header", false,
                {{"description", "How long the caller waits."}, {"schema", {{"type", "integer"}, {"minimum", 1}}}}));
  return parameters;
}

// What GET and POST have in common.
Json Operation(const Method& method, const MethodDescriptor& described, const char* verb, bool believed) {
  const std::string comment = CommentOf(described);
  Json operation = {{"operationId", absl::StrCat(described.full_name(), ".", verb)},
                    {"tags", {described.service()->full_name()}},
                    {"summary", FirstSentence(comment)},
                    {"description", comment},
                    {"parameters", HeaderParameters(method, believed)}};
  operation["responses"]["200"] = {{"description", "The answer."},
                                   {"content", {{ContentType(described), SchemaOf(*described.output_type())}}}};
  operation["responses"]["default"] = {{"$ref", kErrorReference}};
  return operation;
}

Json Post(const Method& method, const MethodDescriptor& described, bool believed) {
  Json operation = Operation(method, described, "post", believed);
  operation["requestBody"] = {{"required", true},
                              {"content", {{ContentType(described), SchemaOf(*described.input_type())}}}};
  if (described.server_streaming()) operation["x-ocop-streams"] = true;
  if (described.client_streaming()) operation["x-ocop-grpc-only"] = true;
  return operation;
}

Json Get(const Method& method, const MethodDescriptor& described, bool believed) {
  Json operation = Operation(method, described, "get", believed);
  Json& parameters = operation["parameters"];
  parameters.push_back(Parameter("encoding", "query", true, {{"schema", {{"type", "string"}, {"const", "json"}}}}));
  parameters.push_back(Parameter("connect", "query", false, {{"schema", {{"type", "string"}, {"const", "v1"}}}}));
  parameters.push_back(
      Parameter("message", "query", true, {{"content", {{"application/json", SchemaOf(*described.input_type())}}}}));
  parameters.push_back(
      Parameter("If-None-Match", "header", false,
                {{"description", "The ETag of the answer that the caller has."}, {"schema", {{"type", "string"}}}}));
  operation["responses"]["304"] = {{"description", "The answer is the one that the caller has."}};
  return operation;
}

Json ErrorSchema() {
  Json codes = Json::array();
  for (int code = grpc::StatusCode::CANCELLED; code <= grpc::StatusCode::UNAUTHENTICATED; ++code) {
    codes.push_back(ConnectCode(static_cast<grpc::StatusCode>(code)));
  }
  const Json text = {{"type", "string"}};
  const Json detail = {{"type", "object"},
                       {"properties",
                        {{"type", {{"type", "string"}, {"description", "Full name of the message in `value`."}}},
                         {"value", {{"type", "string"}, {"description", "The message, in base64."}}},
                         {"debug", {{"type", "object"}, {"description", "The message as JSON."}}}}},
                       {"required", {"type", "value"}}};
  return {{"type", "object"},
          {"description",
           "What went wrong. The details hold google.rpc.ErrorInfo with a reason for programs, and where "
           "fields are wrong google.rpc.BadRequest with every violation."},
          {"properties",
           {{"code", {{"type", "string"}, {"enum", codes}}},
            {"message", text},
            {"details", {{"type", "array"}, {"items", detail}}}}},
          {"required", {"code"}}};
}

}  // namespace

std::string OpenApiOf(const MethodTable& methods, const ApiDescription& description, const std::string& token_issuer) {
  const bool believed = token_issuer.empty();
  Json tags = Json::array();
  Json paths = Json::object();
  std::vector<const Descriptor*> messages;
  std::string service;
  for (const Method* method : methods.All()) {
    const auto* described = description.pool().FindMethodByName(method->descriptor->full_name());
    if (described->service()->full_name() != service) {
      service = described->service()->full_name();
      tags.push_back({{"name", service}, {"description", CommentOf(*described->service())}});
    }
    Json& path = paths[method->path];
    path["post"] = Post(*method, *described, believed);
    if (method->IsRead() && !method->streams()) path["get"] = Get(*method, *described, believed);
    messages.push_back(described->input_type());
    messages.push_back(described->output_type());
  }
  Json document = {{"openapi", "3.1.0"},
                   {"info", {{"title", "OCOP suite"}, {"version", "v1"}, {"description", kIntroduction}}},
                   {"servers", Json::array({{{"url", "/"}}})},
                   {"tags", tags},
                   {"paths", paths}};
  Json& components = document["components"];
  components["schemas"] = Json::parse(SchemasOf(messages));
  components["schemas"]["Error"] = ErrorSchema();
  if (believed) components["parameters"] = CallerParameters();
  components["responses"]["Error"] = {
      {"description", "The call was refused or failed."},
      {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/Error"}}}}}}}};
  if (!believed) AddTokens(token_issuer, document);
  return document.dump();
}

std::string ServiceConfigOf(const MethodTable& methods) {
  Json names = Json::array();
  for (const Method* method : methods.All()) {
    if (!method->IsRead() || method->streams()) continue;
    names.push_back({{"service", method->descriptor->service()->full_name()}, {"method", method->descriptor->name()}});
  }
  const Json retry = {{"maxAttempts", 4},
                      {"initialBackoff", "0.1s"},
                      {"maxBackoff", "2s"},
                      {"backoffMultiplier", 2},
                      {"retryableStatusCodes", {"UNAVAILABLE"}}};
  const Json config = {{"loadBalancingConfig", Json::array({{{"round_robin", Json::object()}}})},
                       {"methodConfig", Json::array({{{"name", names}, {"retryPolicy", retry}}})}};
  return config.dump();
}

}  // namespace ocop::gateway
