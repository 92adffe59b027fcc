// Producers: their time in the programme and their workers.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class ProducerTest : public RegistryTest {
 protected:
  void SetUp() override { MakeLocalities(); }
};

TEST_F(ProducerTest, LeavesNoEarlierThanItJoined) {
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "leave_date { year: 2022 month: 2 day: 28 }").status(),
              IsInvalidField("producer.leave_date"));
  EXPECT_TRUE(Create<Producer>("p", Cooperative() + "leave_date { year: 2022 month: 3 day: 1 }").ok());
}

TEST_F(ProducerTest, JoinsAndLeavesOnDaysThatHaveCome) {
  const std::string later = DayFromToday(2);
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "join_date " + later).status(),
              IsInvalidField("producer.join_date"));
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "leave_date " + later).status(),
              IsInvalidField("producer.leave_date"));
  EXPECT_TRUE(Create<Producer>("p", Cooperative() + "join_date " + DayFromToday(0)).ok());
}

TEST_F(ProducerTest, ADayIsADayOfTheCalendar) {
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "join_date { year: 2023 month: 2 day: 29 }").status(),
              IsInvalidField("producer.join_date"));
}

TEST_F(ProducerTest, WorkersOfTheCommuneAreAmongAllWorkers) {
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "worker_count: 9 local_worker_count: 10").status(),
              IsInvalidField("producer.local_worker_count"));
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + "worker_count: 10 local_worker_count: 10").ok());
  EXPECT_THAT(Update<Producer>("producers/p", "worker_count: 9").status(),
              IsInvalidField("producer.local_worker_count"));
}

TEST_F(ProducerTest, NumbersHaveBounds) {
  EXPECT_THAT(Create<Producer>("p", Cooperative() + "worker_count: -1 local_capital_percent: 101").status(),
              AreInvalidFields({"producer.worker_count", "producer.local_capital_percent"}));
}

TEST_F(ProducerTest, ATaxCodeHasTenTwelveOrThirteenDigits) {
  for (const char* valid : {"1200123456", "082099012345", "1200123456001", "1200123456-001"}) {
    EXPECT_TRUE(Create<Producer>("", Cooperative() + "tax_code: \"" + valid + "\"").ok()) << valid;
  }
  for (const char* invalid : {"120012345", "12001234567", "1200123456-01", "120012345A"}) {
    EXPECT_THAT(Create<Producer>("", Cooperative() + "tax_code: \"" + invalid + "\"").status(),
                IsInvalidField("producer.tax_code"))
        << invalid;
  }
}

TEST_F(ProducerTest, MayBePlacedInADistrictOrTheProvince) {
  EXPECT_TRUE(Create<Producer>("p", Cooperative() + R"pb(locality: "$/localities/815")pb").ok());
  EXPECT_TRUE(Create<Producer>("q", Cooperative() + R"pb(locality: "$/localities/82")pb").ok());
  EXPECT_THAT(Create<Producer>("r", Cooperative() + R"pb(locality: "$/localities/none")pb").status(),
              IsInvalidField("producer.locality"));
}

TEST_F(ProducerTest, ARefusalLeavesNothingBehind) {
  const int before = ChangeCount();
  ASSERT_FALSE(Create<Producer>("p", Cooperative() + "worker_count: 9 local_worker_count: 10").ok());
  EXPECT_EQ(ChangeCount(), before);
  EXPECT_THAT(Get<Producer>("producers/p").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::registry
