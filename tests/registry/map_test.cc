// The merger of 2025-07-01 on the whole data set: every unit and succession as they are loaded in truth.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "tests/support/services.h"

namespace ocop::registry {
namespace {

using v1::Locality;
using v1::Succession;

// Lines of a data file, as resources.
template <class Resource>
std::vector<Resource> Lines(const std::string& file) {
  std::vector<Resource> resources;
  std::ifstream lines("deploy/local/data/" + file);
  for (std::string line; std::getline(lines, line);) {
    // The type comes first and is known.
    line = "{" + line.substr(line.find(',') + 1);
    const auto parsed = google::protobuf::util::JsonStringToMessage(line, &resources.emplace_back());
    EXPECT_TRUE(parsed.ok()) << line;
  }
  return resources;
}

class MapTest : public ::testing::Test {
 protected:
  MapTest() : client_(services_.client("registry")) {
    for (const Locality& locality : Lines<Locality>("01-localities.jsonl")) {
      v1::UpdateLocalityRequest request;
      *request.mutable_locality() = locality;
      request.set_allow_missing(true);
      const auto made = client_.Call<Locality>("/ocop.registry.v1.LocalityService/UpdateLocality", request);
      EXPECT_TRUE(made.ok()) << made.status();
      localities_[locality.name()] = locality;
    }
    for (const Succession& succession : Lines<Succession>("02-successions.jsonl")) {
      v1::UpdateSuccessionRequest request;
      *request.mutable_succession() = succession;
      request.set_allow_missing(true);
      const auto made = client_.Call<Succession>("/ocop.registry.v1.LocalityService/UpdateSuccession", request);
      EXPECT_TRUE(made.ok()) << made.status();
      successors_[succession.predecessor()].insert(succession.successor());
    }
  }

  v1::LookUpAddressResponse LookUp(const std::string& address, int year, int month, int day) const {
    v1::LookUpAddressRequest request;
    request.set_parent("provinces/82");
    request.set_address(address);
    request.mutable_as_of()->set_year(year);
    request.mutable_as_of()->set_month(month);
    request.mutable_as_of()->set_day(day);
    const auto found =
        client_.Call<v1::LookUpAddressResponse>("/ocop.registry.v1.LocalityService/LookUpAddress", request);
    EXPECT_TRUE(found.ok()) << address << ": " << found.status();
    return found.ok() ? *found : v1::LookUpAddressResponse();
  }

  ocop::testing::Services services_;
  const rpc::Client& client_;
  std::map<std::string, Locality> localities_;
  std::map<std::string, std::set<std::string>> successors_;
};

// 305 communes and 102, as the decisions count them.
TEST_F(MapTest, EveryOldAddressLeadsToItsNewCommune) {
  int old_communes = 0, found = 0;
  std::set<std::string> new_communes;
  for (const auto& [name, commune] : localities_) {
    if (commune.kind() != Locality::KIND_COMMUNE) continue;
    if (!commune.has_valid_to()) {
      new_communes.insert(name);
      continue;
    }
    ++old_communes;
    const Locality& district = localities_[commune.parent_locality()];
    const Locality& province = localities_[district.parent_locality()];
    const auto answer =
        LookUp(absl::StrCat("Số 1, ", commune.full_name(), ", ", district.full_name(), ", ", province.full_name()),
               2025, 7, 1);
    ASSERT_EQ(answer.matches_size(), 1) << commune.full_name() << ", " << district.full_name();
    EXPECT_EQ(answer.matches(0).locality().name(), name);
    EXPECT_EQ(answer.matches(0).rest(), "Số 1");
    std::set<std::string> places;
    for (const auto& place : answer.matches(0).places()) places.insert(place.locality().name());
    EXPECT_EQ(places, successors_[name]) << commune.full_name();
    found += places == successors_[name] ? 1 : 0;
  }
  EXPECT_EQ(old_communes, 305);
  EXPECT_EQ(new_communes.size(), 102);
  EXPECT_EQ(found, 305);
}

TEST_F(MapTest, EveryUnitIsFoundByItsNameWithoutDiacritics) {
  for (const auto& [name, unit] : localities_) {
    v1::SearchLocalitiesRequest request;
    request.set_parent("provinces/82");
    request.set_query(unit.full_name());
    request.set_page_size(100);
    const auto found =
        client_.Call<v1::SearchLocalitiesResponse>("/ocop.registry.v1.LocalityService/SearchLocalities", request);
    ASSERT_TRUE(found.ok()) << found.status();
    bool there = false;
    for (const auto& result : found->results())
      there |= result.locality().name() == name && result.score_percent() == 100;
    EXPECT_TRUE(there) << unit.full_name();
  }
}

}  // namespace
}  // namespace ocop::registry
