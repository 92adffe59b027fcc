#include "services/gateway/handlers/indicator_handlers.h"

#include <type_traits>

#include "common/clock/date.h"
#include "common/status/status.h"
#include "common/status/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/revision.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {

class FiguresTampering {
 public:
  // One figure is wrong, everything else stays right.
  static void AddToNumerator(Figures& figures, size_t indicator, Id<Locality> locality) {
    figures.counters_.Add(
        {.place = {.home = locality.row}, .standings = {{0, TallyOf(indicator), kInNumerator}}, .amounts = {}});
    figures.counters_.Merge([](Place place) { return std::vector<LocalityNumber>{place.home}; });
  }
};

namespace {

using namespace testing;         // NOLINT: our builders
using namespace indicators::v1;  // NOLINT
using registry::v1::Locality;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

journal::v1::WatchResponse Snapshot(std::vector<journal::v1::JournalEntry> entries) {
  journal::v1::WatchResponse response;
  for (auto& entry : entries) *response.add_entries() = std::move(entry);
  response.set_synced(true);
  response.set_resume_token("token");
  return response;
}

class IndicatorHandlersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // Noon of 31 December 2024 in Việt Nam.
    call_.now = absl::FromCivil(absl::CivilHour(2024, 12, 31, 5), absl::UTCTimeZone());
  }

  void Load(Service service, std::vector<journal::v1::JournalEntry> entries) {
    projection_.BeginSnapshot(service);
    ASSERT_TRUE(projection_.Apply(service, Snapshot(std::move(entries))).ok());
  }

  // Three products registered in 2024, one of them with stars; E1 is to reach 70 %.
  void LoadProvince() {
    Load(Service::kRegistry,
         {Put(MakeLocality("82", Locality::KIND_PROVINCE, "", "", "2025-06-30")),
          Put(MakeLocality("82-20250701", Locality::KIND_PROVINCE, "", "2025-07-01")),
          Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024)),
          Put(MakeTarget(2024, "e1", "82", 70)), Put(MakeTarget(2024, "t1", "82", 100)),
          Put(MakeProducer("x", "c", "2024-01-01")), Put(MakeProduct("a", "x")), Put(MakeProduct("b", "x")),
          Put(MakeProduct("c", "x")), Put(MakeRegistration("a", "2024-04-30")),
          Put(MakeRegistration("b", "2024-04-30")), Put(MakeRegistration("c", "2024-04-30"))});
    Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29"))});
    Load(Service::kSalesPoints, {});
    Load(Service::kTraining, {});
  }

  GetIndicatorValuesRequest ValuesRequest(std::vector<std::string> indicators = {},
                                          std::vector<std::string> localities = {},
                                          std::vector<std::string> days = {}) {
    GetIndicatorValuesRequest request;
    request.set_parent("provinces/82");
    for (const auto& id : indicators) request.add_indicators(Name("indicators", id));
    for (const auto& id : localities) request.add_localities(Name("localities", id));
    for (const auto& day : days) *request.add_as_of() = clock::ToDate(On(day));
    return request;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(absl::Status (*handler)(const rpc::Call&, const Request&, const Picture&, Response&),
                               const std::type_identity_t<Request>& request) {
    const auto reading = projection_.Read("provinces/82", call_.now);
    if (!reading.ready()) return SourcesNotReady();
    Response response;
    OCOP_RETURN_IF_ERROR(handler(call_, request, Picture::Of(reading), response));
    return response;
  }

  absl::StatusOr<Explained> Explain(const ExplainIndicatorRequest& request) {
    const auto reading = projection_.Read("provinces/82", call_.now);
    return ExplainIndicator(call_, request, Picture::Of(reading));
  }

  std::string Refusal(const GetIndicatorValuesRequest& request) {
    const auto response = Ask(GetIndicatorValues, request);
    return response.ok() ? "OK" : status::ReasonOf(response.status());
  }

  rpc::Call call_;
  Projection projection_{*Definitions::BuiltIn()};
};

TEST_F(IndicatorHandlersTest, ADefinitionIsReadByName) {
  LoadProvince();
  GetIndicatorRequest request;
  request.set_name("provinces/82/indicators/e2");
  const auto indicator = Ask(GetIndicator, request);
  ASSERT_TRUE(indicator.ok()) << indicator.status();
  EXPECT_EQ(indicator->name(), "provinces/82/indicators/e2");
  EXPECT_EQ(indicator->code(), "E2");
  request.set_name("provinces/82/indicators/e9");
  EXPECT_EQ(status::ReasonOf(Ask(GetIndicator, request).status()), "INDICATOR_NOT_FOUND");
  request.set_name("indicators/e2");
  EXPECT_EQ(status::ReasonOf(Ask(GetIndicator, request).status()), "INVALID_FIELDS");
}

TEST_F(IndicatorHandlersTest, DefinitionsComeInPagesInTheOrderOfThePlan) {
  LoadProvince();
  ListIndicatorsRequest request;
  request.set_parent("provinces/82");
  request.set_page_size(5);
  std::vector<std::string> codes;
  do {
    const auto response = Ask(ListIndicators, request);
    ASSERT_TRUE(response.ok()) << response.status();
    for (const Indicator& indicator : response->indicators()) codes.push_back(indicator.code());
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(codes, SizeIs(Definitions::BuiltIn()->size()));
  codes.resize(14);
  EXPECT_THAT(codes, ElementsAre("T1", "T2", "E1", "E2", "E3", "E4", "E5", "E6", "N1", "S1", "S2", "S3", "S4", "S5"));
}

TEST_F(IndicatorHandlersTest, FiguresAreRefusedUntilEveryServiceHasBeenRead) {
  EXPECT_EQ(Refusal(ValuesRequest()), "SOURCES_NOT_READY");
  LoadProvince();
  EXPECT_EQ(Refusal(ValuesRequest()), "OK");
}

TEST_F(IndicatorHandlersTest, WithoutChoiceAllIndicatorsOfTheProvinceTodayAreAnswered) {
  LoadProvince();
  const auto response = Ask(GetIndicatorValues, ValuesRequest());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->values(), SizeIs(Definitions::BuiltIn()->size()));
  const IndicatorValue& e1 = response->values(2);
  EXPECT_EQ(e1.indicator(), "provinces/82/indicators/e1");
  EXPECT_EQ(e1.locality(), "provinces/82/localities/82");
  EXPECT_EQ(*clock::FromDate(e1.as_of()), On("2024-12-31"));
  EXPECT_EQ(e1.numerator(), 1);
  EXPECT_EQ(e1.denominator(), 3);
  EXPECT_EQ(e1.percent_centi(), 3333);
  EXPECT_EQ(e1.shortfall_count(), 2);
  EXPECT_EQ(e1.target().minimum(), 70);
  EXPECT_EQ(e1.status(), IndicatorValue::STATUS_NOT_MET);
  const IndicatorValue& t1 = response->values(0);
  EXPECT_FALSE(t1.has_percent_centi());
  EXPECT_EQ(t1.status(), IndicatorValue::STATUS_NOT_APPLICABLE);
  EXPECT_EQ(response->values(3).status(), IndicatorValue::STATUS_NO_TARGET);
}

TEST_F(IndicatorHandlersTest, TodayIsCountedInVietNam) {
  LoadProvince();
  call_.now = absl::FromCivil(absl::CivilHour(2024, 12, 31, 17), absl::UTCTimeZone());
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"e1"}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->values(0).as_of().year(), 2025);
  EXPECT_EQ(response->values(0).denominator(), 0);
}

TEST_F(IndicatorHandlersTest, TheProvinceIsThatOfEachDaysMap) {
  LoadProvince();
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"e1"}, {}, {"2025-06-30", "2025-07-01"}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->values(0).locality(), "provinces/82/localities/82");
  EXPECT_EQ(response->values(1).locality(), "provinces/82/localities/82-20250701");
}

TEST_F(IndicatorHandlersTest, ValuesComeByDayThenLocalityThenIndicatorAsAskedFor) {
  LoadProvince();
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"e2", "e1"}, {"c", "82"}, {"2024-12-31", "2024-01-01"}));
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> order;
  for (const IndicatorValue& value : response->values()) {
    order.push_back(clock::FormatDay(*clock::FromDate(value.as_of())) + value.locality().substr(23) +
                    value.indicator().substr(23));
  }
  EXPECT_THAT(order, ElementsAre("2024-12-31/c/e2", "2024-12-31/c/e1", "2024-12-31/82/e2", "2024-12-31/82/e1",
                                 "2024-01-01/c/e2", "2024-01-01/c/e1", "2024-01-01/82/e2", "2024-01-01/82/e1"));
}

TEST_F(IndicatorHandlersTest, WhatCannotBeAnsweredIsRefusedPrecisely) {
  LoadProvince();
  EXPECT_EQ(Refusal(ValuesRequest({"e9"})), "INDICATOR_NOT_FOUND");
  EXPECT_EQ(Refusal(ValuesRequest({}, {"nowhere"})), "LOCALITY_NOT_FOUND");
  GetIndicatorValuesRequest request = ValuesRequest();
  request.add_as_of()->set_year(2024);
  EXPECT_EQ(Refusal(request), "INVALID_FIELDS") << "a year is not a day";
  request = ValuesRequest();
  request.set_parent("provinces/99");
  EXPECT_EQ(Refusal(request), "LOCALITY_NOT_FOUND");
  request = ValuesRequest({"e1"});
  request.set_parent("provinces/79");
  EXPECT_EQ(Refusal(request), "INVALID_FIELDS") << "an indicator of another province";
  request = ValuesRequest();
  request.add_localities("provinces/79/localities/79");
  EXPECT_EQ(Refusal(request), "INVALID_FIELDS");
  request = ValuesRequest();
  for (int i = 0; i < 715; ++i) *request.add_as_of() = clock::ToDate(On("2024-01-01") + i);
  EXPECT_EQ(Refusal(request), "TOO_MANY_VALUES");
}

TEST_F(IndicatorHandlersTest, AllThatIsWrongIsToldAtOnce) {
  LoadProvince();
  GetIndicatorValuesRequest values = ValuesRequest({"e1"});
  values.add_indicators("provinces/79/indicators/e1");
  values.add_indicators("e1");
  values.add_localities("c");
  values.add_as_of()->set_year(2024);
  EXPECT_THAT(Ask(GetIndicatorValues, values).status(),
              status::AreInvalidFields({"indicators[1]", "indicators[2]", "localities[0]", "as_of[0]"}));
  GetTimeSeriesRequest series;
  series.set_indicator("provinces/82/indicators/e1");
  series.set_locality("provinces/79/localities/c");
  series.mutable_first_day()->set_year(2024);
  series.set_interval(static_cast<GetTimeSeriesRequest::Interval>(77));
  EXPECT_THAT(Ask(GetTimeSeries, series).status(),
              status::AreInvalidFields({"locality", "first_day", "last_day", "interval"}));
}

TEST_F(IndicatorHandlersTest, AnExplanationListsTheUnitsOfTheValue) {
  LoadProvince();
  ExplainIndicatorRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  request.set_page_size(2);
  auto explained = Explain(request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  auto* response = &explained->response;
  EXPECT_EQ(response->value().denominator(), 3);
  EXPECT_EQ(response->list_denominator(), 3) << "of all pages";
  EXPECT_EQ(response->list_numerator(), 1);
  EXPECT_EQ(response->version(), 1);
  ASSERT_THAT(response->units(), SizeIs(2));
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/a");
  EXPECT_TRUE(response->units(0).in_denominator());
  EXPECT_FALSE(response->units(0).in_numerator());
  EXPECT_THAT(response->units(0).unmet(), ElementsAre("stars >= 3"));
  EXPECT_TRUE(response->units(1).in_numerator());

  request.set_page_token(response->next_page_token());
  explained = Explain(request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  response = &explained->response;
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/c");
  EXPECT_EQ(response->next_page_token(), "");
}

TEST_F(IndicatorHandlersTest, ATokenOfAnotherQueryIsRefused) {
  LoadProvince();
  ExplainIndicatorRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  request.set_page_size(1);
  const auto explained = Explain(request);
  ASSERT_TRUE(explained.ok()) << explained.status();
  ListShortfallsRequest shortfalls;
  shortfalls.set_indicator(request.indicator());
  shortfalls.set_page_token(explained->response.next_page_token());
  EXPECT_EQ(status::ReasonOf(Ask(ListShortfalls, shortfalls).status()), "INVALID_PAGE_TOKEN");
  request.set_page_token(explained->response.next_page_token());
  *request.mutable_as_of() = clock::ToDate(On("2024-12-30"));
  EXPECT_EQ(status::ReasonOf(Explain(request).status()), "INVALID_PAGE_TOKEN");
}

TEST_F(IndicatorHandlersTest, ShortfallsAreThoseThatFallShortAndHowMany) {
  LoadProvince();
  ListShortfallsRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  request.set_locality("provinces/82/localities/c");
  request.set_page_size(1);
  auto response = Ask(ListShortfalls, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total_size(), 2);
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/a");
  request.set_page_token(response->next_page_token());
  response = Ask(ListShortfalls, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/c");
  EXPECT_EQ(response->next_page_token(), "");
}

TEST_F(IndicatorHandlersTest, CandidatesAreTheShortfallOfACount) {
  LoadProvince();
  ListShortfallsRequest request;
  request.set_indicator("provinces/82/indicators/e2");
  const auto response = Ask(ListShortfalls, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_THAT(response->units(), SizeIs(1)) << "a product with 3 stars could still be raised";
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/b");
  EXPECT_FALSE(response->units(0).in_denominator());
  EXPECT_THAT(response->units(0).unmet(), ElementsAre("raised_to_stars_in_year:4"));
}

TEST_F(IndicatorHandlersTest, ARevisionOfACommuneTellsWhatHasMovedOutOfIt) {
  LoadProvince();
  Projection known_later{*Definitions::BuiltIn()};
  known_later.BeginSnapshot(Service::kRegistry);
  ASSERT_TRUE(
      known_later
          .Apply(Service::kRegistry, Snapshot({Put(MakeLocality("82", Locality::KIND_PROVINCE)),
                                               Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")),
                                               Put(MakeLocality("d", Locality::KIND_COMMUNE, "82")),
                                               Put(MakeProducer("x", "d", "2024-01-01")), Put(MakeProduct("b", "x")),
                                               Put(MakeRegistration("b", "2024-04-30"))}))
          .ok());
  for (Service service : {Service::kEvaluation, Service::kSalesPoints, Service::kTraining}) {
    known_later.SetDown(service);
  }
  known_later.BeginSnapshot(Service::kEvaluation);
  ASSERT_TRUE(
      known_later.Apply(Service::kEvaluation, Snapshot({Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29"))}))
          .ok());
  ExplainRevisionRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  request.set_locality("provinces/82/localities/c");
  *request.mutable_as_of() = clock::ToDate(On("2024-12-31"));

  const auto before = projection_.Read("provinces/82", call_.now);
  const auto after = known_later.Read("provinces/82", call_.now);
  const auto standpoint = StandpointOf(call_, request, Picture::Of(before));
  ASSERT_TRUE(standpoint.ok()) << standpoint.status();
  auto page = CompareStandpoints(call_, request, *standpoint, Picture::Of(after));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_TRUE(AddWhatWasKnown(request, Picture::Of(before), *page).ok());
  EXPECT_EQ(page->response.before().denominator(), 3);
  EXPECT_EQ(page->response.after().denominator(), 0);
  ASSERT_THAT(page->response.units(), SizeIs(3));
  const RevisedUnit& moved = page->response.units(1);
  EXPECT_EQ(moved.before().locality(), "provinces/82/localities/c");
  EXPECT_TRUE(moved.before().in_numerator());
  EXPECT_EQ(moved.after().locality(), "provinces/82/localities/d");
  EXPECT_FALSE(moved.after().in_numerator()) << "of the commune that was asked about";
  EXPECT_FALSE(moved.after().in_denominator());
  EXPECT_THAT(page->of_units[1], Contains(Witness{Service::kRegistry, "provinces/82/producers/x"}));
  EXPECT_EQ(page->response.units(0).after().unit(), "provinces/82/products/a") << "which is gone";
  EXPECT_THAT(page->of_units[0], Contains(Witness{Service::kRegistry, "provinces/82/registrations/a-2024-04-30"}));
}

TEST_F(IndicatorHandlersTest, ARevisionOfAMissingValueNamesNoUnit) {
  LoadProvince();
  Projection without_evaluation{*Definitions::BuiltIn()};
  without_evaluation.BeginSnapshot(Service::kRegistry);
  ASSERT_TRUE(
      without_evaluation.Apply(Service::kRegistry, Snapshot({Put(MakeLocality("82", Locality::KIND_PROVINCE))})).ok());
  for (Service service : {Service::kEvaluation, Service::kSalesPoints, Service::kTraining}) {
    without_evaluation.SetDown(service);
  }
  ExplainRevisionRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  *request.mutable_as_of() = clock::ToDate(On("2024-12-31"));
  const auto before = without_evaluation.Read("provinces/82", call_.now);
  const auto after = projection_.Read("provinces/82", call_.now);
  const auto standpoint = StandpointOf(call_, request, Picture::Of(before));
  ASSERT_TRUE(standpoint.ok()) << standpoint.status();
  const auto page = CompareStandpoints(call_, request, *standpoint, Picture::Of(after));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->response.before().freshness(), IndicatorValue::FRESHNESS_MISSING);
  EXPECT_EQ(page->response.after().denominator(), 3);
  EXPECT_THAT(page->response.units(), SizeIs(0)) << "the three are not new";
}

TEST_F(IndicatorHandlersTest, ASeriesHasAPointForEachIntervalAndOneForTheLastDay) {
  LoadProvince();
  GetTimeSeriesRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  *request.mutable_first_day() = clock::ToDate(On("2024-04-15"));
  *request.mutable_last_day() = clock::ToDate(On("2025-02-10"));
  request.set_interval(GetTimeSeriesRequest::INTERVAL_QUARTER);
  const auto response = Ask(GetTimeSeries, request);
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> points;
  for (const TimeSeriesPoint& point : response->points()) {
    points.push_back(absl::StrCat(clock::FormatDay(*clock::FromDate(point.as_of())), " ", point.numerator(), "/",
                                  point.denominator(), " ", point.target_minimum()));
  }
  EXPECT_THAT(points, ElementsAre("2024-06-30 1/3 70", "2024-09-30 1/3 70", "2024-12-31 1/3 70", "2025-02-10 0/0 0"));
  EXPECT_EQ(response->freshness(), IndicatorValue::FRESHNESS_CURRENT);

  request.set_interval(GetTimeSeriesRequest::INTERVAL_MONTH);
  *request.mutable_last_day() = clock::ToDate(On("2024-06-30"));
  EXPECT_EQ(Ask(GetTimeSeries, request)->points_size(), 3);
  request.set_interval(GetTimeSeriesRequest::INTERVAL_YEAR);
  EXPECT_EQ(Ask(GetTimeSeries, request)->points_size(), 1);
  request.set_interval(GetTimeSeriesRequest::INTERVAL_DAY);
  EXPECT_EQ(Ask(GetTimeSeries, request)->points_size(), 16 + 31 + 30);
  *request.mutable_last_day() = clock::ToDate(On("2024-04-14"));
  EXPECT_EQ(status::ReasonOf(Ask(GetTimeSeries, request).status()), "INVALID_FIELDS");
  *request.mutable_last_day() = clock::ToDate(On("2064-04-14"));
  EXPECT_EQ(status::ReasonOf(Ask(GetTimeSeries, request).status()), "TOO_MANY_VALUES");
}

TEST_F(IndicatorHandlersTest, UnitsAreRankedByTheirShare) {
  LoadProvince();
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE, "", "", "2025-06-30")),
        Put(MakeLocality("a", Locality::KIND_COMMUNE, "82")), Put(MakeLocality("b", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")), Put(MakeLocality("d", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("e", Locality::KIND_COMMUNE, "82", "", "2023-12-31")),
        Put(MakeProducer("x", "a", "2024-01-01")), Put(MakeProduct("a", "x")), Put(MakeRegistration("a", "2024-04-30")),
        Put(MakeProducer("y", "c", "2024-01-01")), Put(MakeProduct("b", "y")), Put(MakeRegistration("b", "2024-04-30")),
        Put(MakeProducer("z", "d", "2024-01-01")), Put(MakeProduct("c", "z")), Put(MakeProduct("d", "z")),
        Put(MakeRegistration("c", "2024-04-30")), Put(MakeRegistration("d", "2024-04-30"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("s", "c", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("t", "d", 3, "2024-06-30", "2027-06-29"))});
  ListLocalityRanksRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  std::vector<std::string> ranks;
  request.set_page_size(3);
  do {
    const auto response = Ask(ListLocalityRanks, request);
    ASSERT_TRUE(response.ok()) << response.status();
    for (const LocalityRank& rank : response->ranks()) {
      ranks.push_back(absl::StrCat(rank.rank(), rank.value().locality().substr(23), " ", rank.value().numerator(), "/",
                                   rank.value().denominator()));
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ranks, ElementsAre("1/c 1/1", "1/d 2/2", "3/a 0/1", "0/b 0/0"));
  request.set_level(Indicator::UNIT_DISTRICT);
  EXPECT_EQ(Ask(ListLocalityRanks, request)->ranks_size(), 0);
  request.set_level(Indicator::UNIT_PRODUCT);
  EXPECT_EQ(status::ReasonOf(Ask(ListLocalityRanks, request).status()), "INVALID_FIELDS");
}

TEST_F(IndicatorHandlersTest, APlanIsMetOnCourseOrBehind) {
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
  EXPECT_EQ(e1.forecast().denominator(), 6);
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

// Who is to be trained is a state, who has been is counted from the year's beginning; the communes of the roadmap are
// all there from its first day.
TEST_F(IndicatorHandlersTest, AForecastGrowsOnlyInWhatHasGrown) {
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("d", Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024)), Put(MakeRoadmapCommune(2024, "c")),
        Put(MakeRoadmapCommune(2024, "d")), Put(MakeTarget(2024, "t1", "82", 100)),
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
  const Forecast& communes = response->targets(1).forecast();
  EXPECT_EQ(communes.numerator(), 1);
  EXPECT_EQ(communes.denominator(), 2);

  *request.mutable_as_of() = clock::ToDate(On("2024-01-01"));
  EXPECT_FALSE(Ask(GetPlanProgress, request)->targets(0).has_forecast()) << "one day makes no line";
}

TEST_F(IndicatorHandlersTest, AListThatIsNotItsValueSaysSo) {
  Figures figures(*Definitions::BuiltIn());
  for (const auto& entry :
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeProducer("x", "82", "2024-01-01")),
        Put(MakeProduct("a", "x")), Put(MakeRegistration("a", "2024-04-30"))}) {
    ASSERT_TRUE(figures.intake().Apply(entry).ok());
  }
  figures.Settle();
  const Sources sources;
  const Picture picture{figures, sources, {true, true, true, true}};
  ExplainIndicatorRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  EXPECT_FALSE(ExplainIndicator(call_, request, picture)->response.list_differs());
  FiguresTampering::AddToNumerator(figures, *figures.definitions().Find("e1"),
                                   figures.ProvinceOn("provinces/82", On("2024-12-31")));
  const auto explained = ExplainIndicator(call_, request, picture);
  EXPECT_EQ(explained->response.value().numerator(), 1);
  EXPECT_EQ(explained->response.list_numerator(), 0);
  EXPECT_TRUE(explained->response.list_differs());
}

TEST_F(IndicatorHandlersTest, WithoutAServiceTheRestIsAnsweredAndMarked) {
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeProducer("x", "82", "2024-01-01")),
        Put(MakeProduct("a", "x")), Put(MakeRegistration("a", "2024-04-30"))});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  EXPECT_EQ(Refusal(ValuesRequest()), "SOURCES_NOT_READY") << "evaluation is still being read";
  projection_.SetDown(Service::kEvaluation);
  auto response = Ask(GetIndicatorValues, ValuesRequest({"t2", "e1"}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->values(0).freshness(), IndicatorValue::FRESHNESS_CURRENT);
  EXPECT_EQ(response->values(0).denominator(), 1);
  EXPECT_EQ(response->values(1).freshness(), IndicatorValue::FRESHNESS_MISSING);
  EXPECT_EQ(response->values(1).denominator(), 0);
  ListShortfallsRequest shortfalls;
  shortfalls.set_indicator("provinces/82/indicators/e1");
  EXPECT_EQ(Ask(ListShortfalls, shortfalls)->freshness(), IndicatorValue::FRESHNESS_MISSING);
  EXPECT_EQ(projection_.Read("provinces/82", call_.now).sources()[1].state(), Source::STATE_DOWN);

  Load(Service::kEvaluation, {});
  projection_.SetDown(Service::kEvaluation);
  response = Ask(GetIndicatorValues, ValuesRequest({"t2", "e1"}));
  EXPECT_EQ(response->values(0).freshness(), IndicatorValue::FRESHNESS_CURRENT);
  EXPECT_EQ(response->values(1).freshness(), IndicatorValue::FRESHNESS_STALE);
  EXPECT_EQ(response->values(1).denominator(), 1);
}

TEST_F(IndicatorHandlersTest, AnIndicatorOfTheProvincesOwnIsAnsweredWhenItHasBeenCounted) {
  LoadProvince();
  journal::v1::WatchResponse change;
  *change.add_entries() = Put(MakeIndicator("starred", "UNIT_PRODUCT", "MEASURE_COUNT", "", "stars >= 1"));
  change.set_resume_token("token2");
  ASSERT_TRUE(projection_.Apply(Service::kRegistry, change).ok());
  EXPECT_EQ(Refusal(ValuesRequest({"starred"})), "INDICATOR_COMPUTING");
  EXPECT_EQ(static_cast<size_t>(Ask(GetIndicatorValues, ValuesRequest())->values_size()),
            Definitions::BuiltIn()->size())
      << "of those that have values";
  while (projection_.RecountSome()) {
  }
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"starred"}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->values(0).numerator(), 1);
}

}  // namespace
}  // namespace ocop::gateway
