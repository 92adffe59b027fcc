// WatchIndicatorValues: values as they change, over a real connection.
#include "absl/synchronization/mutex.h"
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

// One reader and what it was told.
class Reader {
 public:
  Reader(const rpc::Client& client, const WatchIndicatorValuesRequest& request)
      : stream_(client.Subscribe(
            "/ocop.indicators.v1.IndicatorService/WatchIndicatorValues", request,
            WatchIndicatorValuesResponse::default_instance(),
            [this](const google::protobuf::Message& message) {
              absl::MutexLock lock(&mutex_);
              responses_.push_back(static_cast<const WatchIndicatorValuesResponse&>(message));
            },
            [this](absl::Status status) {
              absl::MutexLock lock(&mutex_);
              end_ = std::move(status);
            })) {}
  ~Reader() {
    stream_->Cancel();
    (void)End();
  }

  WatchIndicatorValuesResponse Next() {
    absl::MutexLock lock(&mutex_);
    auto any = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return responses_.size() > read_ || end_.has_value(); };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&any), absl::Seconds(20)));
    return responses_.size() > read_ ? responses_[read_++] : WatchIndicatorValuesResponse();
  }
  absl::Status End() {
    absl::MutexLock lock(&mutex_);
    auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
    mutex_.Await(absl::Condition(&ended));
    return *end_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<WatchIndicatorValuesResponse> responses_ ABSL_GUARDED_BY(mutex_);
  size_t read_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  const std::shared_ptr<rpc::Subscription> stream_;
};

class WatchTest : public GatewayTest {
 protected:
  WatchIndicatorValuesRequest Request() const {
    WatchIndicatorValuesRequest request;
    Parse(R"pb(parent: "$"
               indicators: "$/indicators/e1"
               indicators: "$/indicators/t1"
               as_of { year: 2024 month: 12 day: 31 })pb",
          request);
    return request;
  }
};

TEST_F(WatchTest, AGatewayThatStopsSendsItsReadersElsewhere) {
  const auto another = suite().StartAnotherGateway();
  suite().AwaitCaughtUp(*another);
  Reader reader(another->client(), Request());
  EXPECT_THAT(reader.Next().values(), SizeIs(2));
  EXPECT_EQ(another->process().Stop(), 0);
  const absl::Status end = reader.End();
  EXPECT_EQ(end.code(), absl::StatusCode::kUnavailable) << end;
  EXPECT_THAT(std::string(end.message()), HasSubstr("go on elsewhere"));
}

TEST_F(WatchTest, TellsAllAtFirstAndThenWhatChanges) {
  Reader reader(suite().gateway(), Request());
  const auto first = reader.Next();
  ASSERT_THAT(first.values(), SizeIs(2));
  EXPECT_EQ(Fraction(first.values(0)), "1/3");
  EXPECT_THAT(first.sources(), SizeIs(4));
  Recognise("b");
  const auto second = reader.Next();
  ASSERT_THAT(second.values(), SizeIs(1)) << "T1 is as it was";
  EXPECT_EQ(second.values(0).indicator(), parent() + "/indicators/e1");
  EXPECT_EQ(Fraction(second.values(0)), "2/3");
}

TEST_F(WatchTest, TellsWhenASourceGoesAndComesBack) {
  Reader reader(suite().gateway(), Request());
  EXPECT_EQ(reader.Next().values(0).freshness(), IndicatorValue::FRESHNESS_CURRENT);
  suite().services().Stop("evaluation");
  WatchIndicatorValuesResponse told = reader.Next();
  while (told.values().empty() || told.values(0).freshness() != IndicatorValue::FRESHNESS_STALE) {
    ASSERT_THAT(told.sources(), SizeIs(4));
    told = reader.Next();
  }
  EXPECT_EQ(Fraction(told.values(0)), "1/3") << "the old value, marked";
  suite().services().Start("evaluation");
  while (told.values().empty() || told.values(0).freshness() != IndicatorValue::FRESHNESS_CURRENT) {
    ASSERT_THAT(told.sources(), SizeIs(4));
    told = reader.Next();
  }
}

TEST_F(WatchTest, RefusesWhatCannotBeWatched) {
  WatchIndicatorValuesRequest request = Request();
  request.add_indicators(parent() + "/indicators/e99");
  EXPECT_THAT(Reader(suite().gateway(), request).End(), IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::gateway
