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

TEST_F(WatchTest, GoesOnWhenAnIndicatorIsChanged) {
  MakeStarred();
  WatchIndicatorValuesRequest request = Request();
  request.add_indicators(parent() + "/indicators/starred");
  Reader reader(suite().gateway(), request);
  ASSERT_THAT(reader.Next().values(), SizeIs(3));
  const auto change = [&](const std::string& filter) {
    const auto changed = Ask<Indicator, UpdateIndicatorRequest>(
        "UpdateIndicator", absl::StrCat("indicator { name: \"$/indicators/starred\" numerator_filter: \"", filter,
                                        "\" } update_mask { paths: \"numerator_filter\" }"));
    EXPECT_TRUE(changed.ok()) << changed.status();
  };
  // The last is told, too: that it is the same figure by another definition nobody else says.
  for (const auto& [filter, numerator] : std::vector<std::pair<std::string, int>>{
           {"registered_in_year = true", 3}, {"stars >= 3", 1}, {"stars >= 3 AND stars <= 5", 1}}) {
    change(filter);
    const auto told = reader.Next();
    ASSERT_THAT(told.values(), SizeIs(1)) << filter << told.ShortDebugString();
    EXPECT_EQ(told.values(0).indicator(), parent() + "/indicators/starred");
    EXPECT_EQ(told.values(0).numerator(), numerator) << filter;
    EXPECT_THAT(told.removed_values(), IsEmpty());
  }
}

TEST_F(WatchTest, TellsWhatIsNoMore) {
  MakeStarred();
  WatchIndicatorValuesRequest all = Request();
  all.clear_indicators();
  Reader reader(suite().gateway(), all);
  const std::string name = parent() + "/indicators/starred";
  const int first_count = reader.Next().values_size();
  ASSERT_GT(first_count, 2);
  WatchIndicatorValuesRequest named = Request();
  named.add_indicators(name);
  Reader of_named(suite().gateway(), named);
  ASSERT_THAT(of_named.Next().values(), SizeIs(3));

  const auto deleted =
      Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", absl::StrCat("name: \"", name, "\""));
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  const auto told = reader.Next();
  EXPECT_THAT(told.values(), IsEmpty());
  ASSERT_THAT(told.removed_values(), SizeIs(1));
  EXPECT_EQ(told.removed_values(0).indicator(), name);
  EXPECT_EQ(told.removed_values(0).locality(), parent() + "/localities/" + parent().substr(10));
  EXPECT_EQ(told.removed_values(0).as_of().year(), 2024);
  EXPECT_THAT(told.sources(), SizeIs(4));
  EXPECT_THAT(of_named.End(), IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));

  MakeStarred();
  const auto again = reader.Next();
  ASSERT_THAT(again.values(), SizeIs(1));
  EXPECT_EQ(again.values(0).indicator(), name);
}

TEST_F(WatchTest, RefusesWhatCannotBeWatched) {
  WatchIndicatorValuesRequest request = Request();
  request.add_indicators(parent() + "/indicators/e99");
  EXPECT_THAT(Reader(suite().gateway(), request).End(), IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::gateway
