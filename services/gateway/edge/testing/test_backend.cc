#include "services/gateway/edge/testing/test_backend.h"

#include <arpa/inet.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/http2/client.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::gateway {
namespace {

namespace v1 = ocop::registry::v1;

grpc::Status Missing(const std::string& name) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::NOT_FOUND));
  status.set_message(absl::StrCat("no product is named ", name));
  google::rpc::ErrorInfo info;
  info.set_reason("RESOURCE_NOT_FOUND");
  info.set_domain("ocop.vn");
  status.add_details()->PackFrom(info);
  for (const auto& [locale, text] :
       {std::pair("vi", "Không có sản phẩm này"), std::pair("en", "There is no such product")}) {
    google::rpc::LocalizedMessage message;
    message.set_locale(locale);
    message.set_message(text);
    status.add_details()->PackFrom(message);
  }
  return {grpc::StatusCode::NOT_FOUND, status.message(), status.SerializeAsString()};
}

}  // namespace

class TestBackend::Product final : public grpc::ServerGenericBidiReactor {
 public:
  Product(TestBackend* backend, grpc::GenericCallbackServerContext* context) : backend_(backend), context_(context) {
    StartRead(&buffer_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish({grpc::StatusCode::INTERNAL, "no request"});
    name_ = FromBuffer<v1::GetProductRequest>(buffer_).name();
    if (absl::EndsWith(name_, "/missing")) return Finish(Missing(name_));
    if (absl::EndsWith(name_, "/held")) {
      absl::MutexLock lock(&backend_->mutex_);
      backend_->held_ = this;
      return;
    }
    Answer();
  }

  void Answer() {
    context_->AddInitialMetadata("x-served-by", "backend");
    context_->AddTrailingMetadata("x-cost", "7");
    context_->AddTrailingMetadata("x-blob-bin", std::string("\0\xff", 2));
    v1::Product product;
    product.set_name(name_);
    product.set_display_name(absl::EndsWith(name_, "/large") ? std::string(200'000, 'a') : "Kẹo dừa");
    buffer_ = ToBuffer(product);
    if (absl::EndsWith(name_, "/broken")) {
      const grpc::Slice slice(std::string("\xff\xff"));
      buffer_ = grpc::ByteBuffer(&slice, 1);
    }
    StartWriteAndFinish(&buffer_, {}, grpc::Status::OK);
  }

  void OnCancel() override {
    absl::MutexLock lock(&backend_->mutex_);
    if (backend_->held_ != this) return;
    backend_->held_ = nullptr;
    backend_->held_cancelled_ = true;
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  TestBackend* const backend_;
  grpc::GenericCallbackServerContext* const context_;
  grpc::ByteBuffer buffer_;
  std::string name_;
};

class TestBackend::Watch final : public grpc::ServerGenericBidiReactor {
 public:
  Watch(TestBackend* backend, grpc::GenericCallbackServerContext* context) : backend_(backend), context_(context) {
    ocop::journal::v1::WatchResponse response;
    response.set_resume_token(std::string(64 << 10, 'x'));
    buffer_ = ToBuffer(response);
    StartRead(&next_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish({grpc::StatusCode::INTERNAL, "no request"});
    token_ = FromBuffer<ocop::journal::v1::WatchRequest>(next_).resume_token();
    context_->AddInitialMetadata("x-served-by", "backend");
    context_->AddTrailingMetadata("x-cost", "7");
    Next();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    ++backend_->watch_responses_;
    ++sent_;
    Next();
  }

  void OnCancel() override {
    absl::MutexLock lock(&backend_->mutex_);
    backend_->watch_cancelled_ = true;
    if (quiet_) Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  void Next() {
    if (token_ == "quiet" && sent_ == 1) {
      absl::MutexLock lock(&backend_->mutex_);
      quiet_ = true;
      if (backend_->watch_cancelled_) Finish(grpc::Status::CANCELLED);
      return;
    }
    if (token_ == "two" && sent_ == 2) return Finish(grpc::Status::OK);
    if (token_ == "refused" && sent_ == 1) return Finish(Missing("what comes second"));
    next_ = buffer_;  // a write takes its buffer
    StartWrite(&next_);
  }

  TestBackend* const backend_;
  grpc::GenericCallbackServerContext* const context_;
  grpc::ByteBuffer buffer_;
  grpc::ByteBuffer next_;
  std::string token_;
  int sent_ = 0;
  bool quiet_ ABSL_GUARDED_BY(backend_->mutex_) = false;
};

class TestBackend::Echo final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Echo(grpc::GenericCallbackServerContext* context) : context_(context) { StartRead(&buffer_); }

  void OnReadDone(bool ok) override {
    if (ok) {
      ++count_;
      return StartWrite(&buffer_);
    }
    context_->AddTrailingMetadata("x-count", absl::StrCat(count_));
    Finish(grpc::Status::OK);
  }

  void OnWriteDone(bool ok) override {
    if (ok) return StartRead(&buffer_);
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  grpc::GenericCallbackServerContext* const context_;
  grpc::ByteBuffer buffer_;
  int count_ = 0;
};

TestBackend::TestBackend(int most_streams) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, most_streams);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  channel_ = NewChannel();
}

std::shared_ptr<http2::Channel> TestBackend::NewChannel() const {
  return std::make_shared<http2::Client>(loops_, absl::StrCat("127.0.0.1:", port_));
}

std::shared_ptr<http2::Channel> NobodysChannel() {
  return std::make_shared<http2::Client>(std::make_shared<http2::Loops>(), "127.0.0.1:1");
}

Hangup::Hangup() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
  bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  listen(listener_, SOMAXCONN);
  thread_ = std::thread([this] { Serve(); });
}

Hangup::~Hangup() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::shared_ptr<http2::Channel> Hangup::channel() const {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  return std::make_shared<http2::Client>(std::make_shared<http2::Loops>(),
                                         absl::StrCat("127.0.0.1:", ntohs(address.sin_port)));
}

void Hangup::Serve() const {
  constexpr size_t kPreface = 24;
  static constexpr size_t kFrameHead = 9;
  static constexpr unsigned char kHeaders = 1;
  for (int connection; (connection = accept(listener_, nullptr, nullptr)) >= 0; close(connection)) {
    const auto read = [connection](size_t size) {
      std::vector<unsigned char> bytes(size);
      return recv(connection, bytes.data(), size, MSG_WAITALL) == static_cast<ssize_t>(size)
                 ? bytes
                 : std::vector<unsigned char>(kFrameHead, kHeaders);
    };
    read(kPreface);
    for (auto head = read(kFrameHead); head[3] != kHeaders; head = read(kFrameHead)) {
      read(size_t{head[0]} << 16 | size_t{head[1]} << 8 | head[2]);
    }
  }
}

TestBackend::~TestBackend() {
  server_->Shutdown(std::chrono::system_clock::now());  // cancels what a failed test left behind
}

grpc::ServerGenericBidiReactor* TestBackend::CreateReactor(grpc::GenericCallbackServerContext* context) {
  {
    absl::MutexLock lock(&mutex_);
    metadata_.clear();
    for (const auto& [name, value] : context->client_metadata()) {
      metadata_.emplace(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    deadline_ = absl::FromChrono(context->deadline());
  }
  if (context->method() == "/ocop.registry.v1.ProductService/GetProduct") return new Product(this, context);
  if (context->method() == "/ocop.journal.v1.JournalService/Watch") return new Watch(this, context);
  return new Echo(context);
}

std::multimap<std::string, std::string> TestBackend::metadata() const {
  absl::MutexLock lock(&mutex_);
  return metadata_;
}

absl::Time TestBackend::deadline() const {
  absl::MutexLock lock(&mutex_);
  return deadline_;
}

void TestBackend::AwaitHeld() const {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](Product* const* held) { return *held != nullptr; }, &held_));
}

void TestBackend::ReleaseHeld() {
  absl::MutexLock lock(&mutex_);
  if (held_ != nullptr) std::exchange(held_, nullptr)->Answer();
}

void TestBackend::AwaitHeldCancelled() const {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&held_cancelled_));
}

void TestBackend::AwaitWatchCancelled() const {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&watch_cancelled_));
}

}  // namespace ocop::gateway
