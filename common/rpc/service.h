// Binds the methods of one proto service to functions, by its descriptor.
//
//   Service indicators("ocop.indicators.v1.IndicatorService");
//   indicators.Bind<GetIndicatorRequest, Indicator>("GetIndicator", [](const Call& call, const GetIndicatorRequest&
//   request) {…}); server.Add(std::move(indicators));
//
// What every call goes through stands in one place, service.cc: the deadline is looked at, a shortcut may answer, the
// bytes become a message (or INVALID_ARGUMENT), the request is checked by the rules of its proto (common/validation),
// the function runs, its status is translated, and the call is counted and logged. Types are checked against the
// descriptor when bound, and a service with a method that nothing is bound to does not start: forgetting one is
// impossible.
//
// No stub class is generated.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/http2/stream.h"
#include "common/rpc/call.h"
#include "common/rpc/exchange.h"
#include "common/rpc/gate.h"
#include "common/rpc/stream.h"
#include "common/rpc/upload.h"
#include "google/protobuf/descriptor.h"

namespace ocop::tokens {
class Verifier;
}

namespace ocop::rpc {

class Telemetry;
class Workers;

class Service {
 public:
  // Answers by itself, on the thread of the call or on any other.
  using Handler = std::function<void(std::shared_ptr<Exchange>)>;
  // Answers a call, or answers false and leaves it alone.
  using Shortcut = std::function<bool(std::shared_ptr<Exchange>)>;
  using StreamHandler = std::function<void(std::shared_ptr<Stream>)>;
  using UploadHandler = std::function<void(std::shared_ptr<Upload>)>;

  // `full_name`: `ocop.registry.v1.ProductService`; its proto must be linked into the process.
  explicit Service(const std::string& full_name);

  const google::protobuf::ServiceDescriptor& descriptor() const { return descriptor_; }

  // A function that waits for nothing: it runs on the thread of the call.
  template <class Request, class Response>
  void Bind(std::string_view method, std::function<absl::StatusOr<Response>(const Call&, const Request&)> function) {
    CheckTypes(method, Request::descriptor(), Response::descriptor());
    BindHandler(method, [function = std::move(function)](std::shared_ptr<Exchange> exchange) {
      const auto& request = static_cast<const Request&>(exchange->request());
      Reply<Response>{exchange}(function(exchange->call(), request));
    });
  }

  // A function that answers later. `call` and `request` live until it does.
  template <class Request, class Response>
  void BindLater(std::string_view method, std::function<void(const Call&, const Request&, Reply<Response>)> function) {
    CheckTypes(method, Request::descriptor(), Response::descriptor());
    BindHandler(method, [function = std::move(function)](std::shared_ptr<Exchange> exchange) {
      const auto& request = static_cast<const Request&>(exchange->request());
      function(exchange->call(), request, Reply<Response>{exchange});
    });
  }

  void BindHandler(std::string_view method, Handler handler);
  // Tried before the request of a unary method is read and checked: it has the bytes alone.
  void BindShortcut(std::string_view method, Shortcut shortcut);
  // The function of a unary method computes for long: it runs on a worker, so that the loop goes on with others.
  void TakesLong(std::string_view method) { long_.insert(Method(method)); }
  // Ends the process when the method has other types: for those who bind a handler by type.
  void CheckTypes(std::string_view method, const google::protobuf::Descriptor* request,
                  const google::protobuf::Descriptor* response) const;
  void BindStream(std::string_view method, StreamHandler handler);
  void BindUpload(std::string_view method, UploadHandler handler);

  // What takes the calls of each method, by path; every method must be bound. All must outlive it. `workers` may be
  // null where no method takes long, `verifier` where callers are believed.
  http2::Table Build(Telemetry& telemetry, Gate& gate, Workers* workers, const tokens::Verifier* verifier) &&;
  bool takes_long() const { return !long_.empty(); }

 private:
  const google::protobuf::MethodDescriptor* Method(std::string_view name) const;

  const google::protobuf::ServiceDescriptor& descriptor_;
  std::map<const google::protobuf::MethodDescriptor*, Handler> handlers_;
  std::set<const google::protobuf::MethodDescriptor*> long_;
  std::map<const google::protobuf::MethodDescriptor*, Shortcut> shortcuts_;
  std::map<const google::protobuf::MethodDescriptor*, StreamHandler> stream_handlers_;
  std::map<const google::protobuf::MethodDescriptor*, UploadHandler> upload_handlers_;
};

}  // namespace ocop::rpc
