#include "services/salespoints/rules/apart.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "gtest/gtest.h"

namespace ocop::salespoints {
namespace {

using registry::v1::Locality;

std::string Name(const std::string& id) {
  return absl::StrCat("provinces/82/localities/", id);
}

// Two provinces became one on 2025-07-01: c1 and c2 of d1, and c3 of d2, lay in the one, c8 of d8 in the other.
class ApartTest : public ::testing::Test {
 protected:
  ApartTest() {
    for (const char* province : {"82", "87"}) AddOld(province, Locality::KIND_PROVINCE, "");
    AddOld("d1", Locality::KIND_DISTRICT, "82");
    AddOld("d2", Locality::KIND_DISTRICT, "82");
    AddOld("d8", Locality::KIND_DISTRICT, "87");
    AddOld("c1", Locality::KIND_COMMUNE, "d1");
    AddOld("c2", Locality::KIND_COMMUNE, "d1");
    AddOld("c3", Locality::KIND_COMMUNE, "d2");
    AddOld("c8", Locality::KIND_COMMUNE, "d8");
    AddNew("new", Locality::KIND_PROVINCE, "", {"82", "87"});
    AddNew("n1", Locality::KIND_COMMUNE, "new", {"c1", "c2"});
    AddNew("n3", Locality::KIND_COMMUNE, "new", {"c3"});
    AddNew("n8", Locality::KIND_COMMUNE, "new", {"c8"});
  }

  bool Apart(const std::string& a, const std::string& b, clock::Day day) const {
    const bool apart = AreApart(atlas_, Name(a), Name(b), day);
    EXPECT_EQ(AreApart(atlas_, Name(b), Name(a), day), apart) << a << ", " << b;
    return apart;
  }

  const clock::Day before_ = clock::ToDay(2024, 12, 31);
  const clock::Day after_ = clock::ToDay(2025, 7, 1);

 private:
  static Locality Make(const std::string& id, Locality::Kind kind, const std::string& parent) {
    Locality locality;
    locality.set_name(Name(id));
    locality.set_kind(kind);
    if (!parent.empty()) locality.set_parent_locality(Name(parent));
    return locality;
  }
  void AddOld(const std::string& id, Locality::Kind kind, const std::string& parent) {
    Locality locality = Make(id, kind, parent);
    *locality.mutable_valid_to() = clock::ToDate(clock::ToDay(2025, 6, 30));
    atlas_.Add(locality);
  }
  void AddNew(const std::string& id, Locality::Kind kind, const std::string& parent,
              const std::vector<std::string>& predecessors) {
    Locality locality = Make(id, kind, parent);
    *locality.mutable_valid_from() = clock::ToDate(clock::ToDay(2025, 7, 1));
    atlas_.Add(locality);
    for (const std::string& predecessor : predecessors) {
      registry::v1::Succession succession;
      succession.set_predecessor(Name(predecessor));
      succession.set_successor(Name(id));
      atlas_.Add(succession);
    }
  }

  Atlas atlas_;
};

TEST_F(ApartTest, DistrictsAreApartAndSinceThereAreNoneCommunes) {
  EXPECT_FALSE(Apart("c1", "c1", before_));
  EXPECT_FALSE(Apart("c1", "c2", before_)) << "of one district";
  EXPECT_TRUE(Apart("c1", "c3", before_));
  EXPECT_TRUE(Apart("c1", "d2", before_));
  EXPECT_TRUE(Apart("n1", "n3", before_)) << "of communes of different districts";
  EXPECT_FALSE(Apart("c1", "c2", after_)) << "of one new commune";
  EXPECT_TRUE(Apart("c1", "c3", after_));
  EXPECT_TRUE(Apart("n1", "n3", after_));
}

TEST_F(ApartTest, WhatHoldsAUnitIsNotApartFromIt) {
  EXPECT_FALSE(Apart("c1", "d1", before_));
  EXPECT_FALSE(Apart("c1", "82", before_));
  EXPECT_FALSE(Apart("d1", "82", before_));
  EXPECT_FALSE(Apart("c1", "new", before_)) << "which was both provinces";
  EXPECT_FALSE(Apart("n1", "82", before_));
  EXPECT_FALSE(Apart("n1", "new", after_));
  EXPECT_FALSE(Apart("c1", "new", after_));
  EXPECT_FALSE(Apart("n1", "82", after_)) << "which has become the new province";
  EXPECT_TRUE(Apart("c1", "87", before_)) << "another province";
  EXPECT_TRUE(Apart("c8", "82", before_));
}

TEST_F(ApartTest, NothingIsSaidOfUnitsThatTheDayHasNot) {
  EXPECT_FALSE(Apart("n1", "d2", after_)) << "a district became nothing";
  EXPECT_FALSE(Apart("c1", "unknown", before_));
}

}  // namespace
}  // namespace ocop::salespoints
