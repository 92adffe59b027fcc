#include "common/pagination/pagination.h"
#include "common/status/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/testing/handlers_fixture.h"

namespace ocop::gateway {

namespace {

using namespace testing;         // NOLINT: our builders
using namespace indicators::v1;  // NOLINT
using registry::v1::Locality;
using ::testing::ElementsAre;
using ::testing::SizeIs;

using ValuesTest = HandlersFixture;

TEST_F(ValuesTest, ADefinitionIsReadByName) {
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

TEST_F(ValuesTest, DefinitionsComeInPagesInTheOrderOfThePlan) {
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

TEST_F(ValuesTest, FiguresAreRefusedUntilEveryServiceHasBeenRead) {
  EXPECT_EQ(Refusal(ValuesRequest()), "SOURCES_NOT_READY");
  LoadProvince();
  EXPECT_EQ(Refusal(ValuesRequest()), "OK");
}

TEST_F(ValuesTest, WithoutChoiceAllIndicatorsOfTheProvinceTodayAreAnswered) {
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

TEST_F(ValuesTest, TodayIsCountedInVietNam) {
  LoadProvince();
  call_.now = absl::FromCivil(absl::CivilHour(2024, 12, 31, 17), absl::UTCTimeZone());
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"e1"}));
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->values(0).as_of().year(), 2025);
  EXPECT_EQ(response->values(0).denominator(), 0);
}

TEST_F(ValuesTest, TheProvinceIsThatOfEachDaysMap) {
  LoadProvince();
  const auto response = Ask(GetIndicatorValues, ValuesRequest({"e1"}, {}, {"2025-06-30", "2025-07-01"}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->values(0).locality(), "provinces/82/localities/82");
  EXPECT_EQ(response->values(1).locality(), "provinces/82/localities/82-20250701");
}

TEST_F(ValuesTest, ValuesComeByDayThenLocalityThenIndicatorAsAskedFor) {
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

TEST_F(ValuesTest, WhatCannotBeAnsweredIsRefusedPrecisely) {
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

TEST_F(ValuesTest, AllThatIsWrongIsToldAtOnce) {
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

TEST_F(ValuesTest, ASeriesHasAPointForEachIntervalAndOneForTheLastDay) {
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

TEST_F(ValuesTest, ASeriesBeginsWhenThereIsAProvince) {
  Load(Service::kRegistry, {Put(MakeLocality("82", Locality::KIND_PROVINCE, "", "2024-02-29", "2024-03-31"))});
  Load(Service::kEvaluation, {});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  GetTimeSeriesRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  *request.mutable_first_day() = clock::ToDate(On("2024-01-01"));
  *request.mutable_last_day() = clock::ToDate(On("2024-04-30"));
  request.set_interval(GetTimeSeriesRequest::INTERVAL_MONTH);
  const auto response = Ask(GetTimeSeries, request);
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> days;
  for (const TimeSeriesPoint& point : response->points()) {
    days.push_back(clock::FormatDay(*clock::FromDate(point.as_of())));
  }
  EXPECT_THAT(days, ElementsAre("2024-02-29", "2024-03-31"));
  *request.mutable_last_day() = clock::ToDate(On("2024-01-31"));
  EXPECT_EQ(status::ReasonOf(Ask(GetTimeSeries, request).status()), "LOCALITY_NOT_FOUND");
}

TEST_F(ValuesTest, APointTellsWhichLocalityItIsOf) {
  LoadProvince();
  GetTimeSeriesRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  *request.mutable_first_day() = clock::ToDate(On("2025-06-30"));
  *request.mutable_last_day() = clock::ToDate(On("2025-07-01"));
  request.set_interval(GetTimeSeriesRequest::INTERVAL_DAY);
  const auto of_each_day = Ask(GetTimeSeries, request);
  ASSERT_THAT(of_each_day->points(), SizeIs(2));
  EXPECT_EQ(of_each_day->points(0).locality(), "provinces/82/localities/82");
  EXPECT_EQ(of_each_day->points(1).locality(), "provinces/82/localities/82-20250701");
  request.set_locality("provinces/82/localities/c");
  EXPECT_EQ(Ask(GetTimeSeries, request)->points(1).locality(), "provinces/82/localities/c");
}

// Communes a to e with 3, 2, 1, 1 and no products, read by pages of two between which b loses its own.
TEST_F(ValuesTest, AUnitThatMovesBetweenPagesHidesNoOther) {
  for (const bool is_deleted : {false, true}) {
    std::vector<journal::v1::JournalEntry> places = {Put(MakeLocality("82", Locality::KIND_PROVINCE))};
    std::vector<journal::v1::JournalEntry> products, recognitions;
    for (const std::string commune : {"a", "b", "c", "d", "e"}) {
      places.push_back(Put(MakeLocality(commune, Locality::KIND_COMMUNE, "82")));
      places.push_back(Put(MakeProducer(commune, commune, "2020-01-01")));
    }
    for (const std::string product : {"a1", "a2", "a3", "b1", "b2", "c1", "d1"}) {
      places.push_back(Put(MakeProduct(product, product.substr(0, 1))));
      recognitions.push_back(Put(MakeRecognition(product, product, 3, "2024-06-30", "2027-06-29")));
    }
    Load(Service::kRegistry, places);
    Load(Service::kEvaluation, recognitions);
    Load(Service::kSalesPoints, {});
    Load(Service::kTraining, {});
    ListLocalityRanksRequest request;
    request.set_indicator("provinces/82/indicators/products");
    request.set_page_size(2);
    std::vector<std::string> told;
    do {
      const auto response = Ask(ListLocalityRanks, request);
      ASSERT_TRUE(response.ok()) << response.status();
      for (const LocalityRank& rank : response->ranks()) told.push_back(rank.value().locality().substr(23));
      if (request.page_token().empty()) {
        std::vector<journal::v1::JournalEntry> gone = {
            Delete(MakeRecognition("b1", "b1", 3, "2024-06-30", "2027-06-29")),
            Delete(MakeRecognition("b2", "b2", 3, "2024-06-30", "2027-06-29"))};
        Tell(Service::kEvaluation, gone);
        if (is_deleted) Tell(Service::kRegistry, {Delete(MakeLocality("b", Locality::KIND_COMMUNE, "82"))});
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    if (is_deleted) {
      EXPECT_THAT(told, ElementsAre("/a", "/b", "/c", "/d", "/e"));
    } else {
      EXPECT_THAT(told, ElementsAre("/a", "/b", "/c", "/d", "/b", "/e")) << "b where it was and where it is";
    }
  }
}

TEST_F(ValuesTest, ARankingsTokenIsRefusedWhenItIsNone) {
  LoadProvince();
  ListLocalityRanksRequest request;
  request.set_indicator("provinces/82/indicators/products");
  const uint64_t question =
      pagination::Fingerprint({ListLocalityRanksRequest::descriptor()->full_name(), request.SerializeAsString()});
  for (const std::string forged : {"1 x", "a 1 provinces/82/localities/c", "1"}) {
    request.set_page_token(pagination::Encode(question, {forged}));
    EXPECT_EQ(status::ReasonOf(Ask(ListLocalityRanks, request).status()), "INVALID_PAGE_TOKEN") << forged;
  }
}

TEST_F(ValuesTest, TheListGoesOnAfterAnIndicatorThatIsGone) {
  LoadProvince();
  const auto own = [](const std::string& id, const std::string& filter) {
    return MakeIndicator(id, "UNIT_PRODUCT", "MEASURE_COUNT", "", filter);
  };
  // Those with `stairs` can't be counted and come last.
  const std::vector<registry::v1::IndicatorDefinition> all = {own("a", "stars >= 1"), own("b", "stars >= 2"),
                                                              own("c", "stars >= 3"), own("d", "stairs >= 1"),
                                                              own("e", "stairs >= 2")};
  for (const size_t last : {1, 3}) {
    Tell(Service::kRegistry, {Put(all[0]), Put(all[1]), Put(all[2]), Put(all[3]), Put(all[4])});
    ListIndicatorsRequest request;
    request.set_parent("provinces/82");
    request.set_page_size(static_cast<int>(Definitions::BuiltIn()->size() + last) + 1);
    const auto first = Ask(ListIndicators, request);
    ASSERT_EQ(first->indicators(first->indicators_size() - 1).code(), all[last].code());
    Tell(Service::kRegistry, {Delete(all[last])});
    request.set_page_token(first->next_page_token());
    const auto second = Ask(ListIndicators, request);
    ASSERT_TRUE(second.ok()) << second.status();
    ASSERT_EQ(static_cast<size_t>(second->indicators_size()), all.size() - last - 1);
    EXPECT_EQ(second->indicators(0).code(), all[last + 1].code());
  }
}

TEST_F(ValuesTest, UnitsAreRankedByTheirShare) {
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

// Of the products registered in the year, those without stars: the fewer the better, but b has registered none.
TEST_F(ValuesTest, WhereNothingIsAskedAboutACountHasNoRank) {
  registry::v1::IndicatorDefinition starless =
      MakeIndicator("starless", "UNIT_PRODUCT", "MEASURE_COUNT", "registered_in_year = true",
                    "registered_in_year = true AND stars = 0");
  starless.set_comparator("COMPARATOR_AT_MOST");
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("a", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("b", Locality::KIND_COMMUNE, "82")), Put(MakeLocality("c", Locality::KIND_COMMUNE, "82")),
        Put(starless), Put(MakeProducer("x", "a", "2024-01-01")), Put(MakeProduct("a", "x")),
        Put(MakeRegistration("a", "2024-04-30")), Put(MakeProducer("y", "c", "2024-01-01")), Put(MakeProduct("b", "y")),
        Put(MakeRegistration("b", "2024-04-30"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29"))});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  while (projection_.RecountSome()) {
  }
  ListLocalityRanksRequest request;
  request.set_indicator("provinces/82/indicators/starless");
  const auto response = Ask(ListLocalityRanks, request);
  ASSERT_TRUE(response.ok()) << response.status();
  std::vector<std::string> ranks;
  for (const LocalityRank& rank : response->ranks()) {
    ranks.push_back(absl::StrCat(rank.rank(), rank.value().locality().substr(23), " ", rank.value().numerator(), "/",
                                 rank.value().denominator()));
  }
  EXPECT_THAT(ranks, ElementsAre("1/c 0/1", "2/a 1/1", "0/b 0/0"));
}

TEST_F(ValuesTest, WithoutAServiceTheRestIsAnsweredAndMarked) {
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

TEST_F(ValuesTest, AnIndicatorOfTheProvincesOwnIsAnsweredWhenItHasBeenCounted) {
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

TEST_F(ValuesTest, WhereFewerIsBetterTheMaximumIsTheTargetAndTheLeastComesFirst) {
  registry::v1::Target ceiling = MakeTarget(2024, "products-expired", "82", 0);
  ceiling.set_maximum(1);
  Load(Service::kRegistry,
       {Put(MakeLocality("82", Locality::KIND_PROVINCE)), Put(MakeLocality("a", Locality::KIND_COMMUNE, "82")),
        Put(MakeLocality("b", Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024)), Put(ceiling),
        Put(MakeProducer("x", "a", "2020-01-01")), Put(MakeProduct("a", "x")), Put(MakeProduct("b", "x"))});
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "a", 3, "2020-06-30", "2023-06-29")),
                              Put(MakeRecognition("s", "b", 3, "2021-04-01", "2024-03-31"))});
  Load(Service::kSalesPoints, {});
  Load(Service::kTraining, {});
  const auto values = Ask(GetIndicatorValues, ValuesRequest({"products-expired"}, {}, {"2024-03-31", "2024-04-01"}));
  ASSERT_TRUE(values.ok()) << values.status();
  EXPECT_EQ(values->values(0).numerator(), 1);
  EXPECT_EQ(values->values(0).status(), IndicatorValue::STATUS_MET);
  EXPECT_EQ(values->values(1).numerator(), 2);
  EXPECT_EQ(values->values(1).status(), IndicatorValue::STATUS_NOT_MET);
  EXPECT_EQ(values->values(1).shortfall_count(), 2);

  GetTimeSeriesRequest series;
  series.set_indicator("provinces/82/indicators/products-expired");
  *series.mutable_first_day() = *series.mutable_last_day() = clock::ToDate(On("2024-04-01"));
  series.set_interval(GetTimeSeriesRequest::INTERVAL_DAY);
  const auto points = Ask(GetTimeSeries, series);
  ASSERT_TRUE(points.ok()) << points.status();
  EXPECT_EQ(points->points(0).target_maximum(), 1);
  EXPECT_FALSE(points->points(0).has_target_minimum());

  ListLocalityRanksRequest ranks;
  ranks.set_indicator("provinces/82/indicators/products-expired");
  const auto ranked = Ask(ListLocalityRanks, ranks);
  ASSERT_TRUE(ranked.ok()) << ranked.status();
  ASSERT_THAT(ranked->ranks(), SizeIs(2));
  EXPECT_EQ(ranked->ranks(0).value().locality(), "provinces/82/localities/b");
  EXPECT_EQ(ranked->ranks(1).rank(), 2);
}

}  // namespace
}  // namespace ocop::gateway
