// Both ends of HTTP/2 over a socket, and the channel without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <iterator>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/http2/client.h"
#include "common/http2/local_channel.h"
#include "common/http2/server.h"

namespace ocop::http2 {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Not;

constexpr absl::Duration kPatience = absl::Seconds(10);

// What has come of a stream.
class Ear final : public Receiver {
 public:
  void OnHead(Fields head, bool) override {
    absl::MutexLock lock(&mutex_);
    head_ = std::move(head);
  }
  void OnData(std::string_view bytes) override {
    absl::MutexLock lock(&mutex_);
    received_ += bytes.size();
  }
  void OnEnd(Fields) override {}
  void OnGone(End end, uint32_t) override {
    absl::MutexLock lock(&mutex_);
    end_ = end;
  }

  // None when the stream is not over in time.
  std::optional<End> AwaitEnd() {
    absl::MutexLock lock(&mutex_);
    const auto over = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
    mutex_.AwaitWithTimeout(absl::Condition(&over), kPatience);
    return end_;
  }
  bool Await(size_t received) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [this, received]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return received_ >= received; };
    return mutex_.AwaitWithTimeout(absl::Condition(&enough), kPatience);
  }
  Fields head() {
    absl::MutexLock lock(&mutex_);
    return head_;
  }

 private:
  absl::Mutex mutex_;
  Fields head_ ABSL_GUARDED_BY(mutex_);
  size_t received_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<End> end_ ABSL_GUARDED_BY(mutex_);
};

// Hears nothing.
class Deaf final : public Receiver {
  void OnData(std::string_view) override {}
  void OnEnd(Fields) override {}
  void OnGone(End, uint32_t) override {}
};

// Answers when the test says so.
class Later final : public Receiver {
 public:
  explicit Later(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}
  void OnData(std::string_view) override {}
  void OnEnd(Fields) override { waiting.set_value(stream_); }
  void OnGone(End, uint32_t) override {}

  static std::promise<std::shared_ptr<Stream>> waiting;

 private:
  const std::shared_ptr<Stream> stream_;
};

std::promise<std::shared_ptr<Stream>> Later::waiting;

Head Get(const std::string& path) {
  return {.method = "GET", .path = path, .authority = "test"};
}

// `/later` is answered when the test says so, `/hold` by a byte and no end, `/endless` by many, `/large` by more fields
// than can be sent, anything else by 200.
std::shared_ptr<Receiver> Answer(const Head& head, const std::shared_ptr<Stream>& stream) {
  if (head.path == "/large") {
    stream->Send({.head = Fields{{":status", "200"}, {"large", std::string(100 << 10, 'x')}}, .last = true});
  } else if (head.path == "/endless") {
    stream->Send({.head = Fields{{":status", "200"}}, .data = std::string(1 << 20, 'x')});
  } else if (head.path == "/hold") {
    stream->Send({.head = Fields{{":status", "200"}}, .data = "x"});
  } else if (head.path == "/later") {
    return std::make_shared<Later>(stream);
  } else {
    stream->Send({.head = Fields{{":status", "200"}}, .last = true});
  }
  return std::make_shared<Deaf>();
}

class Http2Test : public testing::Test {
 protected:
  void Serve(const ConnectionOptions& options, size_t most_connections = 10) {
    server_ = std::make_unique<Server>(loops_, options, Answer);
    const absl::StatusOr<int> port = server_->Listen("127.0.0.1:0");
    ASSERT_TRUE(port.ok()) << port.status();
    address_ = absl::StrCat("127.0.0.1:", *port);
    client_ = std::make_unique<Client>(loops_, address_, ConnectionOptions{.most_connections = most_connections});
  }

  // On the first loop, so that all streams share a connection.
  std::shared_ptr<Stream> Open(const std::string& path, const std::shared_ptr<Ear>& ear) {
    std::shared_ptr<Stream> stream;
    absl::Notification opened;
    (*loops_)[0].Post([&] {
      stream = client_->Open(Get(path), ear);
      stream->Send({.last = true});
      opened.Notify();
    });
    opened.WaitForNotification();
    return stream;
  }

  const std::shared_ptr<Loops> loops_ = std::make_shared<Loops>();
  std::unique_ptr<Server> server_;
  std::string address_;
  std::unique_ptr<Client> client_;
};

TEST_F(Http2Test, AStreamIsAnswered) {
  Serve({});
  const auto ear = std::make_shared<Ear>();
  Open("/", ear);
  EXPECT_EQ(ear->AwaitEnd(), End::kComplete);
  EXPECT_EQ(Find(ear->head(), ":status"), "200");
}

// The other end takes one stream, and never ends it: what waits behind it is given up all the same.
TEST_F(Http2Test, AStreamThatWaitsToBeSentCanBeGivenUp) {
  Serve({.most_streams = 1}, 1);
  const auto holds = std::make_shared<Ear>();
  const auto answered = std::make_shared<Ear>();
  const std::shared_ptr<Stream> held = Open("/hold", holds);
  ASSERT_TRUE(holds->Await(1));  // and the settings are there
  const auto late = std::make_shared<Ear>();
  Open("/", late)->SetDeadline(absl::Now() + absl::Milliseconds(50));
  EXPECT_EQ(late->AwaitEnd(), End::kDeadline);
  const auto given_up = std::make_shared<Ear>();
  Open("/", given_up)->Reset(kCancel);
  EXPECT_EQ(given_up->AwaitEnd(), End::kGivenUp);
  Open("/", answered);
  held->Reset(kCancel);
  EXPECT_EQ(holds->AwaitEnd(), End::kGivenUp);
  EXPECT_EQ(answered->AwaitEnd(), End::kComplete);
}

// A connection goes of age while a stream is open that it can't end, and another waits for its place.
TEST_F(Http2Test, StreamsThatStayOpenHoldUpNoOthers) {
  Serve({.most_streams = 2});
  std::vector<std::shared_ptr<Ear>> holds;
  std::vector<std::shared_ptr<Stream>> held;
  for (int i = 0; i < 7; ++i) {
    held.push_back(Open("/hold", holds.emplace_back(std::make_shared<Ear>())));
    EXPECT_TRUE(holds.back()->Await(1)) << i;
  }
  EXPECT_EQ(server_->open(), 4U);
  for (const auto& stream : held) stream->Reset(kCancel);
  while (server_->open() > 1) std::this_thread::yield();
  const auto ear = std::make_shared<Ear>();
  Open("/", ear);
  EXPECT_EQ(ear->AwaitEnd(), End::kComplete);
}

TEST_F(Http2Test, AStreamThatWaitsWhenTheConnectionIsToGoIsOpenedOnAnother) {
  Serve({.most_streams = 1, .age = absl::Milliseconds(200)}, 1);
  const auto holds = std::make_shared<Ear>();
  const std::shared_ptr<Stream> held = Open("/hold", holds);
  ASSERT_TRUE(holds->Await(1));
  const auto waits = std::make_shared<Ear>();
  Open("/", waits);
  EXPECT_EQ(waits->AwaitEnd(), End::kComplete);
  held->Reset(kCancel);
}

TEST_F(Http2Test, WhoTakesNothingOfAnAnswerIsLetGoOf) {
  Serve({.stall = absl::Milliseconds(50)});
  const auto ear = std::make_shared<Ear>();
  Open("/endless", ear);  // and no window is opened
  EXPECT_EQ(ear->AwaitEnd(), End::kReset);
}

// The other end may work on what it has, and take more later.
TEST_F(Http2Test, WhoAsksWaitsUntilItsRequestIsTaken) {
  constexpr absl::Duration kStall = absl::Milliseconds(10);
  Serve({});
  Client patient(loops_, address_, {.stall = kStall});
  const auto holds = std::make_shared<Ear>();
  const auto held = patient.Open(Get("/hold"), holds);
  held->Send({.data = std::string(1 << 20, 'x')});
  ASSERT_TRUE(holds->Await(1));
  for (const absl::Time until = absl::Now() + 10 * kStall; absl::Now() < until;) {
    const auto ear = std::make_shared<Ear>();
    patient.Open(Get("/"), ear)->Send({.last = true});
    EXPECT_EQ(ear->AwaitEnd(), End::kComplete);
  }
  held->Reset(kCancel);
  EXPECT_EQ(holds->AwaitEnd(), End::kGivenUp);
}

TEST_F(Http2Test, AConnectionWithoutStreamsIsClosed) {
  Serve({.idle = absl::Milliseconds(50)});
  const auto ear = std::make_shared<Ear>();
  Open("/", ear);
  EXPECT_EQ(ear->AwaitEnd(), End::kComplete);
  while (server_->open() > 0) std::this_thread::yield();
}

// A client whose frames a test sees one by one.
class RawClient {
 public:
  explicit RawClient(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    int port = 0;
    EXPECT_TRUE(absl::SimpleAtoi(address.substr(address.find(':') + 1), &port));
    sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)), 0);
    Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + FrameOf(kSettings, 0, 0, ""));
  }
  ~RawClient() { close(socket_); }

  // Asks for `/` and sends more at once, and returns the types of the frames that come until the answer has.
  std::string Ask(const std::string& more = "") {
    constexpr char kHeadAndEnd = 0x5;
    Write(FrameOf(kHeaders, kHeadAndEnd, stream_, "\x82\x86\x84\x41\x01t") + more);  // GET http / t (RFC 7541)
    std::string types;
    for (int id = 0; id != stream_;) {
      const std::string head = Read(9);
      if (head.empty()) return types + "cut";
      types += head[3];
      id = static_cast<uint8_t>(head[8]) | static_cast<uint8_t>(head[7]) << 8;
      Read(static_cast<uint8_t>(head[2]) | static_cast<uint8_t>(head[1]) << 8);
    }
    stream_ += 2;
    return types;
  }

  static constexpr char kHeaders = 1;
  static constexpr char kSettings = 4;
  static constexpr char kGoAway = 7;

  static std::string FrameOf(char type, char flags, int stream, const std::string& payload) {
    const char head[9] = {0,
                          0,
                          static_cast<char>(payload.size()),
                          type,
                          flags,
                          0,
                          0,
                          static_cast<char>(stream >> 8),
                          static_cast<char>(stream)};
    return std::string(head, sizeof(head)) + payload;
  }

 private:
  void Write(const std::string& bytes) { EXPECT_EQ(write(socket_, bytes.data(), bytes.size()), ssize_t(bytes.size())); }
  std::string Read(size_t size) {
    std::string bytes(size, '\0');
    return recv(socket_, bytes.data(), size, MSG_WAITALL) == ssize_t(size) ? bytes : "";
  }

  const int socket_;
  int stream_ = 1;
};

TEST_F(Http2Test, AConnectionInUseIsNotTakenForIdle) {
  constexpr absl::Duration kIdle = absl::Milliseconds(50);
  Serve({.idle = kIdle});
  RawClient client(address_);
  std::string types;
  // One request after the other: at no moment does the client send with a stream open.
  for (const absl::Time end = absl::Now() + 5 * kIdle; absl::Now() < end;) types += client.Ask();
  EXPECT_THAT(types, Not(Contains(RawClient::kGoAway)));
  EXPECT_THAT(types, EndsWith(std::string(1, RawClient::kHeaders)));
}

// As Node's client does when it is told to go: it opens no more, and waits for what it has opened.
TEST_F(Http2Test, WhoSaysThatItGoesIsAnsweredStill) {
  Serve({});
  RawClient client(address_);
  const std::string types = client.Ask(RawClient::FrameOf(RawClient::kGoAway, 0, 0, std::string(8, '\0')));
  EXPECT_THAT(types, EndsWith(std::string(1, RawClient::kHeaders)));
}

TEST_F(Http2Test, OneConnectionTooManyIsClosedAtOnce) {
  Serve({.most_connections = 1});
  const auto holds = std::make_shared<Ear>();
  Open("/hold", holds);
  ASSERT_TRUE(holds->Await(1));
  const auto other = std::make_shared<Ear>();
  Client one_more(loops_, address_);
  one_more.Open(Get("/"), other)->Send({.last = true});
  EXPECT_THAT(other->AwaitEnd(), AnyOf(End::kLost, End::kRefused));
}

TEST_F(Http2Test, AnAnswerThatCannotBeSentEndsTheStream) {
  Serve({});
  const auto ear = std::make_shared<Ear>();
  Open("/large", ear);
  EXPECT_EQ(ear->AwaitEnd(), End::kReset);
}

// What never comes whole is given up a moment after the end was asked for, and nothing else is.
TEST_F(Http2Test, AtTheEndWhatWasAskedIsAnswered) {
  Serve({});
  const auto asked = std::make_shared<Ear>();
  Later::waiting = {};
  Open("/later", asked);
  const std::shared_ptr<Stream> answer = Later::waiting.get_future().get();
  const auto incomplete = std::make_shared<Ear>();
  const auto begun = client_->Open(Get("/hold"), incomplete);
  ASSERT_TRUE(incomplete->Await(1));
  std::thread end([this] { server_->Shutdown(absl::InfiniteFuture()); });
  EXPECT_EQ(incomplete->AwaitEnd(), End::kReset);
  answer->Send({.head = Fields{{":status", "200"}}, .last = true});
  EXPECT_EQ(asked->AwaitEnd(), End::kComplete);
  end.join();
}

TEST_F(Http2Test, TheEndOfTheServerEndsWhatIsOpen) {
  Serve({});
  const auto ear = std::make_shared<Ear>();
  Open("/hold", ear);
  ASSERT_TRUE(ear->Await(1));
  server_->Shutdown(absl::Now() + absl::Milliseconds(50));
  EXPECT_EQ(ear->AwaitEnd(), End::kLost);
  const auto after = std::make_shared<Ear>();
  Open("/", after);
  EXPECT_EQ(after->AwaitEnd(), End::kRefused);
}

size_t Threads() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return static_cast<size_t>(std::distance(begin(threads), end(threads)));
}

// What is asked of the loops may be the last to hold the server, and the server the last to hold the loops.
TEST(LoopsTest, EndWithTheLastWhoHoldsThem) {
  const size_t before = Threads();
  for (int i = 0; i < 100; ++i) {
    Server server(std::make_shared<Loops>(), {}, Answer);
    ASSERT_TRUE(server.Listen("127.0.0.1:0").ok());
  }
  EXPECT_EQ(Threads(), before);
}

// Which of them finds the connection broken at its very start is chance.
TEST(BrokenServerTest, EveryStreamIsToldItsEnd) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof(address);
  bind(listener, reinterpret_cast<const sockaddr*>(&address), size);
  listen(listener, SOMAXCONN);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::thread server([listener] {
    for (int connection; (connection = accept(listener, nullptr, nullptr)) >= 0; close(connection)) {
      const linger reset{.l_onoff = 1, .l_linger = 0};
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    }
  });
  Client client(std::make_shared<Loops>(), absl::StrCat("127.0.0.1:", ntohs(address.sin_port)));
  for (int i = 0; i < 200; ++i) {
    const auto ear = std::make_shared<Ear>();
    client.Open(Get("/"), ear)->Send({.last = true});
    const std::optional<End> end = ear->AwaitEnd();
    EXPECT_THAT(end, AnyOf(End::kLost, End::kRefused)) << i;
    if (!end) break;
  }
  shutdown(listener, SHUT_RDWR);
  server.join();
  close(listener);
}

// Sends as long as it is told that what it sent is on its way.
class Feeder final : public Receiver {
 public:
  static constexpr size_t kPiece = 10 << 10;
  explicit Feeder(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

  void Feed() {
    http2::Part part{.data = std::string(kPiece, 'x'), .tell = true};
    if (sent_ == 0) part.head = Fields{{":status", "200"}};
    sent_ += kPiece;
    stream_->Send(std::move(part));
  }
  void OnData(std::string_view) override {}
  void OnEnd(Fields) override { Feed(); }
  void OnSent() override { Feed(); }
  void OnGone(End, uint32_t) override { stream_ = nullptr; }
  size_t sent() const { return sent_; }

 private:
  std::shared_ptr<Stream> stream_;
  std::atomic<size_t> sent_ = 0;
};

TEST(LocalChannelTest, WhoTakesNothingIsSentNoMoreThanAWindow) {
  const auto loops = std::make_shared<Loops>();
  std::shared_ptr<Feeder> feeder;
  LocalChannel channel(loops, [&feeder](const Head&, const std::shared_ptr<Stream>& stream) {
    return feeder = std::make_shared<Feeder>(stream);
  });
  const auto ear = std::make_shared<Ear>();
  const std::shared_ptr<Stream> stream = channel.Open(Get("/"), ear);
  stream->Send({.last = true});
  constexpr size_t kWindow = 256 << 10;
  EXPECT_TRUE(ear->Await(kWindow));
  // What could still be sent would be by then.
  for (int turn = 0; turn < 100; ++turn) loops->Settle();
  EXPECT_LE(feeder->sent(), kWindow + Feeder::kPiece);
  stream->Consume(kWindow);
  EXPECT_TRUE(ear->Await(2 * kWindow));
  stream->Reset(kCancel);
  EXPECT_EQ(ear->AwaitEnd(), End::kGivenUp);
}

}  // namespace
}  // namespace ocop::http2
