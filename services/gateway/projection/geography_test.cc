#include "services/gateway/projection/geography.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/atlas.h"
#include "services/gateway/projection/intake.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders
using registry::v1::Locality;
using ::testing::UnorderedElementsAre;

constexpr auto kProvince = Locality::KIND_PROVINCE;
constexpr auto kDistrict = Locality::KIND_DISTRICT;
constexpr auto kCommune = Locality::KIND_COMMUNE;

// The map as the data services have it.
Atlas AtlasOf(const World& world) {
  Atlas atlas;
  for (uint32_t row = 0; row < world.localities.size(); ++row) {
    const Id<gateway::Locality> id{row};
    if (!world.localities.Has(id)) continue;
    Locality locality;
    locality.set_name(world.localities.NameOf(id));
    if (world.localities[id].parent) {
      locality.set_parent_locality(world.localities.NameOf(world.localities[id].parent));
    }
    atlas.Add(locality);
  }
  for (uint32_t row = 0; row < world.successions.size(); ++row) {
    const Id<gateway::Succession> id{row};
    if (!world.successions.Has(id)) continue;
    registry::v1::Succession succession;
    succession.set_predecessor(world.localities.NameOf(world.successions[id].predecessor));
    succession.set_successor(world.localities.NameOf(world.successions[id].successor));
    atlas.Add(succession);
  }
  return atlas;
}

// Figures and lists of what lies in a unit must be of the same units.
void ExpectWhatDataServicesRead(const World& world) {
  const Geography geography(world);
  const Atlas atlas = AtlasOf(world);
  for (uint32_t row = 0; row < world.localities.size(); ++row) {
    if (!world.localities.Has({row})) continue;
    std::vector<std::string> inside;
    for (const Id<gateway::Locality> id : geography.Inside({row})) inside.push_back(world.localities.NameOf(id));
    std::sort(inside.begin(), inside.end());
    const std::string area = world.localities.NameOf({row});
    EXPECT_EQ(atlas.Within(area), inside) << area;
    for (const std::string& unit : inside) EXPECT_TRUE(atlas.LiesIn(unit, area)) << unit << " in " << area;
  }
}

// Of each locality the pieces that it is made of, by the letter: each atom sent each way through all changes. An atom
// and the number of a way. For maps without circles.
using Pieces = std::set<std::pair<uint32_t, size_t>>;
std::map<uint32_t, Pieces> PiecesOfAll(const World& world) {
  // Who takes the place of each locality.
  std::vector<std::map<uint32_t, uint32_t>> ways(1);
  for (uint32_t row = 0; row < world.localities.size(); ++row) {
    std::vector<std::map<uint32_t, uint32_t>> further;
    for (const Id<gateway::Succession> each : world.localities[Id<gateway::Locality>{row}].links.to_successors) {
      for (auto way : ways) {
        way[row] = world.successions[each].successor.row;
        further.push_back(std::move(way));
      }
    }
    if (!further.empty()) ways = std::move(further);
  }
  std::map<uint32_t, Pieces> pieces;
  for (uint32_t atom = 0; atom < world.localities.size(); ++atom) {
    const auto& links = world.localities[Id<gateway::Locality>{atom}].links;
    if (!links.children.empty() || !links.to_predecessors.empty()) continue;
    for (size_t way = 0; way < ways.size(); ++way) {
      std::vector<uint32_t> waiting = {atom};
      while (!waiting.empty()) {
        const uint32_t at = waiting.back();
        waiting.pop_back();
        pieces[at].insert({atom, way});
        if (const auto parent = world.localities[Id<gateway::Locality>{at}].parent) waiting.push_back(parent.row);
        if (const auto next = ways[way].find(at); next != ways[way].end()) waiting.push_back(next->second);
      }
    }
  }
  return pieces;
}

// Whatever map a test makes, the data services read it alike.
class GeographyTest : public ::testing::Test {
 protected:
  void TearDown() override { ExpectWhatDataServicesRead(intake_.world()); }

  void GivenOne(const google::protobuf::Message& resource) { ASSERT_TRUE(intake_.Apply(Put(resource)).ok()); }
  template <typename... Resources>
  void Given(const Resources&... resources) {
    (GivenOne(resources), ...);
  }

  // Ids of the localities at which what lies in `id` is counted.
  std::set<std::string> CountedAt(const std::string& id) {
    const World& world = intake_.world();
    const Geography geography(world);
    std::set<std::string> ids;
    for (Id<gateway::Locality> area : geography.CountedAt(world.localities.Find(Name("localities", id)))) {
      const std::string& name = world.localities.NameOf(area);
      ids.insert(name.substr(name.rfind('/') + 1));
    }
    return ids;
  }

  // Two old districts: c1 and c2 of d1 become n1; c3 of d1 and c4 of d2 become n2; c5 of d2 alone becomes n3.
  void GivenMerger() {
    Given(MakeLocality("82", kProvince), MakeLocality("82-2025", kProvince), MakeLocality("d1", kDistrict, "82"),
          MakeLocality("d2", kDistrict, "82"), MakeLocality("c1", kCommune, "d1"), MakeLocality("c2", kCommune, "d1"),
          MakeLocality("c3", kCommune, "d1"), MakeLocality("c4", kCommune, "d2"), MakeLocality("c5", kCommune, "d2"),
          MakeLocality("n1", kCommune, "82-2025"), MakeLocality("n2", kCommune, "82-2025"),
          MakeLocality("n3", kCommune, "82-2025"), MakeSuccession("82", "82-2025"), MakeSuccession("c1", "n1"),
          MakeSuccession("c2", "n1"), MakeSuccession("c3", "n2"), MakeSuccession("c4", "n2"),
          MakeSuccession("c5", "n3"));
  }

  Intake intake_;
};

TEST_F(GeographyTest, AnOldCommuneCountsInItsSuccessorAndAboveBoth) {
  GivenMerger();
  EXPECT_THAT(CountedAt("c1"), UnorderedElementsAre("c1", "d1", "82", "n1", "82-2025"));
  EXPECT_THAT(CountedAt("c3"), UnorderedElementsAre("c3", "d1", "82", "n2", "82-2025"));
}

TEST_F(GeographyTest, ANewCommuneCountsInTheOldDistrictOnlyIfAllOfItLayThere) {
  GivenMerger();
  EXPECT_THAT(CountedAt("n1"), UnorderedElementsAre("n1", "82-2025", "d1", "82"));
  EXPECT_THAT(CountedAt("n2"), UnorderedElementsAre("n2", "82-2025", "82"));
  EXPECT_THAT(CountedAt("n3"), UnorderedElementsAre("n3", "82-2025", "c5", "d2", "82"))
      << "c5 and n3 are the same land";
}

// As long as it is not entered that province 87 became part of the new one, all that the new one is known to have been
// made of is 82.
TEST_F(GeographyTest, WhatAUnitWasMadeOfTellsMoreThanWhatItsParentWasMadeOf) {
  GivenMerger();
  Given(MakeLocality("87", kProvince), MakeLocality("e1", kDistrict, "87"), MakeLocality("e5", kCommune, "e1"),
        MakeLocality("n4", kCommune, "82-2025"), MakeSuccession("e5", "n4"));
  EXPECT_THAT(CountedAt("n4"), UnorderedElementsAre("n4", "82-2025", "e5", "e1", "87"));
}

// Found by a longer reference history: with the succession of province 87 deleted, the whole new province counted in
// 82, though a commune of it is known to have come from 87.
TEST_F(GeographyTest, AUnitIsNotWithinWhatItWasMadeOfWhenAPartOfItCameFromElsewhere) {
  GivenMerger();
  EXPECT_THAT(CountedAt("82-2025"), UnorderedElementsAre("82-2025", "82"));
  Given(MakeLocality("87", kProvince), MakeLocality("e1", kDistrict, "87"), MakeLocality("e5", kCommune, "e1"),
        MakeLocality("n4", kCommune, "82-2025"), MakeSuccession("e5", "n4"));
  EXPECT_THAT(CountedAt("82-2025"), UnorderedElementsAre("82-2025"));
}

TEST_F(GeographyTest, ANewCommuneOfUnknownOriginIsInNoOldUnitNorIsItsProvince) {
  GivenMerger();
  Given(MakeLocality("n4", kCommune, "82-2025"));
  EXPECT_THAT(CountedAt("n4"), UnorderedElementsAre("n4", "82-2025"));
  EXPECT_THAT(CountedAt("82-2025"), UnorderedElementsAre("82-2025"));
  Given(MakeSuccession("not-here-yet", "n4"));
  EXPECT_THAT(CountedAt("n4"), UnorderedElementsAre("n4", "82-2025"));
}

TEST_F(GeographyTest, ADistrictCountsWhereAllItsCommunesWent) {
  GivenMerger();
  EXPECT_THAT(CountedAt("d1"), UnorderedElementsAre("d1", "82", "82-2025"));
  Given(MakeSuccession("d1", "n1"));
  EXPECT_THAT(CountedAt("d1"), UnorderedElementsAre("d1", "82", "n1", "82-2025")) << "told outright";
}

TEST_F(GeographyTest, ADistrictThatBecameOneCommuneCountsThere) {
  GivenMerger();
  Given(MakeLocality("d3", kDistrict, "82"), MakeLocality("c6", kCommune, "d3"), MakeLocality("c7", kCommune, "d3"),
        MakeLocality("n4", kCommune, "82-2025"), MakeSuccession("c6", "n4"), MakeSuccession("c7", "n4"));
  EXPECT_THAT(CountedAt("d3"), UnorderedElementsAre("d3", "82", "n4", "82-2025")) << "by its communes alone";
}

TEST_F(GeographyTest, AProvinceOfOneCommuneCountsWhereThatWentAndInItsSuccessor) {
  GivenMerger();
  Given(MakeLocality("87", kProvince), MakeLocality("d8", kDistrict, "87"), MakeLocality("c8", kCommune, "d8"),
        MakeLocality("n8", kCommune, "82-2025"), MakeSuccession("c8", "n8"), MakeSuccession("87", "82-2025"));
  EXPECT_THAT(CountedAt("87"), UnorderedElementsAre("87", "d8", "c8", "n8", "82-2025")) << "all four are the same land";
}

TEST_F(GeographyTest, ASplitCommuneCountsOnlyWhereAllPartsWent) {
  Given(MakeLocality("82", kProvince), MakeLocality("c", kCommune, "82"), MakeLocality("n1", kCommune, "82"),
        MakeLocality("n2", kCommune, "82"), MakeSuccession("c", "n1"), MakeSuccession("c", "n2"));
  EXPECT_THAT(CountedAt("c"), UnorderedElementsAre("c", "82"));
  EXPECT_THAT(CountedAt("n1"), UnorderedElementsAre("n1", "82", "c")) << "a part lies in the whole";
}

// Where the land of a and b went when s was split, nobody entered.
TEST_F(GeographyTest, PartsOfWhatWasMergedBeforeCountInTheWholeAlone) {
  Given(MakeLocality("82", kProvince), MakeLocality("a", kCommune, "82"), MakeLocality("b", kCommune, "82"),
        MakeLocality("s", kCommune, "82"), MakeLocality("m", kCommune, "82"), MakeLocality("n", kCommune, "82"),
        MakeSuccession("a", "s"), MakeSuccession("b", "s"), MakeSuccession("s", "m"), MakeSuccession("s", "n"));
  EXPECT_THAT(CountedAt("a"), UnorderedElementsAre("a", "s", "82"));
  EXPECT_THAT(CountedAt("b"), UnorderedElementsAre("b", "s", "82"));
  EXPECT_THAT(CountedAt("s"), UnorderedElementsAre("s", "82"));
  EXPECT_THAT(CountedAt("m"), UnorderedElementsAre("m", "s", "82"));
  EXPECT_THAT(CountedAt("n"), UnorderedElementsAre("n", "s", "82"));
}

TEST_F(GeographyTest, WhoeverHoldsAllPartsOfASplitCommuneHoldsWhatItWasMadeOf) {
  Given(MakeLocality("a", kCommune), MakeLocality("b", kCommune), MakeLocality("s", kCommune),
        MakeLocality("later", kProvince), MakeLocality("m", kCommune, "later"), MakeLocality("n", kCommune, "later"),
        MakeSuccession("a", "s"), MakeSuccession("b", "s"), MakeSuccession("s", "m"), MakeSuccession("s", "n"));
  EXPECT_THAT(CountedAt("a"), UnorderedElementsAre("a", "s", "later"));
  EXPECT_THAT(CountedAt("m"), UnorderedElementsAre("m", "s", "later"));
  EXPECT_THAT(CountedAt("later"), UnorderedElementsAre("later", "s")) << "both are the same land";
}

TEST_F(GeographyTest, AChainOfChangesIsFollowedToItsEnd) {
  Given(MakeLocality("a", kCommune), MakeLocality("b", kCommune), MakeLocality("c", kCommune), MakeSuccession("a", "b"),
        MakeSuccession("b", "c"));
  EXPECT_THAT(CountedAt("a"), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(CountedAt("c"), UnorderedElementsAre("a", "b", "c"));
}

TEST_F(GeographyTest, AnAbsentLocalityIsCountedNowhere) {
  Given(MakeLocality("c", kCommune, "d"));
  EXPECT_THAT(CountedAt("c"), UnorderedElementsAre("c")) << "its district has not arrived";
  ASSERT_TRUE(intake_.Apply(Delete(MakeLocality("c", kCommune, "d"))).ok());
  const Geography geography(intake_.world());
  EXPECT_TRUE(geography.CountedAt({0}).empty());
  EXPECT_TRUE(geography.CountedAt({}).empty());
  EXPECT_TRUE(geography.CountedAt({999}).empty());
}

TEST_F(GeographyTest, CirclesEnd) {
  Given(MakeLocality("a", kCommune, "b"), MakeLocality("b", kDistrict, "a"), MakeLocality("x", kCommune),
        MakeLocality("y", kCommune), MakeSuccession("x", "y"), MakeSuccession("y", "x"),
        MakeLocality("z", kCommune, "z"));
  EXPECT_THAT(CountedAt("a"), ::testing::Contains("a"));
  EXPECT_THAT(CountedAt("x"), ::testing::Contains("x"));
  EXPECT_THAT(CountedAt("z"), UnorderedElementsAre("z"));
}

TEST_F(GeographyTest, InsideIsTheInverse) {
  GivenMerger();
  const World& world = intake_.world();
  const Geography geography(world);
  for (uint32_t at = 0; at < world.localities.size(); ++at) {
    for (uint32_t area = 0; area < world.localities.size(); ++area) {
      const auto inside = geography.Inside({area});
      EXPECT_EQ(std::binary_search(inside.begin(), inside.end(), Id<gateway::Locality>{at}),
                geography.IsWithin({at}, {area}));
    }
  }
}

// Wrong ones too: units above themselves, and that took their own place by and by.
TEST(RandomMapsTest, DataServicesReadThemAlike) {
  std::mt19937 random(20250701);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const auto id = [&] { return absl::StrCat("u", below(9)); };
  for (int map = 0; map < 500 && !::testing::Test::HasFailure(); ++map) {
    SCOPED_TRACE(map);
    Intake intake;
    const auto given = [&](const google::protobuf::Message& resource) {
      ASSERT_TRUE(intake.Apply(Put(resource)).ok());
    };
    for (unsigned i = 0; i < 8; ++i) given(MakeLocality(absl::StrCat("u", i), kCommune, below(2) == 0 ? "" : id()));
    for (unsigned i = below(13); i > 0; --i) given(MakeSuccession(id(), id()));
    ExpectWhatDataServicesRead(intake.world());
  }
}

// Splits of what was merged or split before, of what has others below it, and what comes together again. Each locality
// lies below later ones and is succeeded by later ones, so there are no circles.
TEST(RandomMapsTest, WithinIsInclusionOfPieces) {
  std::mt19937 random(20270101);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const auto id = [](unsigned number) { return absl::StrCat("u", number); };
  constexpr unsigned kUnits = 9;
  int splits = 0;
  for (int map = 0; map < 500 && !::testing::Test::HasFailure(); ++map) {
    SCOPED_TRACE(map);
    Intake intake;
    const auto given = [&](const google::protobuf::Message& resource) {
      ASSERT_TRUE(intake.Apply(Put(resource)).ok());
    };
    const auto later = [&](unsigned number) { return id(number + 1 + below(kUnits - 1 - number)); };
    for (unsigned i = 0; i < kUnits; ++i) {
      given(MakeLocality(id(i), kCommune, i + 1 == kUnits || below(2) == 0 ? "" : later(i)));
    }
    for (unsigned i = below(16); i > 0; --i) {
      const unsigned predecessor = below(kUnits - 1);
      given(MakeSuccession(id(predecessor), later(predecessor)));
    }
    const World& world = intake.world();
    const Geography geography(world);
    const auto pieces = PiecesOfAll(world);
    for (uint32_t at = 0; at < world.localities.size(); ++at) {
      const auto& links = world.localities[Id<gateway::Locality>{at}].links;
      splits += links.to_successors.size() > 1 && !links.to_predecessors.empty();
      const Pieces& part = pieces.at(at);
      for (uint32_t area = 0; area < world.localities.size(); ++area) {
        const Pieces& whole = pieces.at(area);
        EXPECT_EQ(geography.IsWithin({at}, {area}), std::includes(whole.begin(), whole.end(), part.begin(), part.end()))
            << world.localities.NameOf({at}) << " within " << world.localities.NameOf({area});
      }
    }
    ExpectWhatDataServicesRead(world);
  }
  EXPECT_GT(splits, 100) << "of what came from others";
}

// Another way to the same answer, over the real maps of 2025: each old commune is an atom; an area holds a locality if
// it holds all its atoms.
class RealMapsTest : public GeographyTest {
 protected:
  void SetUp() override {
    Load("deploy/local/data/01-localities.jsonl");
    Load("deploy/local/data/02-successions.jsonl");
    const World& world = intake_.world();
    for (uint32_t row = 0; row < world.localities.size(); ++row) {
      if (IsAtom({row})) Add({row}, {row});
    }
  }

  void Load(const std::string& path) {
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    for (std::string line; std::getline(file, line);) {
      google::protobuf::Any any;
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &any).ok()) << line;
      registry::v1::Locality locality;
      registry::v1::Succession succession;
      if (any.UnpackTo(&locality)) Given(locality);
      if (any.UnpackTo(&succession)) Given(succession);
    }
  }

  bool IsAtom(Id<gateway::Locality> id) const {
    const auto& locality = intake_.world().localities[id];
    return locality.kind == kCommune && locality.links.to_predecessors.empty();
  }

  // The atom belongs to `id`, to what is above it and to what it became.
  void Add(Id<gateway::Locality> id, Id<gateway::Locality> atom) {
    const World& world = intake_.world();
    atoms_[id].insert(atom);
    if (world.localities[id].parent) Add(world.localities[id].parent, atom);
    if (world.localities[id].kind != kCommune) return;  // Provinces get the atoms of their new communes anyway.
    for (Id<gateway::Succession> next : world.localities[id].links.to_successors) {
      Add(world.successions[next].successor, atom);
    }
  }

  std::map<Id<gateway::Locality>, std::set<Id<gateway::Locality>>> atoms_;
};

TEST_F(RealMapsTest, WithinIsInclusionOfAtoms) {
  const World& world = intake_.world();
  ASSERT_EQ(world.localities.size(), 433u);
  const Geography geography(world);
  int pairs = 0;
  for (uint32_t at = 0; at < world.localities.size(); ++at) {
    for (uint32_t area = 0; area < world.localities.size(); ++area) {
      const auto& part = atoms_[{at}];
      const auto& whole = atoms_[{area}];
      ASSERT_FALSE(part.empty()) << world.localities.NameOf({at});
      const bool within = std::includes(whole.begin(), whole.end(), part.begin(), part.end());
      pairs += within;
      ASSERT_EQ(geography.IsWithin({at}, {area}), within)
          << world.localities.NameOf({at}) << " within " << world.localities.NameOf({area});
    }
  }
  EXPECT_GT(pairs, 5 * 305) << "each old commune counts at itself, district, province, new commune, new province";
}

}  // namespace
}  // namespace ocop::gateway
