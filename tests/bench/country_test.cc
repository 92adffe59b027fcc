// The synthetic country can be loaded under every constraint, and what the gateway makes of it, from the journals and
// from the rows, is what plain SQL makes of it.
#include "tests/bench/country.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "tests/reference/oracle.h"
#include "tests/support/suite.h"

namespace ocop::bench {
namespace {

using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::IndicatorValue;

constexpr const char* kPlan[] = {"t1", "t2", "e1", "e2", "e3", "e4", "e5", "e6", "n1", "s1", "s2", "s3", "s4", "s5"};

std::string Script(const CountryOptions& options, int part = 0, int parts = 1) {
  std::ostringstream script;
  Country(options).Print(script, part, parts);
  return script.str();
}

std::vector<std::string> SortedLines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string Read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(CountryTest, TheSameSeedMakesTheSameCountryAndAnotherAnother) {
  const CountryOptions options{.provinces = 3, .communes = 40, .products = 300, .entries = 3000, .seed = 7};
  EXPECT_EQ(Script(options), Script(options));
  CountryOptions other = options;
  other.seed = 8;
  EXPECT_NE(Script(options), Script(other));
}

TEST(CountryTest, ItsPartsAreTheWhole) {
  const CountryOptions options{.provinces = 2, .communes = 40, .products = 5000, .entries = 1};
  std::vector<std::string> lines = SortedLines(Script(options, 0, 2) + Script(options, 1, 2));
  EXPECT_EQ(lines, SortedLines(Script(options)));
}

TEST(CountryTest, ItHasAsManyProductsAndEntriesAsAskedFor) {
  const CountryOptions options{.provinces = 3, .communes = 40, .products = 5000, .entries = 50'000};
  const Country country(options);
  int communes = 0;
  size_t products = 0;
  for (int province = 0; province < country.provinces(); ++province) {
    const ProvinceBase base = country.Base(province);
    communes += static_cast<int>(base.new_communes.size());
    for (int number = 0; number < country.ChunksOf(province); ++number) {
      products += country.Chunk(base, province, number).products.size();
    }
  }
  EXPECT_EQ(communes, 40);
  EXPECT_EQ(products, 5000U);
  const std::string script = Script(options);
  int64_t entries = 0;
  for (size_t at = 0; (at = script.find("\tACTION_", at)) != std::string::npos; ++at) ++entries;
  EXPECT_GE(entries, 50'000);
  EXPECT_LT(entries, 55'000);
}

// A small one, loaded into the tables of the four services, with everything that they check.
class LoadedCountryTest : public ::testing::Test {
 protected:
  LoadedCountryTest() : oracle_(suite_.services().database()) {
    Psql(Script({.provinces = 2, .communes = 44, .products = 900, .entries = 9000}), "");
  }

  // Answers what psql printed.
  std::string Psql(const std::string& script, const std::string& flags) {
    const std::string path = ::testing::TempDir() + "/country.sql";
    std::ofstream(path) << script;
    const std::string command = absl::StrCat("psql --no-psqlrc -qAt -F ' ' -v ON_ERROR_STOP=1 ", flags, " -f '", path,
                                             "' \"", suite_.services().database().url(), "\" > '", path, ".out'");
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return Read(path + ".out");
  }

  GetIndicatorValuesResponse Values(clock::Day day, const std::vector<std::string>& localities) {
    GetIndicatorValuesRequest request;
    request.set_parent("provinces/82");
    for (const char* id : kPlan) request.add_indicators(absl::StrCat("provinces/82/indicators/", id));
    for (const std::string& locality : localities) request.add_localities(locality);
    *request.add_as_of() = clock::ToDate(day);
    const auto response = suite_.gateway().Call<GetIndicatorValuesResponse>(
        "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : GetIndicatorValuesResponse();
  }

  // Of the oracle, at every place of province 82.
  void ExpectAsTheOracle(clock::Day day) {
    std::vector<std::string> localities;
    for (const std::string& locality : oracle_.localities()) {
      if (locality.starts_with("provinces/82/")) localities.push_back(locality);
    }
    const GetIndicatorValuesResponse response = Values(day, localities);
    ASSERT_EQ(response.values_size(), static_cast<int>(std::size(kPlan) * localities.size()));
    for (const IndicatorValue& value : response.values()) {
      const std::string id = value.indicator().substr(value.indicator().rfind('/') + 1);
      int64_t numerator = 0, denominator = 0;
      for (const auto& standing : oracle_.Standings({id, value.locality(), day})) {
        numerator += standing.in_numerator ? 1 : 0;
        denominator += standing.in_denominator ? 1 : 0;
      }
      EXPECT_EQ(value.numerator(), numerator) << value.ShortDebugString();
      EXPECT_EQ(value.denominator(), denominator) << value.ShortDebugString();
    }
  }

  testing::Suite suite_;
  reference::Oracle oracle_;
};

TEST_F(LoadedCountryTest, EveryFigureEqualsPlainSql) {
  const clock::Day on_old_map = clock::ToDay(2024, 12, 31);
  const clock::Day on_new_map = clock::ToDay(2025, 12, 31);
  oracle_.WorkOut({on_old_map, on_new_map});
  suite_.AwaitCaughtUp();
  ExpectAsTheOracle(on_old_map);
  ExpectAsTheOracle(on_new_map);

  // The statements that the benchmark measures are right, too.
  std::string by_gateway;
  bool all_counted = true;
  const GetIndicatorValuesResponse of_province = Values(on_old_map, {});
  for (const IndicatorValue& value : of_province.values()) {
    absl::StrAppend(&by_gateway, value.numerator(), " ", value.denominator(), "\n");
    all_counted = all_counted && value.numerator() > 0;
  }
  EXPECT_TRUE(all_counted) << by_gateway;
  EXPECT_EQ(Psql(Read("tests/bench/plan_indicators.sql"), "-v province=\"'82'\" -v day=\"'2024-12-31'\""), by_gateway);

  // From the rows.
  suite_.KillGateway();
  suite_.StartGateway();
  suite_.AwaitCaughtUp();
  ExpectAsTheOracle(on_old_map);
}

}  // namespace
}  // namespace ocop::bench
