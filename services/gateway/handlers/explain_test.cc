#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/revision.h"
#include "services/gateway/handlers/testing/handlers_fixture.h"

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

class ExplainTest : public HandlersFixture {
 protected:
  // As a caller is answered who knew what one projection says, and now knows what the other does.
  absl::StatusOr<RevisionPage> Compare(const ExplainRevisionRequest& request, Projection& earlier, Projection& later) {
    const auto before = earlier.Read("provinces/82", call_.now);
    const auto after = later.Read("provinces/82", call_.now);
    OCOP_ASSIGN_OR_RETURN(const RevisionStandpoint standpoint, StandpointOf(call_, request, Picture::Of(before)));
    OCOP_ASSIGN_OR_RETURN(RevisionPage page, CompareStandpoints(call_, request, standpoint, Picture::Of(after)));
    OCOP_RETURN_IF_ERROR(AddWhatWasKnown(request, Picture::Of(before), page));
    return page;
  }
};

TEST_F(ExplainTest, AnExplanationListsTheUnitsOfTheValue) {
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

TEST_F(ExplainTest, ATokenOfAnotherQueryIsRefused) {
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

TEST_F(ExplainTest, ShortfallsAreThoseThatFallShortAndHowMany) {
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

TEST_F(ExplainTest, ASumIsExactAndAtTheEndOfTheNumberStandsForWhatLiesBeyond) {
  LoadProvince();
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29")),
                              Put(MakeRecognition("s", "c", 3, "2024-06-30", "2027-06-29"))});
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  ExplainIndicatorRequest request;
  request.set_indicator("provinces/82/indicators/revenue");
  for (const auto& [reported, sum] : {std::pair{9'000'000'000'000, 9'000'000'000'005}, std::pair{kMost, kMost}}) {
    Load(Service::kSalesPoints, {Put(MakeReport("1", "b", "2024-07-01", "2024-07-31", reported, 0)),
                                 Put(MakeReport("2", "c", "2024-07-01", "2024-07-31", 5, 0))});
    const auto explained = Explain(request);
    ASSERT_TRUE(explained.ok()) << explained.status();
    EXPECT_EQ(explained->response.value().sum(), sum);
    EXPECT_EQ(explained->response.list_sum(), sum);
    EXPECT_FALSE(explained->response.list_differs());
    EXPECT_EQ(explained->response.units(0).amount(), reported);
  }
}

TEST_F(ExplainTest, CandidatesAreTheShortfallOfACount) {
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

TEST_F(ExplainTest, ARevisionOfACommuneTellsWhatHasMovedOutOfIt) {
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
  const auto page = Compare(request, projection_, known_later);
  ASSERT_TRUE(page.ok()) << page.status();
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

TEST_F(ExplainTest, ARevisionOfAMissingValueNamesNoUnit) {
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
  const auto page = Compare(request, without_evaluation, projection_);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->response.before().freshness(), IndicatorValue::FRESHNESS_MISSING);
  EXPECT_EQ(page->response.after().denominator(), 3);
  EXPECT_THAT(page->response.units(), SizeIs(0)) << "the three are not new";
}

// Who could still join is counted by neither value: of E2 that are all products with three stars.
TEST_F(ExplainTest, ARevisionIsSilentOnUnitsThatAreCountedByNeitherValue) {
  const auto load = [](Projection& projection, std::vector<journal::v1::JournalEntry> recognitions) {
    projection.BeginSnapshot(Service::kRegistry);
    ASSERT_TRUE(
        projection
            .Apply(Service::kRegistry, Snapshot({Put(MakeLocality("82", Locality::KIND_PROVINCE)),
                                                 Put(MakeProducer("x", "82", "2024-01-01")), Put(MakeProduct("a", "x")),
                                                 Put(MakeProduct("b", "x")), Put(MakeProduct("c", "x"))}))
            .ok());
    projection.BeginSnapshot(Service::kEvaluation);
    ASSERT_TRUE(projection.Apply(Service::kEvaluation, Snapshot(std::move(recognitions))).ok());
    for (Service service : {Service::kSalesPoints, Service::kTraining}) projection.SetDown(service);
  };
  const auto three = [](const char* product) {
    return Put(MakeRecognition(product, product, 3, "2023-06-30", "2026-06-29"));
  };
  Projection known_later{*Definitions::BuiltIn()};
  load(projection_, {three("a"), three("b")});
  load(known_later, {three("a"), three("c"), Put(MakeRecognition("r", "a", 4, "2024-06-30", "2027-06-29"))});
  ExplainRevisionRequest request;
  request.set_indicator("provinces/82/indicators/e2");
  *request.mutable_as_of() = clock::ToDate(On("2024-12-31"));
  const auto page = Compare(request, projection_, known_later);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->response.before().numerator(), 0);
  EXPECT_EQ(page->response.after().numerator(), 1);
  ASSERT_THAT(page->response.units(), SizeIs(1));
  EXPECT_EQ(page->response.units(0).after().unit(), "provinces/82/products/a");
  EXPECT_THAT(page->response.units(0).before().unmet(), ElementsAre("raised_to_stars_in_year:4"));
  EXPECT_TRUE(page->response.units(0).after().in_numerator());
}

TEST_F(ExplainTest, AListThatIsNotItsValueSaysSo) {
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

// Products that lost their stars are what should not be: each is on the list, with what should not hold.
TEST_F(ExplainTest, WhereFewerIsBetterWhatCountsFallsShort) {
  LoadProvince();
  Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2020-06-30", "2023-06-29"))});
  ListShortfallsRequest request;
  request.set_indicator("provinces/82/indicators/products-expired");
  const auto response = Ask(ListShortfalls, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total_size(), 1);
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_EQ(response->units(0).unit(), "provinces/82/products/b");
  EXPECT_TRUE(response->units(0).in_numerator());
  EXPECT_THAT(response->units(0).unmet(), ElementsAre("NOT (expired = true)"));
  *request.mutable_as_of() = clock::ToDate(On("2023-06-01"));
  EXPECT_EQ(Ask(ListShortfalls, request)->total_size(), 0) << "none that could yet expire";
}

// Nothing about the product or its producer has changed: the commune has another district, and the old one loses it.
TEST_F(ExplainTest, ARevisionNamesWhatChangedOnTheMap) {
  const auto load = [](Projection& projection, const std::string& district_of_commune) {
    projection.BeginSnapshot(Service::kRegistry);
    ASSERT_TRUE(
        projection
            .Apply(Service::kRegistry, Snapshot({Put(MakeLocality("82", Locality::KIND_PROVINCE)),
                                                 Put(MakeLocality("d", Locality::KIND_DISTRICT, "82")),
                                                 Put(MakeLocality("e", Locality::KIND_DISTRICT, "82")),
                                                 Put(MakeLocality("c", Locality::KIND_COMMUNE, district_of_commune)),
                                                 Put(MakeLocality("other", Locality::KIND_COMMUNE, "d")),
                                                 Put(MakeProducer("x", "c", "2024-01-01")), Put(MakeProduct("a", "x")),
                                                 Put(MakeRegistration("a", "2024-04-30"))}))
            .ok());
    for (Service service : {Service::kEvaluation, Service::kSalesPoints, Service::kTraining}) {
      projection.BeginSnapshot(service);
      ASSERT_TRUE(projection.Apply(service, Snapshot({})).ok());
    }
  };
  Projection known_later{*Definitions::BuiltIn()};
  load(projection_, "d");
  load(known_later, "e");
  ExplainRevisionRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  request.set_locality("provinces/82/localities/d");
  *request.mutable_as_of() = clock::ToDate(On("2024-12-31"));
  const auto page = Compare(request, projection_, known_later);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->response.before().denominator(), 1);
  EXPECT_EQ(page->response.after().denominator(), 0);
  EXPECT_THAT(page->of_value, ElementsAre(Witness{Service::kRegistry, "provinces/82/localities/c"}));
}

}  // namespace
}  // namespace ocop::gateway
