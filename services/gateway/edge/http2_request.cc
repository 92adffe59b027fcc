#include "services/gateway/edge/http2_request.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/wire.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

// Of one connection alone (RFC 9113, 8.2.2).
bool OfTheConnection(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" || name == "upgrade";
}

http2::Fields FieldsOf(const HttpResponse& response) {
  http2::Fields fields = {{":status", absl::StrCat(response.status)}};
  fields.emplace_back("date", DateOfNow());
  for (const auto& [name, value] : response.headers.fields()) {
    std::string lower = absl::AsciiStrToLower(name);
    if (!OfTheConnection(lower)) fields.emplace_back(std::move(lower), value);
  }
  return fields;
}

// One request and its answer.
class Http2Request final : public http2::Receiver, public std::enable_shared_from_this<Http2Request> {
 public:
  Http2Request(const HttpServerOptions& options, const HttpHandler& handler, http2::Head head,
               std::shared_ptr<http2::Stream> stream)
      : options_(options), handler_(handler), stream_(std::move(stream)), only_head_(head.method == "HEAD") {
    request_.method = std::move(head.method);
    request_.target = std::move(head.path);
    request_.headers.Add("Host", std::move(head.authority));
    for (auto& [name, value] : head.fields) {
      if (name != "host") request_.headers.Add(std::move(name), std::move(value));
    }
    if (head.cut) {
      request_.unreadable = Unreadable{
          431, status::WithReason(absl::ResourceExhaustedError("the header is too large"), "HEADER_TOO_LARGE")};
    }
  }

  void OnIncomplete() override {
    in_parts_ = true;
    if (!handled_) stream_->SetDeadline(absl::Now() + options_.body_timeout);
  }

  void OnData(std::string_view bytes) override {
    if (handled_) return;
    stream_->Consume(bytes.size());
    request_.body += bytes;
    if (request_.body.size() <= options_.body_limit) return;
    request_.unreadable =
        Unreadable{413, status::WithReason(absl::ResourceExhaustedError("the body is too large"), "BODY_TOO_LARGE")};
    Handle();
  }

  void OnEnd(http2::Fields) override { Handle(); }

  void OnSent() override { SendNext(); }

  bool OnDeadline() override {
    request_.unreadable = Unreadable{
        408, status::WithReason(absl::DeadlineExceededError("the request did not come in time"), "REQUEST_TIMEOUT")};
    Handle();
    return true;
  }

  void OnGone(http2::End end, uint32_t) override {
    if (end != http2::End::kComplete && abandon_) abandon_();
    abandon_ = nullptr;
    absl::MutexLock lock(&mutex_);
    body_ = nullptr;
  }

 private:
  void Handle() {
    if (std::exchange(handled_, true)) return;
    if (in_parts_) stream_->SetDeadline(absl::InfiniteFuture());  // the call has its own
    abandon_ = handler_(std::move(request_),
                        [self = shared_from_this()](HttpResponse response) { self->Answer(std::move(response)); });
  }

  void Answer(HttpResponse response) {
    http2::Fields head = FieldsOf(response);
    const bool has_body = response.status != 204 && response.status != 304;
    if (response.stream && !only_head_) {
      {
        absl::MutexLock lock(&mutex_);
        body_ = std::move(response.stream);
      }
      stream_->Send({.head = std::move(head)});
      return SendNext();
    }
    // Of a stream the head tells itself how long it is, if anybody knows.
    if (has_body && !response.stream) head.emplace_back("content-length", absl::StrCat(response.body.size()));
    stream_->Send(
        {.head = std::move(head), .data = only_head_ ? std::string() : std::move(response.body), .last = true});
  }

  void SendNext() {
    std::shared_ptr<BodyStream> body;
    {
      absl::MutexLock lock(&mutex_);
      body = body_;
    }
    if (!body) return;
    // The body hears of its next piece, or of its end, also when the reader has gone meanwhile.
    body->Next([self = shared_from_this(), body](std::optional<std::string> piece) {
      if (piece) {
        self->stream_->Send({.data = *std::move(piece), .tell = true});
      } else {
        self->stream_->Send({.last = true});
      }
    });
  }

  const HttpServerOptions& options_;
  const HttpHandler& handler_;
  const std::shared_ptr<http2::Stream> stream_;
  const bool only_head_;
  HttpRequest request_;
  bool in_parts_ = false;
  bool handled_ = false;
  Abandon abandon_;
  absl::Mutex mutex_;
  std::shared_ptr<BodyStream> body_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

http2::Accept AcceptRequests(const HttpServerOptions& options, const HttpHandler& handler, http2::Accept grpc) {
  return [&options, &handler, grpc = std::move(grpc)](
             http2::Head head, const std::shared_ptr<http2::Stream>& stream) -> std::shared_ptr<http2::Receiver> {
    if (grpc && rpc::IsCall(head)) return grpc(std::move(head), stream);
    return std::make_shared<Http2Request>(options, handler, std::move(head), stream);
  };
}

}  // namespace ocop::gateway
