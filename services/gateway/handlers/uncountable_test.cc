// Definitions that came past the gateway and can't be counted.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "services/gateway/handlers/testing/handlers_fixture.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using indicators::v1::Indicator;

class UncountableTest : public HandlersFixture {
 protected:
  void SetUp() override {
    HandlersFixture::SetUp();
    LoadProvince();
    Enter("stars >= 3");
  }

  // A definition, as the registry tells it.
  void Enter(const std::string& numerator_filter, const std::string& id = "own") {
    journal::v1::WatchResponse response;
    *response.add_entries() = Put(MakeIndicator(id, "UNIT_PRODUCT", "MEASURE_COUNT", "", numerator_filter));
    ASSERT_TRUE(projection_.Apply(Service::kRegistry, response).ok());
    while (projection_.RecountSome()) {
    }
  }
  // All of the list, read by pages of each size that may divide two rows of one name.
  std::vector<Indicator> List() {
    std::vector<Indicator> all;
    for (const int page_size : {1, 10}) {
      all.clear();
      indicators::v1::ListIndicatorsRequest request;
      request.set_parent("provinces/82");
      request.set_page_size(page_size);
      do {
        const auto page =
            Ask<indicators::v1::ListIndicatorsRequest, indicators::v1::ListIndicatorsResponse>(ListIndicators, request);
        EXPECT_TRUE(page.ok()) << page.status();
        if (!page.ok() || all.size() > 1000) break;
        all.insert(all.end(), page->indicators().begin(), page->indicators().end());
        request.set_page_token(page->next_page_token());
      } while (!request.page_token().empty());
    }
    return all;
  }
  Indicator Read() {
    indicators::v1::GetIndicatorRequest request;
    request.set_name(Name("indicators", "own"));
    const auto read = Ask<indicators::v1::GetIndicatorRequest, Indicator>(GetIndicator, request);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.value_or(Indicator());
  }
};

TEST_F(UncountableTest, ItsStateTellsEverythingThatIsWrong) {
  Enter("stairs >= 3 AND colour = 4");
  const Indicator told = Read();
  EXPECT_EQ(told.name(), "provinces/82/indicators/own");
  EXPECT_EQ(told.state(), Indicator::STATE_UNCOUNTABLE);
  EXPECT_EQ(told.numerator_filter(), "stairs >= 3 AND colour = 4");
  EXPECT_THAT(told.problem(), ::testing::AllOf(::testing::HasSubstr("numerator_filter"), ::testing::HasSubstr("at 1:"),
                                               ::testing::HasSubstr("stairs"), ::testing::HasSubstr("at 17:"),
                                               ::testing::HasSubstr("colour")));
  EXPECT_EQ(Refusal(ValuesRequest({"own"})), "INDICATOR_UNCOUNTABLE");
  EXPECT_EQ(Refusal(ValuesRequest({"nothing"})), "INDICATOR_NOT_FOUND");
  EXPECT_EQ(Refusal(ValuesRequest()), "OK") << "the others are counted";
  Enter("stars = 3");
  EXPECT_EQ(Read().state(), Indicator::STATE_ACTIVE);
  EXPECT_EQ(Read().problem(), "");
  EXPECT_EQ(Refusal(ValuesRequest({"own"})), "OK");
}

TEST_F(UncountableTest, ItIsListedOnceAtTheEnd) {
  Enter("stairs >= 3");
  const std::vector<Indicator> listed = List();
  std::set<std::string> names;
  for (const Indicator& indicator : listed) {
    names.insert(indicator.name());
    EXPECT_EQ(indicator.state() == Indicator::STATE_UNCOUNTABLE, indicator.name() == Name("indicators", "own"));
  }
  EXPECT_EQ(listed.back().name(), Name("indicators", "own"));
  EXPECT_EQ(listed.size(), Definitions::BuiltIn()->size() + 1);
  EXPECT_EQ(names.size(), listed.size());
}

// A new version of the suite may come with an indicator of an id that a province has taken.
TEST_F(UncountableTest, OneWhoseIdIsABuiltInOnesIsListedBesideIt) {
  Enter("stars >= 3", "e1");
  Enter("stairs >= 3");
  const std::vector<Indicator> listed = List();
  ASSERT_EQ(listed.size(), Definitions::BuiltIn()->size() + 2);
  EXPECT_EQ(listed.back().name(), Name("indicators", "own"));
  const Indicator& own = listed[listed.size() - 2];
  EXPECT_EQ(own.name(), Name("indicators", "e1"));
  EXPECT_EQ(own.origin(), Indicator::ORIGIN_PROVINCE);
  EXPECT_EQ(own.state(), Indicator::STATE_UNCOUNTABLE);
  EXPECT_EQ(own.numerator_filter(), "stars >= 3");
  EXPECT_THAT(own.problem(), ::testing::HasSubstr("has its id"));
  const auto same_name = [](const Indicator& one) { return one.name() == Name("indicators", "e1"); };
  EXPECT_EQ(std::count_if(listed.begin(), listed.end(), same_name), 2);
  EXPECT_EQ(Refusal(ValuesRequest({"e1"})), "OK") << "the name is the built-in one's";
}

}  // namespace
}  // namespace ocop::gateway
