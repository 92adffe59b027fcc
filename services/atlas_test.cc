#include "services/atlas.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace ocop {
namespace {

using registry::v1::Locality;
using registry::v1::Succession;

// The change of 2025-07-01 in small: c1 and c2 of district d1 became n1; c3 of d1 and c4 of d2 became n2; c5 of d2 was
// split between n2 and n3, and n3 is of nothing else.
class AtlasTest : public ::testing::Test {
 protected:
  AtlasTest() {
    Unit("82");
    for (const char* district : {"d1", "d2"}) Unit(district, "82");
    for (const char* commune : {"c1", "c2", "c3"}) Unit(commune, "d1");
    for (const char* commune : {"c4", "c5"}) Unit(commune, "d2");
    Unit("new");
    for (const char* commune : {"n1", "n2", "n3"}) Unit(commune, "new");
    Became("82", "new");
    Became("c1", "n1");
    Became("c2", "n1");
    Became("c3", "n2");
    Became("c4", "n2");
    Became("c5", "n2");
    Became("c5", "n3");
  }

  void Unit(const std::string& id, const std::string& above = "") {
    Locality locality;
    locality.set_name(id);
    locality.set_parent_locality(above);
    atlas_.Add(locality);
  }
  void Became(const std::string& predecessor, const std::string& successor) {
    Succession succession;
    succession.set_predecessor(predecessor);
    succession.set_successor(successor);
    atlas_.Add(succession);
  }
  bool LiesIn(const std::string& unit, const std::string& area) const { return atlas_.LiesIn(unit, area); }
  std::string Within(const std::string& name) const { return absl::StrJoin(atlas_.Within(name), " "); }

 private:
  Atlas atlas_;
};

TEST_F(AtlasTest, OneUnitIsAskedAboutToTheSameEffect) {
  EXPECT_TRUE(LiesIn("n1", "d1"));
  EXPECT_TRUE(LiesIn("c1", "n1"));
  EXPECT_TRUE(LiesIn("d1", "new"));
  EXPECT_TRUE(LiesIn("d1", "d1"));
  EXPECT_FALSE(LiesIn("d1", "n1"));
  EXPECT_FALSE(LiesIn("n2", "d1"));
  EXPECT_FALSE(LiesIn("c5", "n2"));
  EXPECT_FALSE(LiesIn("nowhere", "d1"));
}

TEST_F(AtlasTest, OfAnOldDistrictItsCommunesAndTheNewOnesThatWereMadeOfThemAlone) {
  EXPECT_EQ(Within("d1"), "c1 c2 c3 d1 n1") << "n2 was made of a commune of d2, too";
  EXPECT_EQ(Within("d2"), "c4 c5 d2 n3");
}

TEST_F(AtlasTest, OfANewCommuneThoseThatWereMergedIntoIt) {
  EXPECT_EQ(Within("n1"), "c1 c2 n1");
  EXPECT_EQ(Within("n2"), "c3 c4 n2") << "a part of c5 lies elsewhere";
}

TEST_F(AtlasTest, OfAnOldCommuneItselfAndWhatIsNothingButAPartOfIt) {
  EXPECT_EQ(Within("c1"), "c1");
  EXPECT_EQ(Within("c5"), "c5 n3");
  EXPECT_EQ(Within("n3"), "n3");
}

TEST_F(AtlasTest, OfAProvinceOfEitherMapEverything) {
  const std::string everything = "82 c1 c2 c3 c4 c5 d1 d2 n1 n2 n3 new";
  EXPECT_EQ(Within("82"), everything);
  EXPECT_EQ(Within("new"), everything) << "also the districts, which nothing took the place of";
}

TEST_F(AtlasTest, ADistrictThatBecameOneCommuneLiesInIt) {
  Unit("d3", "82");
  for (const char* commune : {"c6", "c7"}) Unit(commune, "d3");
  Unit("n4", "new");
  for (const char* commune : {"c6", "c7"}) Became(commune, "n4");
  EXPECT_EQ(Within("n4"), "c6 c7 d3 n4");
  EXPECT_EQ(Within("d3"), "c6 c7 d3 n4");
}

// Decisions merged communes before 2025, too.
TEST_F(AtlasTest, AChainOfChangesIsFollowedToItsEnd) {
  Unit("later", "new");
  Became("n1", "later");
  EXPECT_EQ(Within("later"), "c1 c2 later n1");
  EXPECT_EQ(Within("n1"), "c1 c2 later n1");
  EXPECT_EQ(Within("d1"), "c1 c2 c3 d1 later n1");
}

// c1 and c2 became n1, and n1 became m1 and m2: whose land went where is not known.
TEST_F(AtlasTest, PartsOfWhatWasMadeOfOthersLieInTheWholeAndNotInEachOther) {
  for (const char* commune : {"m1", "m2"}) Unit(commune, "new");
  for (const char* commune : {"m1", "m2"}) Became("n1", commune);
  EXPECT_EQ(Within("n1"), "c1 c2 m1 m2 n1");
  EXPECT_EQ(Within("m1"), "m1");
  EXPECT_EQ(Within("m2"), "m2");
  EXPECT_EQ(Within("c1"), "c1");
  EXPECT_EQ(Within("d1"), "c1 c2 c3 d1 m1 m2 n1") << "it holds all of n1";
  EXPECT_FALSE(LiesIn("m1", "m2"));
  EXPECT_FALSE(LiesIn("n1", "m1"));
  EXPECT_TRUE(LiesIn("m1", "d1"));
}

TEST_F(AtlasTest, PartsThatComeTogetherAgainAreTheWhole) {
  for (const char* commune : {"m1", "m2", "late"}) Unit(commune, "new");
  for (const char* commune : {"m1", "m2"}) {
    Became("n1", commune);
    Became(commune, "late");
  }
  EXPECT_EQ(Within("late"), "c1 c2 late m1 m2 n1");
  EXPECT_EQ(Within("n1"), "c1 c2 late m1 m2 n1");
}

TEST_F(AtlasTest, APartAndAnotherUnitMakeOneThatLiesInNeither) {
  for (const char* commune : {"m1", "m2"}) Unit(commune, "new");
  for (const char* commune : {"m1", "m2"}) Became("n2", commune);
  Became("n3", "m2");
  EXPECT_EQ(Within("n2"), "c3 c4 m1 n2") << "m2 has all of n3, too";
  EXPECT_EQ(Within("m2"), "m2 n3");
  EXPECT_EQ(Within("d2"), "c4 c5 d2 n3");
}

// Its communes went on one by one, which of them to which half is not entered.
TEST_F(AtlasTest, HalvesOfADistrictLieInItAndNotInEachOther) {
  for (const char* district : {"h1", "h2"}) Unit(district, "82");
  for (const char* district : {"h1", "h2"}) Became("d1", district);
  EXPECT_EQ(Within("d1"), "c1 c2 c3 d1 h1 h2 n1");
  EXPECT_EQ(Within("h1"), "h1");
}

TEST_F(AtlasTest, WhatIsNotKnownIsAlone) {
  EXPECT_EQ(Within("nowhere"), "nowhere");
  Became("gone", "n1");
  EXPECT_EQ(Within("n1"), "c1 c2 n1");
  EXPECT_EQ(Within("d1"), "c1 c2 c3 d1") << "not all of n1 is known to come from there";
}

// Only wrong data has them.
TEST_F(AtlasTest, CirclesEnd) {
  Unit("a", "b");
  Unit("b", "a");
  Became("x", "x");
  EXPECT_EQ(Within("a"), "a b") << "as it was entered";
  EXPECT_FALSE(LiesIn("a", "d1"));
  EXPECT_EQ(Within("x"), "x");
}

}  // namespace
}  // namespace ocop
