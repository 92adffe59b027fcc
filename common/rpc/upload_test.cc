// A stream of requests, as it comes over the wire.
#include "common/rpc/upload.h"

#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include <functional>

#include "common/rpc/calls.h"
#include "common/rpc/wire.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Empty;

// Counts what its other end may send more, and keeps what it is told last.
class Way final : public http2::Stream {
 public:
  void Send(http2::Part part) override { trailers = part.trailers.value_or(part.head.value_or(http2::Fields())); }
  void Consume(size_t bytes) override { consumed += bytes; }
  void Reset(uint32_t) override {}
  void SetDeadline(absl::Time) override {}

  size_t consumed = 0;
  http2::Fields trailers;
};

class UploadTest : public ::testing::Test {
 protected:
  // Begins an upload that `handler` takes.
  std::shared_ptr<http2::Receiver> Begin(std::function<void(std::shared_ptr<Upload>)> handler) {
    return AcceptUpload(kind_, std::move(handler))(HeadOf(kind_.path, absl::InfiniteDuration(), {}), way_);
  }

  metrics::Registry metrics_;
  Telemetry telemetry_{metrics_};
  Gate gate_;
  const CallKind kind_{"/a.Service/Upload", Empty::default_instance(), Empty::default_instance(),
                       telemetry_.ForMethod("/a.Service/Upload"), gate_};
  const std::shared_ptr<Way> way_ = std::make_shared<Way>();
};

TEST_F(UploadTest, OneThatNobodyIsLeftToAnswerIsAnswered) {
  Begin([](const std::shared_ptr<Upload>&) {});
  EXPECT_EQ(http2::Find(way_->trailers, "grpc-status"), "13");  // INTERNAL
}

TEST_F(UploadTest, SmallRequestsThatWaitAreNotFollowedByOthers) {
  std::shared_ptr<Upload> upload;
  const auto receiver = Begin([&upload](std::shared_ptr<Upload> begun) { upload = std::move(begun); });
  const std::string request = Frame(Empty());
  receiver->OnData(request + request + request);
  int got = 0;
  const auto next = [&] {
    upload->Next([&got](const absl::StatusOr<const google::protobuf::Message*>& message) { got += message.ok(); });
  };
  for (int i = 1; i <= 3; ++i) {
    next();
    EXPECT_EQ(got, i);
    EXPECT_EQ(way_->consumed, 0u);
  }
  next();
  EXPECT_EQ(got, 3);
  EXPECT_EQ(way_->consumed, 3 * request.size());
  receiver->OnGone(http2::End::kLost, 0);
}

}  // namespace
}  // namespace ocop::rpc
