// Who is trained in a unit: in all that lies in it, on whatever map.
#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/training/testing/coverage_fixture.h"

namespace ocop::training {
namespace {

// The province until 2025-06-30 with a district of two communes and one of one, and a commune of the map after it,
// which lies in no district.
class UnitsTest : public CoverageTest {
 protected:
  void SetUp() override {
    MakeUnit("82", "", "KIND_PROVINCE");
    MakeUnit("815", "82", "KIND_DISTRICT");
    MakeUnit("816", "82", "KIND_DISTRICT");
    for (const char* commune : {"28501", "28502"}) MakeUnit(commune, "815", "KIND_COMMUNE");
    MakeUnit("28601", "816", "KIND_COMMUNE");
    MakeUnit("82-20250701", "", "KIND_PROVINCE");
    MakeUnit("30001", "82-20250701", "KIND_COMMUNE");
    MakeCourses();
    for (const char* unit : {"82", "28501", "28502", "28601", "30001"}) {
      MakeOfficer(absl::StrCat("at-", unit), unit, "2024-01-05");
    }
    MakeOfficer("at-815", "815", "2024-01-05", "", "kind: KIND_DISTRICT_OFFICER");
  }

  static std::string In(const std::string& unit, int year = 2024) {
    return absl::StrCat("plan_year: ", year, " locality: \"$/localities/", unit, "\" ");
  }
  std::string New(const std::string& text) const {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page = NewcomersPage(absl::StrCat(text, " page_token: \"", token, "\""));
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const auto& newcomer : page->newcomers())
        names.push_back(newcomer.name().substr(newcomer.name().rfind('/') + 1));
      token = page->next_page_token();
    } while (!token.empty());
    return absl::StrJoin(names, " ");
  }
};

TEST_F(UnitsTest, AUnitIsAskedAboutWithAllBelowIt) {
  EXPECT_EQ(Missing(In("815")), "at-28501: 1 2, at-28502: 1 2, at-815: 1 2");
  EXPECT_EQ(Missing(In("28501")), "at-28501: 1 2");
  EXPECT_EQ(Missing(In("82")), "at-28501: 1 2, at-28502: 1 2, at-28601: 1 2, at-815: 1 2, at-82: 1 2");
  EXPECT_EQ(Missing(In("82-20250701")), "at-30001: 1 2") << "of its own map";
  EXPECT_EQ(Figures(In("815")), "28501 0/1 0, 28502 0/1 0, 815 0/1 0, all 0/3 0");
  EXPECT_EQ(New(In("815")), "at-28501 at-28502 at-815");
  EXPECT_THAT(Coverage(In("815"))->question().localities(),
              ::testing::ElementsAre(Name("localities/28501"), Name("localities/28502"), Name("localities/815")));
}

TEST_F(UnitsTest, OrAlone) {
  EXPECT_EQ(Missing(In("815") + "exact_unit: true"), "at-815: 1 2");
  EXPECT_EQ(Figures(In("815") + "exact_unit: true"), "815 0/1 0, all 0/1 0");
  EXPECT_EQ(New(In("815") + "exact_unit: true"), "at-815");
  const std::string page = "page_size: 1 ";
  const std::string token = absl::StrCat("page_token: \"", Untrained(In("815") + page)->next_page_token(), "\"");
  EXPECT_TRUE(Untrained(In("815") + page + token).ok());
  EXPECT_THAT(Untrained(In("815") + "exact_unit: true " + page + token).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
}

// The change of 2025-07-01 with an officer in every unit: of district 815, 28501 and 28502 became 30001; 28503 of it
// and 28601 of 816 became 30002; 28602 of 816 was split between 30002 and 30003.
class MergedUnitsTest : public UnitsTest {
 protected:
  void SetUp() override {
    MakeUnit("82", "", "KIND_PROVINCE");
    for (const char* district : {"815", "816"}) MakeUnit(district, "82", "KIND_DISTRICT");
    for (const char* commune : {"28501", "28502", "28503"}) MakeUnit(commune, "815", "KIND_COMMUNE");
    for (const char* commune : {"28601", "28602"}) MakeUnit(commune, "816", "KIND_COMMUNE");
    MakeUnit("82-20250701", "", "KIND_PROVINCE");
    for (const char* commune : {"30001", "30002", "30003"}) MakeUnit(commune, "82-20250701", "KIND_COMMUNE");
    MakeSuccession("82", "82-20250701");
    for (const char* merged : {"28501", "28502"}) MakeSuccession(merged, "30001");
    for (const char* merged : {"28503", "28601", "28602"}) MakeSuccession(merged, "30002");
    MakeSuccession("28602", "30003");
    MakeCourses();
    for (const char* unit : {"28501", "28502", "28503", "28601", "28602"}) MakeOfficer(unit, unit, "2025-01-05");
    for (const char* unit : {"815", "816"}) {
      MakeOfficer(unit, unit, "2025-01-05", "", "kind: KIND_DISTRICT_OFFICER");
    }
    for (const char* unit : {"30001", "30002", "30003"}) MakeOfficer(unit, unit, "2025-07-01");
  }

  // Named alike by every question; officers have the ids of their units.
  void ExpectFound(const std::string& unit, const std::string& officers) const {
    const std::string question = In(unit, 2025);
    std::vector<std::string> untrained, counted, units;
    const auto missing = Untrained(question);
    for (const auto& row : missing->untrained_learners()) {
      untrained.push_back(row.learner().name().substr(Name("learners/").size()));
    }
    const auto coverage = Coverage(question);
    for (const auto& row : coverage->units()) counted.push_back(row.unit().substr(Name("localities/").size()));
    EXPECT_EQ(absl::StrJoin(untrained, " "), officers) << unit;
    EXPECT_EQ(absl::StrJoin(counted, " "), officers) << unit;
    std::vector<std::string> fresh = absl::StrSplit(New(question), ' ');
    std::sort(fresh.begin(), fresh.end());
    EXPECT_EQ(absl::StrJoin(fresh, " "), officers) << unit;
  }
};

TEST_F(MergedUnitsTest, AnOfficerOfAMergedCommuneIsFoundUnderTheNewOneItsDistrictAndBothProvinces) {
  ExpectFound("30001", "28501 28502 30001");
  ExpectFound("815", "28501 28502 28503 30001 815");
  const std::string everybody = "28501 28502 28503 28601 28602 30001 30002 30003 815 816";
  ExpectFound("82", everybody);
  ExpectFound("82-20250701", everybody);
}

TEST_F(MergedUnitsTest, NobodyIsFoundWhereItIsNotCertain) {
  // A part of 28602 lies elsewhere.
  ExpectFound("30002", "28503 28601 30002");
  ExpectFound("30003", "30003");
  // 30002 is of both districts, and 30003 nothing but a part of 28602.
  ExpectFound("816", "28601 28602 30003 816");
  ExpectFound("28602", "28602 30003");
  ExpectFound("28501", "28501");
}

// A producer keeps the unit under which it was entered.
TEST_F(MergedUnitsTest, ANewProducerIsFoundInTheSameWay) {
  MakeProducer("p", "2025-02-01", R"pb(locality: "$/localities/28502")pb");
  for (const char* unit : {"28502", "30001", "815", "82", "82-20250701"}) {
    EXPECT_THAT(New(In(unit, 2025)), ::testing::EndsWith(" p")) << unit;
  }
  for (const char* unit : {"28501", "30002", "816"}) {
    EXPECT_THAT(New(In(unit, 2025)), ::testing::Not(::testing::EndsWith(" p"))) << unit;
  }
}

class ProducersPeopleTest : public MergedUnitsTest {
 protected:
  void MakePerson(const std::string& id, const std::string& producer, const std::string& text = "") const {
    const auto made = Create<Learner>(
        id, absl::StrCat(Officer(), " kind: KIND_PRODUCER_PERSON locality: \"\" producer: \"$/producers/", producer,
                         "\" ", text));
    ASSERT_TRUE(made.ok()) << made.status();
  }
  static std::string People(const std::string& unit) {
    return In(unit, 2025) + "kinds: KIND_PRODUCER_PERSON topics: TOPIC_TRADE ";
  }
};

// They need no locality of their own: where the producer is, they are.
TEST_F(ProducersPeopleTest, AreFoundWhereTheirProducerLies) {
  MakeProducer("p", "2025-02-01", R"pb(locality: "$/localities/28502")pb");
  MakeProducer("q", "2025-02-01", R"pb(locality: "$/localities/30002")pb");
  MakePerson("of-p", "p");
  MakePerson("of-q", "q", R"pb(locality: "$/localities/28501")pb");
  MakePerson("of-none", "none");
  for (const char* unit : {"28502", "30001", "815"}) {
    EXPECT_EQ(Missing(People(unit)), "of-p: 6") << unit;
    EXPECT_EQ(Figures(People(unit)), "p 0/1 0, all 0/1 0") << unit;
  }
  for (const char* province : {"82", "82-20250701"}) {
    EXPECT_EQ(Missing(People(province)), "of-p: 6, of-q: 6") << province;
  }
  EXPECT_EQ(Missing(People("30002")), "of-q: 6");
  EXPECT_EQ(Missing(People("28501")), "");
  EXPECT_EQ(Missing(People("28502") + "exact_unit: true"), "of-p: 6");
  EXPECT_EQ(Missing(People("30001") + "exact_unit: true"), "");
  EXPECT_EQ(Missing(People("30001") + "kinds: KIND_COMMUNE_OFFICER"), "28501: 6, 28502: 6, 30001: 6, of-p: 6");
}

TEST_F(ProducersPeopleTest, OfAMergedProducerAreWhereTheOneLiesThatGoesOn) {
  MakeProducer("p", "2025-02-01", R"pb(locality: "$/localities/28502")pb");
  MakeProducer("q", "2025-02-01", R"pb(locality: "$/localities/30002")pb");
  MakePerson("of-p", "p");
  MergeProducers("q", "p");
  EXPECT_EQ(Missing(People("30002")), "of-p: 6");
  EXPECT_EQ(Missing(People("28502")), "");
}

TEST_F(ProducersPeopleTest, StayInPostWhenTheirProducerIsDeleted) {
  MakeProducer("p", "2025-02-01", R"pb(locality: "$/localities/28502")pb");
  MakePerson("of-p", "p");
  DeleteProducer("p");
  EXPECT_EQ(Figures(People("30001")), "p 0/1 0, all 0/1 0");
  EXPECT_EQ(Figures("plan_year: 2025 kinds: KIND_PRODUCER_PERSON topics: TOPIC_TRADE"), "p 0/1 0, all 0/1 0");
}

}  // namespace
}  // namespace ocop::training
