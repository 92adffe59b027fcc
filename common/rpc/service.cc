#include "common/rpc/service.h"

#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/incoming.h"
#include "common/rpc/telemetry.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"
#include "common/validation/validation.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

[[noreturn]] void Die(const std::string& belief) {
  std::fprintf(stderr, "%s\n", belief.c_str());
  std::abort();
}

absl::Status Parse(const grpc::ByteBuffer& bytes, Message& message) {
  grpc::ByteBuffer copy(bytes);  // shares the slices
  if (grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(&copy, &message).ok()) return absl::OkStatus();
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat("the body is not a valid ", message.GetDescriptor()->full_name(),
                                              " (broken encoding, or text that is not UTF-8)")),
      "MALFORMED_MESSAGE", {{"type", message.GetDescriptor()->full_name()}});
}

absl::Status Serialise(const Message& message, grpc::ByteBuffer& bytes) {
  bool own = false;
  return status::FromGrpc(grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &bytes, &own));
}

// Everything that stands before a handler, in order: first what asks about the call, ...
absl::Status Admit(const Gate::Pass& pass, const grpc::CallbackServerContext& context, const Call& call) {
  if (!pass) return Gate::Closed();
  OCOP_RETURN_IF_ERROR(CheckCaller(context));
  if (call.deadline <= call.now) return absl::DeadlineExceededError("the deadline had passed when the call arrived");
  return absl::OkStatus();
}

// ... then what asks about its request.
absl::Status ReadRequest(const grpc::ByteBuffer& bytes, absl::Time now, Message& request) {
  OCOP_RETURN_IF_ERROR(Parse(bytes, request));
  return validation::Admit(request, now);
}

const Message& Prototype(const google::protobuf::Descriptor* type) {
  return *google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

// gRPC's half of a unary call; lives until gRPC is done with it.
class UnaryReactor final : public grpc::ServerUnaryReactor {
 public:
  explicit UnaryReactor(std::shared_ptr<std::atomic<bool>> cancelled) : cancelled_(std::move(cancelled)) {}
  void OnCancel() override { *cancelled_ = true; }
  void OnDone() override { delete this; }
  // gRPC hands reactions to a thread of their own, which costs a call two switches of threads; these are over faster.
  bool InternalInlineable() override { return true; }

 private:
  std::shared_ptr<std::atomic<bool>> cancelled_;
};

class UnaryExchange final : public Exchange {
 public:
  UnaryExchange(Gate::Pass pass, Call call, const grpc::ByteBuffer& request, const Message& request_type,
                const Message& response_type, grpc::ByteBuffer* response, const MethodTelemetry& telemetry)
      : pass_(std::move(pass)),
        call_(std::move(call)),
        request_buffer_(request),
        request_(request_type.New(&arena_)),
        response_type_(response_type),
        response_(response),
        cancelled_(std::make_shared<std::atomic<bool>>(false)),
        reactor_(new UnaryReactor(cancelled_)),
        telemetry_(telemetry) {}

  ~UnaryExchange() override {
    if (answered_) return;
    Answer(status::WithReason(absl::InternalError("the handler went away without an answer"), "NO_ANSWER"));
  }

  grpc::ServerUnaryReactor* reactor() { return reactor_; }
  const Gate::Pass& pass() const { return pass_; }
  const Call& call() const override { return call_; }
  Message& request() override { return *request_; }

  std::string_view request_bytes() override {
    if (request_slice_.size() == 0 && !request_buffer_.TrySingleSlice(&request_slice_).ok()) {
      (void)request_buffer_.DumpToSingleSlice(&request_slice_);
    }
    return {reinterpret_cast<const char*>(request_slice_.begin()), request_slice_.size()};
  }

  Message* NewResponse() override { return response_type_.New(&arena_); }
  bool cancelled() const override { return *cancelled_; }

  void Answer(const absl::StatusOr<const Message*>& response) override {
    if (answered_.exchange(true)) return;
    Finish(response.ok() ? Serialise(**response, *response_) : response.status());
  }

  // A message is read from its parts one after the other.
  void AnswerSerialised(std::string_view part, const Message& more) override {
    if (answered_.exchange(true)) return;
    const size_t more_size = more.ByteSizeLong();
    const grpc::Slice bytes(grpc_slice_malloc(part.size() + more_size), grpc::Slice::STEAL_REF);
    auto* const begin = const_cast<uint8_t*>(bytes.begin());
    std::memcpy(begin, part.data(), part.size());
    more.SerializeWithCachedSizesToArray(begin + part.size());
    *response_ = grpc::ByteBuffer(&bytes, 1);
    Finish(absl::OkStatus());
  }

 private:
  void Finish(const absl::Status& status) {
    telemetry_.Finished(call_, status, absl::Now() - call_.now);
    // After this gRPC may delete the reactor at any moment.
    reactor_->Finish(status::ToGrpc(status));
    pass_.reset();
  }

  Gate::Pass pass_;
  const Call call_;
  // Messages of many small parts are made and dropped as one. One block holds most requests with their answers.
  google::protobuf::Arena arena_{[] {
    google::protobuf::ArenaOptions options;
    options.start_block_size = 4096;
    return options;
  }()};
  const grpc::ByteBuffer& request_buffer_;
  grpc::Slice request_slice_;
  Message* const request_;
  const Message& response_type_;
  grpc::ByteBuffer* const response_;
  const std::shared_ptr<std::atomic<bool>> cancelled_;
  grpc::ServerUnaryReactor* const reactor_;
  const MethodTelemetry& telemetry_;
  std::atomic<bool> answered_ = false;
};

// gRPC's half of a stream. It is kept alive by its own reference until gRPC is done with it.
class StreamReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public Stream {
 public:
  StreamReactor(Gate::Pass pass, Call call, const Message& request_type, const MethodTelemetry& telemetry)
      : pass_(std::move(pass)), call_(std::move(call)), request_(request_type.New()), telemetry_(telemetry) {}

  // Gives gRPC its reference.
  static StreamReactor* Start(const std::shared_ptr<StreamReactor>& stream) {
    stream->self_ = stream;
    return stream.get();
  }

  Message& mutable_request() { return *request_; }
  const Gate::Pass& pass() const { return pass_; }
  const Call& call() const override { return call_; }
  const Message& request() const override { return *request_; }
  bool cancelled() const override { return cancelled_; }

  void Write(const Message& response, std::function<void(bool)> written) override {
    {
      absl::MutexLock lock(&mutex_);
      if (!finished_ && !cancelled_ && Serialise(response, outgoing_).ok()) {
        written_ = std::move(written);
        StartWrite(&outgoing_);
        return;
      }
    }
    written(false);
  }

  void Finish(const absl::Status& status) override {
    absl::MutexLock lock(&mutex_);
    if (finished_) return;
    finished_ = true;
    telemetry_.Finished(call_, status, absl::Now() - call_.now);
    grpc::ServerWriteReactor<grpc::ByteBuffer>::Finish(status::ToGrpc(status));
    pass_.reset();
  }

  void OnWriteDone(bool ok) override {
    std::function<void(bool)> written;
    {
      absl::MutexLock lock(&mutex_);
      written = std::exchange(written_, nullptr);
      outgoing_.Clear();
    }
    if (written) written(ok);
  }

  void OnCancel() override {
    cancelled_ = true;
    Finish(absl::CancelledError("the caller went away"));
  }

  void OnDone() override {
    // The last reference may be this one; it goes when the function has ended.
    const std::shared_ptr<StreamReactor> self = std::move(self_);
  }

 private:
  Gate::Pass pass_;
  const Call call_;
  const std::unique_ptr<Message> request_;
  const MethodTelemetry& telemetry_;
  std::atomic<bool> cancelled_ = false;
  absl::Mutex mutex_;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ByteBuffer outgoing_;
  std::function<void(bool)> written_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<StreamReactor> self_;
};

// gRPC's half of an upload. It is kept alive by its own reference until gRPC is done with it.
class UploadReactor final : public grpc::ServerReadReactor<grpc::ByteBuffer>, public Upload {
 public:
  UploadReactor(Gate::Pass pass, Call call, const Message& request_type, grpc::ByteBuffer* response,
                const MethodTelemetry& telemetry)
      : pass_(std::move(pass)),
        call_(std::move(call)),
        request_(request_type.New()),
        response_(response),
        telemetry_(telemetry) {}

  // Gives gRPC its reference.
  static UploadReactor* Start(const std::shared_ptr<UploadReactor>& upload) {
    upload->self_ = upload;
    return upload.get();
  }

  const Gate::Pass& pass() const { return pass_; }
  const Call& call() const override { return call_; }

  void Next(Got got) override {
    {
      absl::MutexLock lock(&mutex_);
      if (!answered_) {
        got_ = std::move(got);
        StartRead(&incoming_);
        return;
      }
    }
    got(absl::CancelledError("the call has ended"));
  }

  void OnReadDone(bool ok) override {
    Got got;
    {
      absl::MutexLock lock(&mutex_);
      got = std::exchange(got_, nullptr);
    }
    if (!got) return;
    if (!ok) return got(nullptr);
    absl::Status status = Parse(incoming_, *request_);
    if (status.ok()) status = validation::Admit(*request_, absl::Now());
    if (status.ok()) return got(request_.get());
    got(status);
  }

  void Answer(const absl::StatusOr<const Message*>& response) override {
    absl::MutexLock lock(&mutex_);
    if (answered_) return;
    answered_ = true;
    const absl::Status status = response.ok() ? Serialise(**response, *response_) : response.status();
    telemetry_.Finished(call_, status, absl::Now() - call_.now);
    Finish(status::ToGrpc(status));
    pass_.reset();
  }

  void OnCancel() override { Answer(absl::CancelledError("the caller went away")); }

  void OnDone() override {
    // The last reference may be this one; it goes when the function has ended.
    const std::shared_ptr<UploadReactor> self = std::move(self_);
  }

 private:
  Gate::Pass pass_;
  const Call call_;
  const std::unique_ptr<Message> request_;
  grpc::ByteBuffer* const response_;
  const MethodTelemetry& telemetry_;
  absl::Mutex mutex_;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ByteBuffer incoming_;
  Got got_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<UploadReactor> self_;
};

class BoundService final : public grpc::Service {
 public:
  BoundService(const google::protobuf::ServiceDescriptor& descriptor,
               std::map<const MethodDescriptor*, ocop::rpc::Service::Handler> handlers,
               std::map<const MethodDescriptor*, ocop::rpc::Service::Shortcut> shortcuts,
               std::map<const MethodDescriptor*, ocop::rpc::Service::StreamHandler> stream_handlers,
               std::map<const MethodDescriptor*, ocop::rpc::Service::UploadHandler> upload_handlers,
               Telemetry& telemetry, Gate& gate)
      : gate_(gate) {
    for (int i = 0; i < descriptor.method_count(); ++i) {
      const MethodDescriptor* method = descriptor.method(i);
      const std::string path = absl::StrCat("/", descriptor.full_name(), "/", method->name());
      methods_.push_back(std::make_unique<const Method>(
          Method{path, Prototype(method->input_type()), Prototype(method->output_type()), telemetry.ForMethod(path),
                 std::move(handlers[method]), std::move(shortcuts[method]), std::move(stream_handlers[method]),
                 std::move(upload_handlers[method])}));
      Register(i, *methods_.back());
    }
  }

 private:
  // All that a call needs, so that it looks nothing up.
  struct Method {
    // gRPC keeps a pointer to it.
    std::string path;
    const Message& request_type;
    const Message& response_type;
    const MethodTelemetry& telemetry;
    // One of the three; a shortcut at most beside the first.
    ocop::rpc::Service::Handler handler;
    ocop::rpc::Service::Shortcut shortcut;
    ocop::rpc::Service::StreamHandler stream_handler;
    ocop::rpc::Service::UploadHandler upload_handler;
  };

  void Register(int index, const Method& method) {
    using grpc::internal::RpcMethod;
    const auto add = [&method, this](RpcMethod::RpcType type) {
      AddMethod(new grpc::internal::RpcServiceMethod(method.path.c_str(), type, nullptr));
    };
    if (method.upload_handler) {
      add(RpcMethod::CLIENT_STREAMING);
      MarkMethodRawCallback(index,
                            new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                [this, &method](grpc::CallbackServerContext* context, grpc::ByteBuffer* response) {
                                  return BeginUpload(*context, response, method);
                                }));
    } else if (method.stream_handler) {
      add(RpcMethod::SERVER_STREAMING);
      MarkMethodRawCallback(index,
                            new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                [this, &method](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
                                  return BeginStream(*context, *request, method);
                                }));
    } else {
      add(RpcMethod::NORMAL_RPC);
      MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                       [this, &method](grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                                         return BeginUnary(*context, *request, response, method);
                                       }));
    }
  }

  grpc::ServerUnaryReactor* BeginUnary(const grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                       grpc::ByteBuffer* response, const Method& method) {
    auto exchange =
        std::make_shared<UnaryExchange>(gate_.Enter(), IncomingCall(context, method.path, false), request,
                                        method.request_type, method.response_type, response, method.telemetry);
    grpc::ServerUnaryReactor* reactor = exchange->reactor();
    absl::Status admitted = Admit(exchange->pass(), context, exchange->call());
    if (admitted.ok() && method.shortcut && method.shortcut(exchange)) return reactor;
    if (admitted.ok()) admitted = ReadRequest(request, exchange->call().now, exchange->request());
    if (admitted.ok()) {
      method.handler(std::move(exchange));
    } else {
      exchange->Answer(admitted);
    }
    return reactor;
  }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* BeginStream(const grpc::CallbackServerContext& context,
                                                          const grpc::ByteBuffer& request, const Method& method) {
    auto stream = std::make_shared<StreamReactor>(gate_.Enter(), IncomingCall(context, method.path, true),
                                                  method.request_type, method.telemetry);
    auto* reactor = StreamReactor::Start(stream);
    absl::Status admitted = Admit(stream->pass(), context, stream->call());
    if (admitted.ok()) admitted = ReadRequest(request, stream->call().now, stream->mutable_request());
    if (admitted.ok()) {
      method.stream_handler(stream);
    } else {
      stream->Finish(admitted);
    }
    return reactor;
  }

  grpc::ServerReadReactor<grpc::ByteBuffer>* BeginUpload(const grpc::CallbackServerContext& context,
                                                         grpc::ByteBuffer* response, const Method& method) {
    auto upload = std::make_shared<UploadReactor>(gate_.Enter(), IncomingCall(context, method.path, true),
                                                  method.request_type, response, method.telemetry);
    auto* reactor = UploadReactor::Start(upload);
    const absl::Status admitted = Admit(upload->pass(), context, upload->call());
    if (admitted.ok()) {
      method.upload_handler(upload);
    } else {
      upload->Answer(admitted);
    }
    return reactor;
  }

  Gate& gate_;
  std::vector<std::unique_ptr<const Method>> methods_;
};

}  // namespace

Service::Service(const std::string& full_name)
    : descriptor_(*[&full_name] {
        const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(full_name);
        if (found == nullptr) Die(absl::StrCat("no proto of this process has the service ", full_name));
        return found;
      }()) {}

const MethodDescriptor* Service::Method(std::string_view name) const {
  const MethodDescriptor* method = descriptor_.FindMethodByName(std::string(name));
  if (method == nullptr) Die(absl::StrCat(descriptor_.full_name(), " has no method ", std::string(name)));
  return method;
}

void Service::CheckTypes(std::string_view method, const google::protobuf::Descriptor* request,
                         const google::protobuf::Descriptor* response) const {
  const MethodDescriptor* descriptor = Method(method);
  if (descriptor->input_type() != request || descriptor->output_type() != response) {
    Die(absl::StrCat(descriptor->full_name(), " is bound to a function of other types"));
  }
}

void Service::BindHandler(std::string_view method, Handler handler) {
  handlers_[Method(method)] = std::move(handler);
}

void Service::BindShortcut(std::string_view method, Shortcut shortcut) {
  shortcuts_[Method(method)] = std::move(shortcut);
}

void Service::BindStream(std::string_view method, StreamHandler handler) {
  stream_handlers_[Method(method)] = std::move(handler);
}

void Service::BindUpload(std::string_view method, UploadHandler handler) {
  upload_handlers_[Method(method)] = std::move(handler);
}

std::unique_ptr<grpc::Service> Service::Build(Telemetry& telemetry, Gate& gate) && {
  for (int i = 0; i < descriptor_.method_count(); ++i) {
    const MethodDescriptor* method = descriptor_.method(i);
    const bool bound = method->client_streaming()   ? upload_handlers_.contains(method)
                       : method->server_streaming() ? stream_handlers_.contains(method)
                                                    : handlers_.contains(method);
    if (!bound) Die(absl::StrCat("nothing is bound to ", method->full_name()));
  }
  return std::make_unique<BoundService>(descriptor_, std::move(handlers_), std::move(shortcuts_),
                                        std::move(stream_handlers_), std::move(upload_handlers_), telemetry, gate);
}

}  // namespace ocop::rpc
