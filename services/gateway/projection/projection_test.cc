#include "services/gateway/projection/projection.h"

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Source;

journal::v1::WatchResponse Response(std::vector<journal::v1::JournalEntry> entries, bool synced) {
  journal::v1::WatchResponse response;
  for (auto& entry : entries) *response.add_entries() = std::move(entry);
  response.set_synced(synced);
  if (synced) response.set_resume_token("token");
  return response;
}

class ProjectionTest : public ::testing::Test {
 protected:
  void Load(Service service, std::vector<journal::v1::JournalEntry> entries) {
    projection_.BeginSnapshot(service);
    ASSERT_TRUE(projection_.Apply(service, Response(std::move(entries), false)).ok());
    ASSERT_TRUE(projection_.Apply(service, Response({}, true)).ok());
  }
  void LoadAll() {
    using registry::v1::Locality;
    Load(Service::kRegistry,
         {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeProducer("x", "82", "2024-01-01"))});
    Load(Service::kEvaluation, {});
    Load(Service::kSalesPoints, {});
    Load(Service::kTraining, {});
  }
  Projection::Reading Read() const { return projection_.Read("provinces/82", absl::Now()); }
  int NewProducers() {
    const auto reading = Read();
    const Figures& figures = reading.figures();
    return figures
        .Value(*figures.definitions().Find("t2"), figures.ProvinceOn("provinces/82", On("2024-12-31")),
               On("2024-12-31"))
        .denominator;
  }
  Source::State State(Service service) { return Read().sources()[static_cast<size_t>(service)].state(); }

  Projection projection_{*Definitions::BuiltIn()};
};

TEST_F(ProjectionTest, IsReadyOnceEveryServiceHasBeenRead) {
  Load(Service::kRegistry, {});
  Load(Service::kEvaluation, {});
  Load(Service::kSalesPoints, {});
  EXPECT_FALSE(Read().ready());
  Load(Service::kTraining, {});
  EXPECT_TRUE(Read().ready());
}

TEST_F(ProjectionTest, TellsTheStateOfEachSource) {
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_LOADING);
  LoadAll();
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_LIVE);
  projection_.SetDown(Service::kRegistry);
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_DOWN);
  EXPECT_EQ(State(Service::kTraining), Source::STATE_LIVE);
  journal::v1::WatchResponse bookmark;
  bookmark.set_resume_token("token");
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  bookmark.mutable_read_time()->set_seconds(now);
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, bookmark).ok());
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_LIVE);
  EXPECT_EQ(Read().sources()[0].read_time().seconds(), now);
  bookmark.mutable_read_time()->set_seconds(77);
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, bookmark).ok());
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_BEHIND) << "it comes, but tells what is long past";
}

TEST_F(ProjectionTest, FollowsLiveChanges) {
  LoadAll();
  EXPECT_EQ(NewProducers(), 1);
  journal::v1::JournalEntry entry = Put(MakeProducer("y", "82", "2024-05-01"));
  entry.set_position("0042");
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, Response({entry}, false)).ok());
  EXPECT_EQ(NewProducers(), 2);
}

TEST_F(ProjectionTest, ANewSnapshotDropsWhatIsGone) {
  LoadAll();
  projection_.BeginSnapshot(Service::kRegistry);
  EXPECT_EQ(State(Service::kRegistry), Source::STATE_LOADING);
  EXPECT_TRUE(Read().ready()) << "the old figures stand meanwhile";
  EXPECT_EQ(NewProducers(), 1);
  using registry::v1::Locality;
  ASSERT_TRUE(
      projection_.Apply(Service::kRegistry, Response({Put(MakeLocality("82", Locality::KIND_PROVINCE))}, false)).ok());
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, Response({}, true)).ok());
  EXPECT_EQ(NewProducers(), 0);
}

TEST_F(ProjectionTest, AnUnreadableEntryIsToldAndTheOthersCount) {
  LoadAll();
  journal::v1::JournalEntry broken = Put(MakeProducer("z", "82", "2024-05-01"));
  broken.mutable_resource()->set_value("\xff");
  EXPECT_FALSE(
      projection_.Apply(Service::kRegistry, Response({broken, Put(MakeProducer("y", "82", "2024-05-01"))}, false))
          .ok());
  EXPECT_EQ(NewProducers(), 2);
}

}  // namespace
}  // namespace ocop::gateway
