// Units by code, by name and by address, on every map; and changes of the map that come as data.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Until 2025-06-30 the district Cai Lậy with three communes, and the town Cai Lậy with one; since then two communes
// without a district. Codes are taken over, as they were in truth.
class PlaceTest : public RegistryTest {
 protected:
  void SetUp() override {
    Unit("82", "KIND_PROVINCE", "82", "Tiền Giang", "Tỉnh Tiền Giang", "", kUntil);
    Unit("82-20250701", "KIND_PROVINCE", "82", "Đồng Tháp", "Tỉnh Đồng Tháp", "", kSince);
    Unit("820", "KIND_DISTRICT", "820", "Cai Lậy", "Huyện Cai Lậy", "82", kUntil);
    Unit("817", "KIND_DISTRICT", "817", "Cai Lậy", "Thị xã Cai Lậy", "82", kUntil);
    Unit("28501", "KIND_COMMUNE", "28501", "Tân Phong", "Xã Tân Phong", "820", kUntil);
    Unit("28504", "KIND_COMMUNE", "28504", "Hội Xuân", "Xã Hội Xuân", "820", kUntil);
    Unit("28507", "KIND_COMMUNE", "28507", "Hoà Hưng", "Xã Hoà Hưng", "820", kUntil);
    Unit("28436", "KIND_COMMUNE", "28436", "5", "Phường 5", "817", kUntil);
    Unit("28501-20250701", "KIND_COMMUNE", "28501", "Hiệp Đức", "Xã Hiệp Đức", "82-20250701", kSince);
    Unit("28507-20250701", "KIND_COMMUNE", "28507", "Hòa Hưng", "Xã Hòa Hưng", "82-20250701", kSince);
    Became("82", "82-20250701", kDay);
    Became("28501", "28501-20250701", kDay);
    Became("28504", "28501-20250701", kDay);
    Became("28507", "28507-20250701", kDay);
    Became("28436", "28507-20250701", kDay);
  }

  static constexpr char kUntil[] = "valid_to { year: 2025 month: 6 day: 30 }";
  static constexpr char kSince[] = "valid_from { year: 2025 month: 7 day: 1 }";
  static constexpr char kDay[] = "{ year: 2025 month: 7 day: 1 }";
  static constexpr char kBefore[] = "as_of { year: 2025 month: 6 day: 30 }";
  static constexpr char kAfter[] = "as_of { year: 2025 month: 7 day: 1 }";

  void Unit(const std::string& id, const std::string& kind, const std::string& code, const std::string& display_name,
            const std::string& full_name, const std::string& parent, const std::string& term) const {
    const std::string above = parent.empty() ? "" : " parent_locality: \"$/localities/" + parent + "\"";
    const auto made = Create<Locality>(id, "kind: " + kind + " code: \"" + code + "\" display_name: \"" + display_name +
                                               "\" full_name: \"" + full_name + "\" " + term + above);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void Became(const std::string& old_id, const std::string& new_id, const std::string& day) const {
    const auto made = Create<Succession>(old_id + "-" + new_id, "predecessor: \"$/localities/" + old_id +
                                                                    "\" successor: \"$/localities/" + new_id +
                                                                    "\" effective_date " + day);
    ASSERT_TRUE(made.ok()) << made.status();
  }

  template <class Response, class Request>
  Answer<Response> Ask(const std::string& method, const std::string& text) const {
    return Call<Response>("/ocop.registry.v1.LocalityService/" + method, Parse<Request>(R"pb(parent: "$")pb" + text));
  }
  Answer<Locality> ByCode(const std::string& code, const std::string& day) const {
    return Ask<Locality, LookUpLocalityRequest>("LookUpLocality", "code: \"" + code + "\" " + day);
  }
  // Ids of the units that a name leads to, the likeliest first.
  std::vector<std::string> Search(const std::string& query, const std::string& more = "") const {
    const auto found =
        Ask<SearchLocalitiesResponse, SearchLocalitiesRequest>("SearchLocalities", "query: \"" + query + "\" " + more);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> ids;
    for (const auto& result : found->results()) ids.push_back(Id(result.locality().name()));
    return ids;
  }
  Answer<LookUpAddressResponse> Address(const std::string& address, const std::string& day) const {
    return Ask<LookUpAddressResponse, LookUpAddressRequest>("LookUpAddress", "address: \"" + address + "\" " + day);
  }
  // Ids of the units that a unit is on the map of a day.
  std::vector<std::string> Places(const std::string& id, const std::string& day) const {
    const auto answer = Ask<LookUpAddressResponse, LookUpAddressRequest>(
        "LookUpAddress", "locality: \"$/localities/" + id + "\" " + day);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> ids;
    for (const auto& place : answer->matches(0).places()) ids.push_back(Id(place.locality().name()));
    return ids;
  }
  static std::string Id(const std::string& name) { return name.substr(name.rfind('/') + 1); }
};

TEST_F(PlaceTest, ACodeIsOfItsDay) {
  EXPECT_EQ(ByCode("28501", kBefore)->display_name(), "Tân Phong");
  EXPECT_EQ(ByCode("28501", kAfter)->display_name(), "Hiệp Đức");
  EXPECT_EQ(ByCode("28501", "")->display_name(), "Hiệp Đức") << "today";
  EXPECT_EQ(ByCode("820", kBefore)->full_name(), "Huyện Cai Lậy");
  const absl::Status gone = ByCode("820", kAfter).status();
  EXPECT_THAT(gone, IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
  EXPECT_NE(status::MetadataOf(gone)["others"].find("Huyện Cai Lậy ..2025-06-30"), std::string::npos) << gone;
  EXPECT_THAT(ByCode("99999", kAfter).status(), IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
}

TEST_F(PlaceTest, ANameIsFoundAsPeopleTypeIt) {
  for (const char* query : {"Tân Phong", "tan phong", "TAN PHONG", "xã tân phong", "xa tan phong", "tân phog",
                            "tan pong", "ta\xCC\x82n phong"}) {
    const auto found = Search(query);
    ASSERT_FALSE(found.empty()) << query;
    EXPECT_EQ(found[0], "28501") << query;
  }
  EXPECT_THAT(Search("không có đâu hết"), IsEmpty());
}

TEST_F(PlaceTest, BothPlacesOfTheToneMarkAreOneSpelling) {
  for (const char* query : {"Hòa Hưng", "Hoà Hưng"}) {
    const auto found = Ask<SearchLocalitiesResponse, SearchLocalitiesRequest>("SearchLocalities",
                                                                              std::string("query: \"") + query + "\"");
    ASSERT_GE(found->results_size(), 2) << query;
    // The unit that exists first.
    EXPECT_EQ(Id(found->results(0).locality().name()), "28507-20250701");
    EXPECT_EQ(Id(found->results(1).locality().name()), "28507");
    EXPECT_EQ(found->results(0).score_percent(), found->results(1).score_percent());
    EXPECT_GT(found->results(0).score_percent(), 95);
  }
  const auto blind =
      Ask<SearchLocalitiesResponse, SearchLocalitiesRequest>("SearchLocalities", R"pb(query: "hoa hung")pb");
  EXPECT_LT(blind->results(0).score_percent(), 96) << "what is spelt as it is spelt fits better";
}

TEST_F(PlaceTest, ASearchCanBeOfALevelAndADay) {
  EXPECT_THAT(Search("cai lay"), UnorderedElementsAre("820", "817"));
  EXPECT_THAT(Search("cai lay", kAfter), IsEmpty());
  EXPECT_THAT(Search("tien giang", "kind: KIND_COMMUNE"), IsEmpty());
  EXPECT_THAT(Search("hoa hung", kBefore), ElementsAre("28507"));
  EXPECT_EQ(Search("h", "page_size: 1").size(), 1);
}

TEST_F(PlaceTest, AnOldAddressLeadsToTheNewOne) {
  const auto answer = Address("12 ấp Bình Thành, xã Tân Phong, huyện Cai Lậy, tỉnh Tiền Giang", kAfter);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->matches_size(), 1);
  EXPECT_EQ(Id(answer->matches(0).locality().name()), "28501");
  EXPECT_EQ(answer->matches(0).rest(), "12 ấp Bình Thành");
  ASSERT_EQ(answer->matches(0).places_size(), 1);
  EXPECT_EQ(answer->matches(0).places(0).address(), "12 ấp Bình Thành, Xã Hiệp Đức, Tỉnh Đồng Tháp");
  EXPECT_THAT(answer->matches(0).places(0).successions(), ElementsAre(Name("successions/28501-28501-20250701")));
}

TEST_F(PlaceTest, OnItsOwnMapAnAddressIsItself) {
  const auto answer = Address("xã Tân Phong, huyện Cai Lậy", kBefore);
  EXPECT_EQ(answer->matches(0).places(0).address(), "Xã Tân Phong, Huyện Cai Lậy, Tỉnh Tiền Giang");
  EXPECT_THAT(answer->matches(0).places(0).successions(), IsEmpty());
}

TEST_F(PlaceTest, ANewAddressLeadsBackToTheOldOnes) {
  EXPECT_THAT(Places("28501-20250701", kBefore), ElementsAre("28501", "28504"));
  EXPECT_THAT(Places("28501-20250701", kAfter), ElementsAre("28501-20250701"));
  EXPECT_THAT(Places("82", kAfter), ElementsAre("82-20250701"));
  EXPECT_THAT(Places("820", kAfter), IsEmpty()) << "a district became nothing";
}

TEST_F(PlaceTest, AddressesAreReadAsTheyAreWritten) {
  for (const char* address :
       {"xa tan phong, h. cai lay", "Tân Phong, Cai Lậy, Tiền Giang", "Số 5 đường 30/4 xã Tân Phong huyện Cai Lậy",
        "XÃ TÂN PHONG; HUYỆN CAI LẬY", "x.Tân Phong, h.Cai Lậy, t.Tiền Giang"}) {
    const auto answer = Address(address, kAfter);
    ASSERT_TRUE(answer.ok()) << address << ": " << answer.status();
    EXPECT_EQ(Id(answer->matches(0).locality().name()), "28501") << address;
  }
  for (const char* address : {"P5, thị xã Cai Lậy", "phường 05, tx. Cai Lậy", "P. 5, TX Cai Lậy"}) {
    const auto answer = Address(address, kAfter);
    ASSERT_TRUE(answer.ok()) << address << ": " << answer.status();
    EXPECT_EQ(Id(answer->matches(0).locality().name()), "28436") << address;
    EXPECT_EQ(answer->matches(0).places(0).address(), "Xã Hòa Hưng, Tỉnh Đồng Tháp") << address;
  }
}

// A hamlet that is called like a commune is not the commune.
TEST_F(PlaceTest, WhatHasItsKindWithItIsTheUnit) {
  const auto answer = Address("Hội Xuân, xã Tân Phong, huyện Cai Lậy", kBefore);
  EXPECT_EQ(Id(answer->matches(0).locality().name()), "28501");
  EXPECT_EQ(answer->matches(0).rest(), "Hội Xuân");
}

TEST_F(PlaceTest, AnAddressWithoutAUnitIsNotFound) {
  EXPECT_THAT(Address("12 đường Hùng Vương", kAfter).status(),
              IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
  EXPECT_THAT((Ask<LookUpAddressResponse, LookUpAddressRequest>("LookUpAddress", "").status()),
              IsInvalidField("address"));
}

// What may come: all of it is entered as units and successions, and nothing else.
class LaterChangeTest : public PlaceTest {
 protected:
  static constexpr char kEnd[] = "valid_to { year: 2026 month: 4 day: 29 }";
  static constexpr char kFrom[] = "valid_from { year: 2026 month: 4 day: 30 }";
  static constexpr char kLater[] = "{ year: 2026 month: 4 day: 30 }";
  static constexpr char kThen[] = "as_of { year: 2026 month: 4 day: 30 }";

  void End(const std::string& id) const { ASSERT_TRUE(Update<Locality>("localities/" + id, kEnd).ok()); }
  void Commune(const std::string& id, const std::string& code, const std::string& name,
               const std::string& parent) const {
    Unit(id, "KIND_COMMUNE", code, name, "Xã " + name, parent, kFrom);
  }
};

TEST_F(LaterChangeTest, ASplit) {
  End("28501-20250701");
  Commune("30001", "30001", "Hiệp Đức Đông", "82-20250701");
  Commune("30002", "30002", "Hiệp Đức Tây", "82-20250701");
  Became("28501-20250701", "30001", kLater);
  Became("28501-20250701", "30002", kLater);
  EXPECT_THAT(Places("28501", kThen), ElementsAre("30001", "30002")) << "nobody can tell which";
  EXPECT_THAT(Places("28501", kAfter), ElementsAre("28501-20250701"));
  EXPECT_THAT(Places("30001", kBefore), ElementsAre("28501", "28504"));
  const auto answer = Address("ấp 1, xã Tân Phong, huyện Cai Lậy", kThen);
  ASSERT_EQ(answer->matches(0).places_size(), 2);
  EXPECT_EQ(answer->matches(0).places(0).successions_size(), 2);
  EXPECT_EQ(answer->matches(0).places(1).address(), "ấp 1, Xã Hiệp Đức Tây, Tỉnh Đồng Tháp");
}

TEST_F(LaterChangeTest, AMerger) {
  End("28501-20250701");
  End("28507-20250701");
  Commune("30001", "30001", "Cai Lậy Nam", "82-20250701");
  Became("28501-20250701", "30001", kLater);
  Became("28507-20250701", "30001", kLater);
  EXPECT_THAT(Places("28436", kThen), ElementsAre("30001"));
  EXPECT_THAT(Places("30001", kBefore), ElementsAre("28436", "28501", "28504", "28507"));
}

TEST_F(LaterChangeTest, ANewName) {
  End("28501-20250701");
  Commune("28501-20260430", "28501", "Tân Hiệp", "82-20250701");
  Became("28501-20250701", "28501-20260430", kLater);
  EXPECT_EQ(ByCode("28501", kThen)->display_name(), "Tân Hiệp");
  EXPECT_EQ(ByCode("28501", kAfter)->display_name(), "Hiệp Đức");
  EXPECT_EQ(ByCode("28501", kBefore)->display_name(), "Tân Phong");
  EXPECT_EQ(Address("xã Hiệp Đức", kThen)->matches(0).places(0).address(), "Xã Tân Hiệp, Tỉnh Đồng Tháp");
}

TEST_F(LaterChangeTest, AMoveUnderAnotherUnit) {
  Unit("901", "KIND_DISTRICT", "901", "Đặc khu thử", "Đặc khu thử", "82-20250701", kFrom);
  End("28501-20250701");
  Commune("28501-20260430", "28501", "Hiệp Đức", "901");
  Became("28501-20250701", "28501-20260430", kLater);
  EXPECT_EQ(Address("xã Hiệp Đức, tỉnh Đồng Tháp", kThen)->matches(0).places(0).address(),
            "Xã Hiệp Đức, Đặc khu thử, Tỉnh Đồng Tháp");
}

}  // namespace
}  // namespace ocop::registry
