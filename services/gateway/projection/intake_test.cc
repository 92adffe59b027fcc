#include "services/gateway/projection/intake.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IntakeTest : public ::testing::Test {
 protected:
  void Give(const journal::v1::JournalEntry& entry) { ASSERT_TRUE(intake_.Apply(entry).ok()); }
  const World& world() const { return intake_.world(); }

  Intake intake_;
};

TEST_F(IntakeTest, AReferenceMayArriveBeforeWhatItRefersTo) {
  Give(Put(MakeRecognition("r", "p", 3, "2024-01-01", "2026-12-31")));
  EXPECT_FALSE(world().products.Find(Name("products", "p"))) << "mentioned, not present";
  Give(Put(MakeProduct("p", "x")));
  const Id<Product> product = world().products.Find(Name("products", "p"));
  ASSERT_TRUE(product);
  EXPECT_THAT(world().products[product].links.recognitions, SizeIs(1));
}

TEST_F(IntakeTest, ADeletedRecordIsUnlinkedAndComesBackLinked) {
  Give(Put(MakeProduct("p", "x")));
  Give(Put(MakeRegistration("p", "2024-04-30")));
  Give(Delete(MakeRegistration("p", "2024-04-30")));
  const Id<Product> product = world().products.Find(Name("products", "p"));
  EXPECT_THAT(world().products[product].links.registrations, IsEmpty());
  Give(Put(MakeRegistration("p", "2024-04-30")));
  EXPECT_THAT(world().products[product].links.registrations, SizeIs(1));
}

TEST_F(IntakeTest, AMovedRecordLeavesItsOldPlace) {
  Give(Put(MakeProduct("p", "x")));
  Give(Put(MakeProduct("p", "y")));
  const Id<Product> product = world().products.Find(Name("products", "p"));
  const Id<Producer> now = world().products[product].producer;
  EXPECT_EQ(world().producers.NameOf(now), Name("producers", "y"));
  EXPECT_THAT(world().producers[now].links.products, ElementsAre(product));
  EXPECT_THAT(world().producers[Id<Producer>{0}].links.products, IsEmpty());
}

TEST_F(IntakeTest, ASoftDeletedResourceIsAbsentAlsoInASnapshot) {
  registry::v1::Product product = MakeProduct("p", "x");
  product.mutable_delete_time()->set_seconds(1);
  journal::v1::JournalEntry entry = Put(product);
  entry.set_action(journal::v1::JournalEntry::ACTION_SNAPSHOT);
  Give(entry);
  EXPECT_FALSE(world().products.Find(product.name()));
}

TEST_F(IntakeTest, BothUnitsOfAMoveAreMarked) {
  Give(Put(MakeProduct("p", "x")));
  intake_.changes().producers.Take();
  Give(Put(MakeProduct("p", "y")));
  EXPECT_THAT(intake_.changes().producers.Take(), SizeIs(2));
}

TEST_F(IntakeTest, TheSameAgainMarksNothing) {
  Give(Put(MakeProducer("x", "c", "2024-01-01")));
  intake_.changes().producers.Take();
  Give(Put(MakeProducer("x", "c", "2024-01-01")));
  EXPECT_TRUE(intake_.changes().producers.empty());
}

TEST_F(IntakeTest, ARenamedLocalityLeavesTheMapAsItIs) {
  registry::v1::Locality locality = MakeLocality("c", registry::v1::Locality::KIND_COMMUNE, "d");
  Give(Put(locality));
  EXPECT_TRUE(std::exchange(intake_.changes().geography, false));
  locality.set_full_name("Xã khác");
  Give(Put(locality));
  EXPECT_FALSE(intake_.changes().geography);
  locality.set_parent_locality(Name("localities", "e"));
  Give(Put(locality));
  EXPECT_TRUE(intake_.changes().geography);
}

TEST_F(IntakeTest, ASnapshotDropsWhatItDoesNotHoldOfThatServiceAlone) {
  intake_.BeginSnapshot(Service::kRegistry);
  Give(Put(MakeProduct("p", "x")));
  Give(Put(MakeProduct("q", "x")));
  Give(Put(MakeRecognition("r", "p", 3, "2024-01-01", "2026-12-31")));
  intake_.EndSnapshot(Service::kRegistry);

  intake_.BeginSnapshot(Service::kRegistry);
  Give(Put(MakeProduct("q", "x")));
  EXPECT_TRUE(world().products.Find(Name("products", "p"))) << "until the snapshot is complete";
  intake_.EndSnapshot(Service::kRegistry);
  EXPECT_FALSE(world().products.Find(Name("products", "p")));
  EXPECT_TRUE(world().products.Find(Name("products", "q")));
  EXPECT_TRUE(world().recognitions.Find(Name("recognitions", "r")));
}

TEST_F(IntakeTest, UnknownTypesArePassedOver) {
  journal::v1::JournalEntry entry = Put(MakeProduct("p", "x"));
  entry.mutable_resource()->set_type_url("type.googleapis.com/ocop.registry.v1.Unheard");
  EXPECT_TRUE(intake_.Apply(entry).ok());
  EXPECT_EQ(world().products.size(), 0u);
}

TEST_F(IntakeTest, AnUnreadableResourceIsToldAndChangesNothing) {
  Give(Put(MakeProduct("p", "x")));
  journal::v1::JournalEntry entry = Put(MakeProduct("p", "y"));
  entry.mutable_resource()->set_value("\xff");
  EXPECT_EQ(intake_.Apply(entry).code(), absl::StatusCode::kInvalidArgument);
  const Id<Product> product = world().products.Find(Name("products", "p"));
  EXPECT_EQ(world().producers.NameOf(world().products[product].producer), Name("producers", "x"));
}

TEST_F(IntakeTest, ATargetOfAnotherProvincesIndicatorIsNobodys) {
  registry::v1::Target target = MakeTarget(2024, "t1", "82", 100);
  Give(Put(target));
  EXPECT_EQ(world().targets[world().targets.Find(target.name())].indicator, "t1");
  target.set_indicator("provinces/79/indicators/t1");
  Give(Put(target));
  EXPECT_EQ(world().targets[world().targets.Find(target.name())].indicator, "");
}

}  // namespace
}  // namespace ocop::gateway
