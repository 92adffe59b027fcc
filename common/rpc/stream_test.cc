// Answers that are streams.
#include "common/rpc/stream.h"

#include <gmock/gmock.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/channel.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "common/rpc/testing/test_server.h"
#include "common/status/status.h"

namespace ocop::rpc {
namespace {

using google::protobuf::Message;
using ocop::journal::v1::WatchRequest;
using ocop::journal::v1::WatchResponse;
using ::testing::ElementsAre;

// What a subscriber got.
struct Reader {
  std::function<void()> on_response = [] {};
  std::vector<std::string> tokens;
  absl::Status status;
  absl::Notification finished;

  std::shared_ptr<Subscription> Subscribe(const Client& client, const Message& request = WatchRequest()) {
    return client.Subscribe(
        kWatch, request, WatchResponse(),
        [this](const Message& response) {
          tokens.push_back(static_cast<const WatchResponse&>(response).resume_token());
          on_response();
        },
        [this](const absl::Status& outcome) {
          status = outcome;
          finished.Notify();
        });
  }
};

WatchResponse Response(const std::string& token, size_t bytes = 0) {
  WatchResponse response;
  response.set_resume_token(token);
  if (bytes > 0) response.add_entries()->set_actor(std::string(bytes, 'x'));
  return response;
}

// Writes `count` responses, each when the one before has left.
void Feed(const std::shared_ptr<Stream>& stream, int count, size_t bytes, std::function<void()> done, int from = 0) {
  if (from == count) return done();
  stream->Write(Response(std::to_string(from), bytes), [=](bool ok) {
    if (ok) Feed(stream, count, bytes, done, from + 1);
  });
}

void WriteUntilRefused(const std::shared_ptr<Stream>& stream, std::function<void()> refused) {
  stream->Write(Response("x", 1 << 20), [=](bool ok) {
    if (!ok) return refused();
    WriteUntilRefused(stream, refused);
  });
}

TEST(StreamTest, ResponsesComeInOrderAndThenTheStatus) {
  TestServer server;
  server.watch = [](std::shared_ptr<Stream> stream) {
    Feed(stream, 3, 0, [stream] { stream->Finish(absl::OkStatus()); });
  };
  server.Start();
  Reader reader;
  reader.Subscribe(server.client());
  reader.finished.WaitForNotification();
  EXPECT_TRUE(reader.status.ok()) << reader.status;
  EXPECT_THAT(reader.tokens, ElementsAre("0", "1", "2"));
}

TEST(StreamTest, AStreamThatNobodyIsLeftToEndIsEnded) {
  TestServer server;
  server.watch = [](const std::shared_ptr<Stream>& stream) { stream->Write(Response("0"), [stream](bool) {}); };
  server.Start();
  Reader reader;
  reader.Subscribe(server.client());
  reader.finished.WaitForNotification();
  EXPECT_EQ(status::ReasonOf(reader.status), "NO_ANSWER") << reader.status;
  EXPECT_THAT(reader.tokens, ElementsAre("0"));
}

TEST(StreamTest, AnOldConnectionTakesNoNewCallsAndKeepsItsStreams) {
  TestServer server({.connection_age = absl::Milliseconds(100)});
  std::shared_ptr<Stream> fed;
  absl::Notification begun;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    fed = stream;
    begun.Notify();
  };
  server.Start();
  const Client client = server.client();
  Reader reader;
  reader.Subscribe(client);
  begun.WaitForNotification();
  // Told that the connection is old, the channel leaves it.
  client.channel()->WaitForStateChange(GRPC_CHANNEL_READY, std::chrono::system_clock::time_point::max());
  fed->Write(Response("later"), [&](bool ok) {
    EXPECT_TRUE(ok);
    fed->Finish(absl::OkStatus());
  });
  reader.finished.WaitForNotification();
  EXPECT_EQ(reader.status, absl::OkStatus());
  EXPECT_THAT(reader.tokens, ElementsAre("later"));
}

TEST(StreamTest, ASlowReaderSlowsItsFeederDown) {
  constexpr int kResponses = 60;
  TestServer server;
  absl::Notification all_written;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    Feed(stream, kResponses, 1 << 20, [&all_written, stream] {
      all_written.Notify();
      stream->Finish(absl::OkStatus());
    });
  };
  server.Start();
  Reader reader;
  reader.on_response = [&] {
    if (reader.tokens.size() == 1) {
      EXPECT_FALSE(all_written.WaitForNotificationWithTimeout(absl::Milliseconds(500))) << "60 MB were buffered";
    }
  };
  reader.Subscribe(server.client());
  reader.finished.WaitForNotification();
  EXPECT_TRUE(reader.status.ok()) << reader.status;
  EXPECT_EQ(reader.tokens.size(), kResponses);
}

TEST(StreamTest, AFeederLearnsThatItsReaderWentAway) {
  TestServer server;
  absl::Notification gone;
  std::shared_ptr<Stream> fed;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    fed = stream;
    WriteUntilRefused(stream, [&gone] { gone.Notify(); });
  };
  server.Start();
  Reader reader;
  std::shared_ptr<Subscription> subscription;
  absl::Notification subscribed;
  reader.on_response = [&] {
    subscribed.WaitForNotification();
    subscription->Cancel();
  };
  subscription = reader.Subscribe(server.client());
  subscribed.Notify();
  reader.finished.WaitForNotification();
  EXPECT_EQ(reader.status.code(), absl::StatusCode::kCancelled);
  gone.WaitForNotification();
  // The refusal of a write may come a moment before the news of the cancellation.
  while (!fed->cancelled()) std::this_thread::yield();
}

TEST(StreamTest, AFeederThatWaitsSeesTheCancellation) {
  TestServer server;
  std::shared_ptr<Stream> fed;
  absl::Notification begun;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    fed = std::move(stream);
    begun.Notify();
  };
  server.Start();
  Reader reader;
  const auto subscription = reader.Subscribe(server.client());
  begun.WaitForNotification();
  subscription->Cancel();
  reader.finished.WaitForNotification();
  while (!fed->cancelled()) std::this_thread::yield();
  bool written = true;
  fed->Write(Response("late"), [&written](bool ok) { written = ok; });
  EXPECT_FALSE(written);
}

TEST(StreamTest, AStreamMayBeEndedWhileAResponseIsOnItsWay) {
  TestServer server;
  absl::Notification ended;
  const absl::Status cut = status::WithReason(absl::ResourceExhaustedError("slow"), "SLOW_READER");
  server.watch = [&](std::shared_ptr<Stream> stream) {
    stream->Write(Response("big", 8 << 20), [](bool) {});
    stream->Finish(cut);
    bool written = true;
    stream->Write(Response("late"), [&written](bool ok) { written = ok; });
    EXPECT_FALSE(written) << "nothing can be written to a stream that has ended";
    ended.Notify();
  };
  server.Start();
  Reader reader;
  reader.on_response = [&ended] { ended.WaitForNotification(); };
  reader.Subscribe(server.client());
  reader.finished.WaitForNotification();
  EXPECT_EQ(reader.status, cut);
  EXPECT_THAT(reader.tokens, ElementsAre("big"));
}

TEST(StreamTest, DrainingEndsWhatItsActionsEnd) {
  TestServer server;
  std::shared_ptr<Stream> fed;
  absl::Notification begun;
  server.watch = [&](std::shared_ptr<Stream> stream) {
    fed = std::move(stream);
    begun.Notify();
  };
  server.Start();
  server.server().OnDrain([&fed](absl::Time) { fed->Finish(absl::UnavailableError("go on elsewhere")); });
  Reader reader;
  reader.Subscribe(server.client());
  begun.WaitForNotification();
  server.server().Drain();
  reader.finished.WaitForNotification();
  EXPECT_EQ(reader.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(reader.status.message(), "go on elsewhere");
}

TEST(StreamTest, AMalformedRequestIsRefused) {
  TestServer server;
  server.watch = [](std::shared_ptr<Stream>) { ADD_FAILURE() << "was called"; };
  server.Start();
  google::protobuf::Empty request;
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(1, "\xc3\x28");
  Reader reader;
  reader.Subscribe(server.client(), request);
  reader.finished.WaitForNotification();
  EXPECT_EQ(reader.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status::ReasonOf(reader.status), "MALFORMED_MESSAGE");
}

TEST(StreamTest, WhoCallsIsSaidOnce) {
  TestServer server;
  server.watch = [](std::shared_ptr<Stream>) { ADD_FAILURE() << "was called"; };
  server.Start();
  absl::Status status;
  absl::Notification finished;
  server.client().Subscribe(
      kWatch, WatchRequest(), WatchResponse(), [](const Message&) {},
      [&](const absl::Status& outcome) {
        status = outcome;
        finished.Notify();
      },
      {.metadata = {{"x-actor", "a"}, {"x-actor", "b"}}});
  finished.WaitForNotification();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status::ReasonOf(status), "INVALID_HEADER");
}

}  // namespace
}  // namespace ocop::rpc
