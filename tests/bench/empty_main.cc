// The yardstick: a server as gRPC's C++ library makes one, with a method that does nothing and is answered on the
// thread that took the call. It takes `/grpc.health.v1.Health/Check`, as all servers here do.
//
//   bench_empty --listen 127.0.0.1:56080
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>

#include <CLI/CLI.hpp>
#include <string>

#include "common/rpc/server.h"

namespace {

class Answered final : public grpc::ServerUnaryReactor {
 public:
  Answered() { Finish(grpc::Status::OK); }
  void OnDone() override { delete this; }
  bool InternalInlineable() override { return true; }
};

class Empty final : public grpc::Service {
 public:
  Empty() {
    using grpc::internal::RpcMethod;
    AddMethod(new grpc::internal::RpcServiceMethod("/grpc.health.v1.Health/Check", RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(
        0, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               [](grpc::CallbackServerContext*, const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                 *response = *request;
                 return new Answered();
               }));
  }
};

}  // namespace

int main(int argc, char** argv) {
  ocop::rpc::SwitchOffDeadlockDetection();
  CLI::App app("A gRPC server whose one method does nothing");
  std::string listen;
  app.add_option("--listen", listen, "host:port")->required();
  CLI11_PARSE(app, argc, argv);
  ocop::rpc::StopSignal stop;
  Empty service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  stop.Wait();
  server->Shutdown();
  return 0;
}
