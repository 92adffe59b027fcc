#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/testing/handlers_fixture.h"

namespace ocop::gateway {

namespace {

using namespace testing;         // NOLINT: our builders
using namespace indicators::v1;  // NOLINT
using registry::v1::Locality;
using ::testing::SizeIs;

using PlanProgressTest = HandlersFixture;

TEST_F(PlanProgressTest, APlanIsMetOnCourseOrBehind) {
  LoadProvince();
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-07-01"));  // The 183rd of 366 days: what grew doubles.
  auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->targets_size(), 2);
  const TargetProgress& t1 = response->targets(0);
  EXPECT_EQ(t1.state(), TargetProgress::STATE_NOT_APPLICABLE);
  const TargetProgress& e1 = response->targets(1);
  EXPECT_EQ(e1.target(), "provinces/82/plans/2024/targets/e1-82");
  EXPECT_EQ(e1.value().numerator(), 1);
  EXPECT_EQ(e1.value().denominator(), 3);
  EXPECT_EQ(e1.missing_units(), 2) << "2 of 3 are 66 %";
  EXPECT_EQ(e1.forecast().numerator(), 2);
  EXPECT_EQ(e1.forecast().denominator(), 7) << "6.02, rounded up";
  EXPECT_EQ(e1.forecast().percent_centi(), 3333) << "of the line, not of what was rounded";
  EXPECT_EQ(e1.state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(response->behind_count(), 1);

  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("s", "a", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("t", "c", 3, "2024-06-30", "2027-06-29"))});
  response = Ask(GetPlanProgress, request);
  EXPECT_EQ(response->targets(1).state(), TargetProgress::STATE_MET);
  EXPECT_EQ(response->targets(1).missing_units(), 0);
  EXPECT_EQ(response->met_count(), 1);

  *request.mutable_as_of() = clock::ToDate(On("2023-07-01"));
  EXPECT_EQ(status::ReasonOf(Ask(GetPlanProgress, request).status()), "INVALID_FIELDS");
  request.set_plan("provinces/82/plans/2031");
  EXPECT_EQ(status::ReasonOf(Ask(GetPlanProgress, request).status()), "PLAN_NOT_FOUND");
}

TEST_F(PlanProgressTest, TargetsComeByIndicatorThenLocality) {
  std::vector<journal::v1::JournalEntry> entries = {
      Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("b", Locality::KIND_COMMUNE, "82")),
      Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024))};
  const auto add = [&](const std::string& id, const char* indicator, const char* locality) {
    registry::v1::Target target = MakeTarget(2024, indicator, locality, 1);
    target.set_name(absl::StrCat("provinces/82/plans/2024/targets/", id));
    entries.push_back(Put(target));
  };
  add("a", "e1", "c");
  add("c", "e1", "82");
  add("b", "e1", "b");
  add("d", "t1", "c");
  Load(Service::kRegistry, entries);
  for (const Service service : {Service::kEvaluation, Service::kSalesPoints, Service::kTraining}) Load(service, {});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  const auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  std::string told;
  for (const TargetProgress& progress : response->targets()) told += progress.target().back();
  EXPECT_EQ(told, "dcba") << "T1 of c, then E1 of 82, b and c";
}

// Who is to be trained is a state, who has been is counted from the year's beginning; the communes of the roadmap are
// all there from its first day.
TEST_F(PlanProgressTest, AForecastGrowsOnlyInWhatHasGrown) {
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("d", Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024)), Put(MakeRoadmapCommune(2024, "c")),
        Put(MakeRoadmapCommune(2024, "d")), Put(MakeTarget(2024, "t1", "82", 80)),
        Put(MakeTarget(2024, "n1", "82", 100)), Put(MakeProducer("x", "c", "2020-01-01")), Put(MakeProduct("a", "x"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "a", 3, "2022-06-30", "2025-06-29"))});
  Load(Service::kSalesPoints, {});
  std::vector<journal::v1::JournalEntry> training = {
      Put(MakeCourse("basics",
                     {training::v1::Course::TOPIC_PROGRAMME_BASICS, training::v1::Course::TOPIC_CYCLE_STEPS})),
      Put(MakeClass("k", "basics"))};
  for (int i = 0; i < 10; ++i) {
    const std::string officer = absl::StrCat("o", i);
    training.push_back(Put(MakeOfficer(officer, "c", "2020-01-01")));
    if (i < 4) training.push_back(Put(MakeAttendance("k", officer, "2024-03-01")));
  }
  Load(Service::kTraining, training);
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-07-01"));
  const auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->targets_size(), 2);
  const Forecast& trained = response->targets(0).forecast();
  EXPECT_EQ(response->targets(0).value().numerator(), 4);
  EXPECT_EQ(trained.numerator(), 8);
  EXPECT_EQ(trained.denominator(), 10);
  EXPECT_EQ(trained.percent_centi(), 8021);
  EXPECT_EQ(response->targets(0).state(), TargetProgress::STATE_ON_COURSE) << "80 % are to be trained";
  const Forecast& communes = response->targets(1).forecast();
  EXPECT_EQ(communes.numerator(), 1);
  EXPECT_EQ(communes.denominator(), 2);
}

// Of a year that begins today, or has not begun, nobody can say where it leads.
TEST_F(PlanProgressTest, OneDayMakesNoLine) {
  registry::v1::Target ceiling = MakeTarget(2025, "products-expired", "82", 0);
  ceiling.set_maximum(3);
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakePlan(2025)), Put(MakeTarget(2025, "e1", "82", 70)),
        Put(MakeTarget(2025, "products", "82", 2)), Put(MakeTarget(2025, "products-3-stars", "82", 1)), Put(ceiling),
        Put(MakeProducer("x", "82", "2020-01-01")), Put(MakeProduct("a", "x"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "a", 3, "2024-06-30", "2027-06-29"))});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2025");
  // Today is the last day of 2024.
  auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->targets(), SizeIs(4));
  EXPECT_EQ(*clock::FromDate(response->targets(0).value().as_of()), On("2025-01-01"));
  EXPECT_EQ(response->targets(0).state(), TargetProgress::STATE_NOT_APPLICABLE);
  EXPECT_EQ(response->targets(1).state(), TargetProgress::STATE_NO_LINE);
  EXPECT_EQ(response->targets(1).missing_units(), 1);
  EXPECT_EQ(response->targets(2).state(), TargetProgress::STATE_MET) << "nothing more is to be reached";
  EXPECT_EQ(response->targets(3).state(), TargetProgress::STATE_NO_LINE) << "a ceiling may be broken";
  for (const TargetProgress& progress : response->targets()) EXPECT_FALSE(progress.has_forecast());
  EXPECT_EQ(response->behind_count(), 0);
  EXPECT_EQ(response->met_count(), 1);
  EXPECT_EQ(response->undecided_count(), 3);

  *request.mutable_as_of() = clock::ToDate(On("2025-01-02"));
  response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->targets(1).state(), TargetProgress::STATE_BEHIND) << "one of two on either day";
  EXPECT_TRUE(response->targets(1).has_forecast());
}

// 2 of 3 registered products have stars on the 229th of 366 days, which a line carries to 3.2 of 4.8: two thirds, as
// today. Rounded down, both, they would be 3 of 4.
TEST_F(PlanProgressTest, NoRoundingMeetsATarget) {
  LoadProvince();
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("s", "a", 3, "2024-06-30", "2027-06-29"))});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-08-16"));
  const auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  const TargetProgress& e1 = response->targets(1);
  EXPECT_EQ(e1.value().target().minimum(), 70);
  EXPECT_EQ(e1.state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(e1.forecast().numerator(), 3);
  EXPECT_EQ(e1.forecast().denominator(), 5);
  EXPECT_EQ(e1.forecast().percent_centi(), 6666);
}

TEST_F(PlanProgressTest, AForecastOfALossIsALoss) {
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakePlan(2024)), Put(MakeTarget(2024, "profit", "82", 0)),
        Put(MakeProducer("x", "82", "2020-01-01")), Put(MakeProduct("a", "x"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "a", 3, "2023-06-30", "2026-06-29"))});
  Load(Service::kSalesPoints, {Put(MakeReport("s", "a", "2024-01-01", "2024-03-31", 500, -100))});
  Load(Service::kTraining, {});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-07-01"));
  const auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->targets(), SizeIs(1));
  EXPECT_EQ(response->targets(0).value().sum(), -100);
  EXPECT_EQ(response->targets(0).forecast().sum(), -201) << "-200.55, rounded down";
  EXPECT_EQ(response->targets(0).state(), TargetProgress::STATE_BEHIND) << "no loss at least was to be made";
}

// Two products expire by the year's half. A line through them ends at four: a ceiling of three holds today and is
// broken by it, one of five holds to the end.
TEST_F(PlanProgressTest, ACeilingIsToldByHowManyAreTooMany) {
  registry::v1::Target three = MakeTarget(2024, "products-expired", "82", 0);
  three.set_maximum(3);
  registry::v1::Target five = MakeTarget(2024, "products-expired", "d", 0);
  five.set_maximum(5);
  registry::v1::Target one = MakeTarget(2024, "products-expired", "c", 0);
  one.set_maximum(1);
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("d", Locality::KIND_DISTRICT, "82")),
        Put(MakeLocality("c", Locality::KIND_COMMUNE, "d")), Put(MakePlan(2024)), Put(three), Put(five), Put(one),
        Put(MakeTarget(2024, "none-of-ours", "c", 1)), Put(MakeProducer("x", "c", "2020-01-01")),
        Put(MakeProduct("a", "x")), Put(MakeProduct("b", "x"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "a", 3, "2021-04-01", "2024-03-31")),
                              Put(MakeRecognition("s", "b", 3, "2021-05-01", "2024-04-30"))});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-07-01"));
  auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->targets(), SizeIs(4));
  EXPECT_EQ(response->targets(0).state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(response->targets(0).value().status(), IndicatorValue::STATUS_MET) << "today";
  EXPECT_EQ(response->targets(0).missing_units(), 0);
  EXPECT_EQ(response->targets(0).forecast().numerator(), 5) << "4.01, rounded up";
  EXPECT_EQ(response->targets(1).state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(response->targets(1).missing_units(), 1);
  EXPECT_EQ(response->targets(2).state(), TargetProgress::STATE_ON_COURSE);
  EXPECT_EQ(response->targets(3).state(), TargetProgress::STATE_UNKNOWN_INDICATOR);
  EXPECT_EQ(response->met_count(), 0);
  EXPECT_EQ(response->on_course_count(), 1);
  EXPECT_EQ(response->behind_count(), 2);
  EXPECT_EQ(response->undecided_count(), 1);

  *request.mutable_as_of() = clock::ToDate(On("2024-12-31"));
  response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->targets(0).state(), TargetProgress::STATE_MET) << "the year is over";
  EXPECT_EQ(response->targets(1).state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(response->targets(2).state(), TargetProgress::STATE_MET);
}

// One of three registered products has no stars, a third on any day: a ceiling of 33 % is broken by what lies behind
// the point. All three have no 5 stars.
TEST_F(PlanProgressTest, AShareUnderACeilingIsRoundedUp) {
  LoadProvince();
  const auto ceiling = [](const std::string& id, const std::string& numerator) {
    registry::v1::IndicatorDefinition definition =
        MakeIndicator(id, "UNIT_PRODUCT", "MEASURE_PERCENT", "registered_in_year = true", numerator);
    definition.set_comparator("COMPARATOR_AT_MOST");
    return definition;
  };
  registry::v1::Target third = MakeTarget(2024, "starless", "82", 0), all = MakeTarget(2024, "without-five", "82", 0);
  third.set_maximum(33);
  all.set_maximum(100);
  journal::v1::WatchResponse change;
  *change.add_entries() = Put(ceiling("starless", "registered_in_year = true AND stars = 0"));
  *change.add_entries() = Put(ceiling("without-five", "registered_in_year = true AND stars < 5"));
  *change.add_entries() = Put(third);
  *change.add_entries() = Put(all);
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, change).ok());
  while (projection_.RecountSome()) {
  }
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("s", "a", 3, "2024-06-30", "2027-06-29"))});
  GetPlanProgressRequest request;
  request.set_plan("provinces/82/plans/2024");
  *request.mutable_as_of() = clock::ToDate(On("2024-08-16"));
  const auto response = Ask(GetPlanProgress, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->targets(), SizeIs(4));
  const TargetProgress& starless = response->targets(2);
  EXPECT_EQ(starless.state(), TargetProgress::STATE_BEHIND);
  EXPECT_EQ(starless.forecast().numerator(), 2) << "1.6";
  EXPECT_EQ(starless.forecast().denominator(), 4) << "4.8";
  EXPECT_EQ(starless.forecast().percent_centi(), 3334);
  const TargetProgress& without_five = response->targets(3);
  EXPECT_EQ(without_five.state(), TargetProgress::STATE_ON_COURSE);
  EXPECT_EQ(without_five.forecast().numerator(), 5);
  EXPECT_EQ(without_five.forecast().denominator(), 5) << "4.8 too, but no more can count than are asked about";
  EXPECT_EQ(without_five.forecast().percent_centi(), 10000);
}

}  // namespace
}  // namespace ocop::gateway
