// A stream of requests, as it comes over the wire.
#include "common/rpc/upload.h"

#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include "common/rpc/calls.h"
#include "common/rpc/wire.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Empty;

// Counts what its other end may send more.
class Way final : public http2::Stream {
 public:
  void Send(http2::Part) override {}
  void Consume(size_t bytes) override { consumed += bytes; }
  void Reset(uint32_t) override {}
  void SetDeadline(absl::Time) override {}

  size_t consumed = 0;
};

TEST(UploadTest, SmallRequestsThatWaitAreNotFollowedByOthers) {
  metrics::Registry metrics;
  Telemetry telemetry(metrics);
  Gate gate;
  const CallKind kind{"/a.Service/Upload", Empty::default_instance(), Empty::default_instance(),
                      telemetry.ForMethod("/a.Service/Upload"), gate};
  std::shared_ptr<Upload> upload;
  const http2::Accept accept =
      AcceptUpload(kind, [&upload](std::shared_ptr<Upload> begun) { upload = std::move(begun); });
  const auto way = std::make_shared<Way>();
  const auto receiver = accept(HeadOf(kind.path, absl::InfiniteDuration(), {}), way);
  const std::string request = Frame(Empty());
  receiver->OnData(request + request + request);
  int got = 0;
  const auto next = [&] {
    upload->Next([&got](const absl::StatusOr<const google::protobuf::Message*>& message) { got += message.ok(); });
  };
  for (int i = 1; i <= 3; ++i) {
    next();
    EXPECT_EQ(got, i);
    EXPECT_EQ(way->consumed, 0u);
  }
  next();
  EXPECT_EQ(got, 3);
  EXPECT_EQ(way->consumed, 3 * request.size());
  receiver->OnGone(http2::End::kLost, 0);
}

}  // namespace
}  // namespace ocop::rpc
