#include "common/rpc/client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "absl/strings/str_join.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/status/grpc_status.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;

grpc::ByteBuffer Bytes(const Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &bytes, &own);
  return bytes;
}

absl::Status Read(grpc::ByteBuffer& bytes, Message& message) {
  if (grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(&bytes, &message).ok()) return absl::OkStatus();
  return absl::InternalError("the server's answer is not a valid " + message.GetDescriptor()->full_name());
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  if (options.timeout < absl::InfiniteDuration()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  }
  if (!options.request_id.empty()) context.AddMetadata("x-request-id", options.request_id);
  if (!options.traceparent.empty()) context.AddMetadata("traceparent", options.traceparent);
  if (!options.actor.empty()) context.AddMetadata("x-actor", options.actor);
  if (!options.roles.empty()) context.AddMetadata("x-roles", options.roles);
  if (!options.authorization.empty()) context.AddMetadata("authorization", options.authorization);
  for (const auto& [name, value] : options.metadata) context.AddMetadata(name, value);
}

// One call's buffers, for as long as gRPC needs them.
struct UnaryCall {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

void Begin(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, std::shared_ptr<UnaryCall> call,
           std::function<void(absl::Status)> done) {
  grpc::GenericStub stub(channel);
  UnaryCall* raw = call.get();
  stub.UnaryCall(
      &raw->context, path, grpc::StubOptions(), &raw->request, &raw->response,
      [call = std::move(call), done = std::move(done)](const grpc::Status& status) { done(status::FromGrpc(status)); });
}

// gRPC 1.51 ends its callback threads with the last channel or server, by joining them. A call holds its channel until
// its callback has run: where that was the last one, a thread would join itself and go on in freed memory. A channel
// that has begun a call and never goes keeps the threads for the life of the process.
void KeepCallbackThreads() {
  static const bool kept = [] {
    auto& channel = *new std::shared_ptr<grpc::Channel>(
        grpc::CreateChannel("ipv4:127.0.0.1:1", grpc::InsecureChannelCredentials()));
    auto call = std::make_shared<UnaryCall>();
    // Over before it begins.
    call->context.set_deadline(absl::ToChronoTime(absl::Now()));
    // An empty message; a buffer without one is refused.
    const grpc::Slice nothing;
    call->request = grpc::ByteBuffer(&nothing, 1);
    Begin(channel, "/", std::move(call), [](const absl::Status&) {});
    return true;
  }();
  (void)kept;
}

class StreamReader final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>, public Subscription {
 public:
  StreamReader(const Message& request, const Message& type, std::function<void(const Message&)> received,
               std::function<void(absl::Status)> finished)
      : request_(Bytes(request)),
        response_(type.New()),
        received_(std::move(received)),
        finished_(std::move(finished)) {}

  void Start(const std::shared_ptr<StreamReader>& self, const std::shared_ptr<grpc::Channel>& channel,
             const std::string& path) {
    self_ = self;
    grpc::GenericStub stub(channel);
    stub.PrepareBidiStreamingCall(&context_, path, grpc::StubOptions(), this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&incoming_);
    StartCall();
  }

  void Cancel() override { context_.TryCancel(); }
  grpc::ClientContext& context() { return context_; }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    failure_ = Read(incoming_, *response_);
    if (!failure_.ok()) return context_.TryCancel();
    received_(*response_);
    StartRead(&incoming_);
  }

  void OnDone(const grpc::Status& status) override {
    // Held until the end of this function, whoever else lets go meanwhile.
    const std::shared_ptr<StreamReader> self = std::move(self_);
    finished_(failure_.ok() ? status::FromGrpc(status) : failure_);
  }

 private:
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer incoming_;
  const std::unique_ptr<Message> response_;
  const std::function<void(const Message&)> received_;
  const std::function<void(absl::Status)> finished_;
  absl::Status failure_;
  std::shared_ptr<StreamReader> self_;
};

// Sends its requests one after another and reads the one answer.
class UploadWriter final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit UploadWriter(const NextRequest& next) : next_(next) {}

  // Returns when the call has ended.
  absl::Status Run(const std::shared_ptr<grpc::Channel>& channel, const std::string& path, const CallOptions& options,
                   Message& response) {
    Prepare(context_, options);
    grpc::GenericStub stub(channel);
    stub.PrepareBidiStreamingCall(&context_, path, grpc::StubOptions(), this);
    StartRead(&incoming_);
    WriteNext();
    StartCall();
    done_.WaitForNotification();
    return status_.ok() ? Read(incoming_, response) : status_;
  }

  void OnWriteDone(bool ok) override {
    if (ok) WriteNext();
  }
  void OnDone(const grpc::Status& status) override {
    status_ = status::FromGrpc(status);
    done_.Notify();
  }

 private:
  void WriteNext() {
    const Message* request = next_();
    if (request == nullptr) return StartWritesDone();
    outgoing_ = Bytes(*request);
    StartWrite(&outgoing_);
  }

  grpc::ClientContext context_;
  const NextRequest& next_;
  grpc::ByteBuffer outgoing_;
  grpc::ByteBuffer incoming_;
  absl::Status status_;
  absl::Notification done_;
};

// Of what comes back; as much as a server takes (server.h). More would cut the connection and all its calls.
constexpr int kLargestMetadata = 64 << 10;

}  // namespace

CallOptions OnBehalfOf(const Call& call) {
  CallOptions options{
      .timeout = call.deadline - absl::Now(), .request_id = call.request_id, .traceparent = call.traceparent};
  if (call.verified) {
    options.authorization = call.authorization;
  } else {
    options.actor = call.actor;
    options.roles = absl::StrJoin(call.roles, ",");
  }
  return options;
}

Client::Client(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {
  KeepCallbackThreads();
}

Client::Client(const std::string& address) {
  KeepCallbackThreads();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kLargestMetadata);
  // gRPC would give all channels of one address one connection, and the calls of one would wait for the streams of
  // another.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A process that comes back is found again within a second or two; gRPC's own default grows to two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // Also the time that a connection may take to be made, which a busy machine needs.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  channel_ = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void Client::CallAsync(const std::string& path, const Message& request, Message& response, const CallOptions& options,
                       std::function<void(absl::Status)> done) const {
  auto call = std::make_shared<UnaryCall>();
  Prepare(call->context, options);
  call->request = Bytes(request);
  UnaryCall* raw = call.get();
  Begin(channel_, path, std::move(call), [raw, &response, done = std::move(done)](absl::Status status) {
    if (status.ok()) status = Read(raw->response, response);
    done(std::move(status));
  });
}

absl::Status Client::CallAndWait(const std::string& path, const Message& request, Message& response,
                                 const CallOptions& options) const {
  absl::Notification answered;
  absl::Status outcome;
  CallAsync(path, request, response, options, [&](absl::Status status) {
    outcome = std::move(status);
    answered.Notify();
  });
  answered.WaitForNotification();
  return outcome;
}

absl::Status Client::CallRaw(const std::string& path, const std::string& request, std::string& response,
                             const CallOptions& options) const {
  auto call = std::make_shared<UnaryCall>();
  Prepare(call->context, options);
  const grpc::Slice slice(request);
  call->request = grpc::ByteBuffer(&slice, 1);
  UnaryCall* raw = call.get();
  absl::Notification answered;
  absl::Status outcome;
  Begin(channel_, path, std::move(call), [&, raw](absl::Status status) {
    outcome = std::move(status);
    std::vector<grpc::Slice> slices;
    if (outcome.ok() && raw->response.Dump(&slices).ok()) {
      for (const grpc::Slice& part : slices) response.append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
    answered.Notify();
  });
  answered.WaitForNotification();
  return outcome;
}

std::shared_ptr<Subscription> Client::Subscribe(const std::string& path, const Message& request,
                                                const Message& response_type,
                                                std::function<void(const Message&)> received,
                                                std::function<void(absl::Status)> finished,
                                                const CallOptions& options) const {
  auto reader = std::make_shared<StreamReader>(request, response_type, std::move(received), std::move(finished));
  CallOptions endless = options;
  endless.timeout = absl::InfiniteDuration();
  Prepare(reader->context(), endless);
  reader->Start(reader, channel_, path);
  return reader;
}

absl::Status Client::UploadAndWait(const std::string& path, const NextRequest& next, Message& response,
                                   const CallOptions& options) const {
  return UploadWriter(next).Run(channel_, path, options, response);
}

absl::Status Client::UploadAndWait(const std::string& path, const std::vector<std::shared_ptr<const Message>>& requests,
                                   Message& response, const CallOptions& options) const {
  size_t sent = 0;
  const NextRequest next = [&] { return sent == requests.size() ? nullptr : requests[sent++].get(); };
  return UploadAndWait(path, next, response, options);
}

}  // namespace ocop::rpc
