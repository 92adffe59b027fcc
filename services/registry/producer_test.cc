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

// Papers have what they have: the office is told and not held up.
TEST_F(ProducerTest, ATaxCodeOfAnotherFormIsTakenWithAWarning) {
  for (const char* usual : {"1200123456", "082099012345", "1200123456001", "1200123457-001", ""}) {
    const auto made =
        Create<Producer>("", Cooperative() + R"pb(registration_number: "1")pb" + " tax_code: \"" + usual + "\"");
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->warnings_size(), 0) << usual;
  }
  for (const char* odd : {"120012345", "12001234567", "1200123456-01", "120012345A"}) {
    const auto made = Create<Producer>("", Cooperative() + "tax_code: \"" + odd + "\"");
    ASSERT_TRUE(made.ok()) << made.status();
    ASSERT_GE(made->warnings_size(), 1) << odd;
    EXPECT_EQ(made->warnings(0).field(), "tax_code");
  }
  EXPECT_THAT(Create<Producer>("", Cooperative() + R"pb(tax_code: "none at all!")pb").status(),
              IsInvalidField("producer.tax_code"));
}

TEST_F(ProducerTest, WarningsAreOfTheLastChange) {
  ASSERT_EQ(Create<Producer>("p", Cooperative() + R"pb(tax_code: "1" phone_number: "12")pb")->warnings_size(), 2);
  const auto mended = Update<Producer>("producers/p", R"pb(tax_code: "1200123456" phone_number: "+84 912 345 678")pb");
  EXPECT_EQ(mended->warnings_size(), 0) << mended->DebugString();
  EXPECT_EQ(Get<Producer>("producers/p")->warnings_size(), 0);
}

TEST_F(ProducerTest, TheSameTaxCodeIsToldAtEntry) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + R"pb(tax_code: "1200123456")pb").ok());
  const auto twice = Create<Producer>("q", Cooperative() + R"pb(tax_code: "1200 123 456")pb");
  ASSERT_TRUE(twice.ok()) << twice.status();
  bool told = false;
  for (const auto& warning : twice->warnings()) {
    told |= warning.problem().find(Name("producers/p")) != std::string::npos;
  }
  EXPECT_TRUE(told) << twice->DebugString();
}

TEST_F(ProducerTest, AGradeIsOfCooperatives) {
  EXPECT_TRUE(Create<Producer>("p", Cooperative() + "cooperative_grade: COOPERATIVE_GRADE_GOOD").ok());
  EXPECT_THAT(
      Create<Producer>("q", Cooperative() + "kind: KIND_FARM cooperative_grade: COOPERATIVE_GRADE_GOOD").status(),
      IsInvalidField("producer.cooperative_grade"));
}

TEST_F(ProducerTest, KeepsEverythingThatTheCriteriaAskFor) {
  const std::string all = R"pb(registration_date { year: 2019 month: 5 day: 2 }
                               representative_position: "Giám đốc"
                               representative_ethnicity: "Khmer"
                               representative_disabled: true
                               export_markets: "Hàn Quốc"
                               export_markets: "Nhật Bản")pb";
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + all).ok());
  const auto read = Get<Producer>("producers/p");
  EXPECT_EQ(read->registration_date().year(), 2019);
  EXPECT_EQ(read->representative_ethnicity(), "Khmer");
  EXPECT_TRUE(read->representative_disabled());
  EXPECT_EQ(read->export_markets(1), "Nhật Bản");
}

using YearlyFigureTest = ProducerTest;

TEST_F(YearlyFigureTest, AYearHasOne) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative()).ok());
  const std::string of_2023 = "year: 2023 revenue_vnd: 900000000 profit_vnd: -5000000";
  ASSERT_TRUE(Create<YearlyFigure>("2023", of_2023, "producers/p").ok());
  EXPECT_THAT(Create<YearlyFigure>("other", of_2023, "producers/p").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"));
  EXPECT_EQ(Get<YearlyFigure>("producers/p/yearlyFigures/2023")->profit_vnd(), -5000000);
  EXPECT_THAT(Create<YearlyFigure>("2023", of_2023, "producers/none").status(),
              IsRefusal(absl::StatusCode::kNotFound, "PARENT_NOT_FOUND"));
}

TEST_F(YearlyFigureTest, PartsAreNotMoreThanTheWhole) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative()).ok());
  EXPECT_THAT(Create<YearlyFigure>("2023",
                                   "year: 2023 revenue_vnd: 1 export_revenue_vnd: 2 worker_count: 1 "
                                   "local_worker_count: 2",
                                   "producers/p")
                  .status(),
              AreInvalidFields({"yearly_figure.export_revenue_vnd", "yearly_figure.local_worker_count"}));
  EXPECT_THAT(Create<YearlyFigure>("2099", "year: 2099", "producers/p").status(), IsInvalidField("yearly_figure.year"));
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
