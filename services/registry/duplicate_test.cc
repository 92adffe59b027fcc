// Producers that were entered twice: found. How they are merged: merger_test.cc.
#include <cstdio>
#include <random>

#include "common/text/text.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class DuplicateTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeLocalities();
    for (const auto& [code, name] : std::map<std::string, std::string>{{"28502", "Hội Xuân"}, {"28503", "Long Tiên"}}) {
      ASSERT_TRUE(Create<Locality>(code, Commune() + "code: \"" + code + "\" display_name: \"" + name +
                                             "\" full_name: \"Xã " + name + "\"")
                      .ok());
    }
  }

  Answer<FindDuplicateProducersResponse> Find(const std::string& text) const {
    return Call<FindDuplicateProducersResponse>("/ocop.registry.v1.ProducerService/FindDuplicateProducers",
                                                Parse<FindDuplicateProducersRequest>(R"pb(parent: "$")pb" + text));
  }
  std::vector<std::string> Found(const std::string& text) const {
    const auto found = Find(text);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> ids;
    for (const auto& duplicate : found->duplicates()) {
      ids.push_back(duplicate.producer().name().substr(Name("producers/").size()));
    }
    return ids;
  }
};

TEST_F(DuplicateTest, AreFoundByNameAndPlaceHoweverTheyAreWritten) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + R"pb(display_name: "Hợp tác xã nông nghiệp Mỹ Phước Tây")pb").ok());
  ASSERT_TRUE(Create<Producer>("q", Cooperative() + R"pb(display_name: "Hợp tác xã Bình Ninh")pb").ok());
  for (const char* name : {"HTX Mỹ Phước Tây", "htx my phuoc tay", "HTX NN Mỹ Phuớc Tây", "Hợp tác xã Mỹ Phước Tai"}) {
    EXPECT_THAT(Found(std::string("locality: \"$/localities/28501\" display_name: \"") + name + "\""), ElementsAre("p"))
        << name;
  }
  EXPECT_THAT(Found(R"pb(locality: "$/localities/28501" display_name: "HTX Tân Lý Đông")pb"), IsEmpty());
}

TEST_F(DuplicateTest, AreFoundByANumberThatIsOnesOwn) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + R"pb(tax_code: "1200123456"
                                                         phone_number: "0912345678"
                                                         registration_number: "HTX-07")pb")
                  .ok());
  EXPECT_THAT(Found(R"pb(tax_code: "1200 123 456")pb"), ElementsAre("p"));
  EXPECT_THAT(Found(R"pb(registration_number: "HTX-07" phone_number: "+84 912 345 678")pb"), ElementsAre("p"));
  EXPECT_THAT(Found(R"pb(phone_number: "0912 345 678")pb"), IsEmpty()) << "a family has one phone";
}

TEST_F(DuplicateTest, ComeWithTheirReasonsTheLikeliestFirst) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + R"pb(tax_code: "1200123456" phone_number: "0912345678")pb").ok());
  ASSERT_TRUE(Create<Producer>("q", Cooperative()).ok());
  const auto found = Find(R"pb(display_name: "HTX Tân Phong"
                               tax_code: "1200123456"
                               phone_number: "0912345678"
                               locality: "$/localities/28501")pb");
  ASSERT_EQ(found->duplicates_size(), 2);
  EXPECT_EQ(found->duplicates(0).producer().name(), Name("producers/p"));
  EXPECT_EQ(found->duplicates(0).score_percent(), 100);
  std::vector<std::string> fields;
  for (const auto& reason : found->duplicates(0).reasons()) fields.push_back(reason.field());
  EXPECT_THAT(fields, UnorderedElementsAre("display_name", "tax_code", "phone_number", "locality"));
  EXPECT_LT(found->duplicates(1).score_percent(), 100);
  EXPECT_EQ(Find(R"pb(producer: "$/producers/q" minimum_score_percent: 1)pb")->duplicates_size(), 1)
      << "one that is there is no duplicate of itself";
}

TEST_F(DuplicateTest, ANeighbourOfAnotherTaxCodeIsNone) {
  ASSERT_TRUE(Create<Producer>("p", Cooperative() + R"pb(tax_code: "1200123456")pb").ok());
  EXPECT_THAT(Found(R"pb(display_name: "HTX Tân Phong" tax_code: "1200999999" locality: "$/localities/28501")pb"),
              IsEmpty());
}

TEST_F(DuplicateTest, ThereMustBeSomethingToCompareBy) {
  EXPECT_THAT(Find("").status(), IsInvalidField("display_name"));
  EXPECT_THAT(Find(R"pb(producer: "$/producers/none")pb").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

// --- Misspellings, made up
// ---------------------------------------------------------------------------------------------

class Speller {
 public:
  explicit Speller(unsigned seed) : random_(seed) {}

  int Up(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  bool Chance(int percent) { return Up(100) < percent; }
  template <class T>
  const T& Of(const std::vector<T>& all) {
    return all[static_cast<size_t>(Up(static_cast<int>(all.size())))];
  }

  // A name as somebody in a hurry would write it again.
  std::string Misspell(std::string name) {
    if (Chance(70)) {
      for (const auto& [whole, brief] : std::vector<std::pair<std::string, std::string>>{
               {"Hợp tác xã", "HTX"}, {"Công ty TNHH", "Cty TNHH"}, {"Hộ kinh doanh", "HKD"}, {"Cơ sở", "CS"}}) {
        if (name.rfind(whole, 0) == 0) name = brief + name.substr(whole.size());
      }
    }
    if (Chance(45)) name = text::Fold(name);
    for (int slips = Chance(60) ? 1 + Up(2) : 0; slips > 0; --slips) Slip(name);
    return name;
  }

 private:
  // A letter swapped, left out, doubled or changed, in the part that tells one name from another.
  void Slip(std::string& name) {
    std::vector<size_t> letters;
    for (size_t i = name.size() / 2; i < name.size(); ++i) {
      if (std::isalpha(static_cast<unsigned char>(name[i])) != 0) letters.push_back(i);
    }
    if (letters.empty()) return;
    const size_t at = Of(letters);
    switch (Up(4)) {
      case 0:
        name.erase(at, 1);
        break;
      case 1:
        name.insert(at, 1, name[at]);
        break;
      case 2:
        name[at] = static_cast<char>('a' + Up(26));
        break;
      default:
        if (at + 1 < name.size() && std::isalpha(static_cast<unsigned char>(name[at + 1])) != 0) {
          std::swap(name[at], name[at + 1]);
        }
    }
  }

  std::mt19937 random_;
};

struct Entered {
  std::string name, phone, tax, representative, commune;
};

std::string Number(Speller& speller, const char* prefix, int digits) {
  std::string number = prefix;
  while (static_cast<int>(number.size()) < digits) number += static_cast<char>('0' + speller.Up(10));
  return number;
}

// Names as they are in the province: a form, a place or a person, of which many are nearly the same.
Entered Draw(Speller& speller) {
  static const std::vector<std::string> forms = {
      "Hợp tác xã", "Hợp tác xã nông nghiệp", "Công ty TNHH", "Hộ kinh doanh", "Cơ sở", "Cơ sở sản xuất", "Tổ hợp tác"};
  static const std::vector<std::string> first = {"Mỹ",   "Tân",  "Bình", "Phú", "Long",  "Hòa",  "Thạnh", "An",
                                                 "Đông", "Vĩnh", "Ngọc", "Kim", "Thanh", "Hồng", "Minh",  "Quốc"};
  static const std::vector<std::string> second = {"Phước", "Phong", "Ninh", "Lộc",  "Hưng", "Thành", "Trị",   "Hải",
                                                  "Khánh", "Thuận", "Đức",  "Hạnh", "Nhựt", "Quới",  "Trung", "Lợi"};
  static const std::vector<std::string> third = {"",       "",     "Tây",  "Đông", "Cai Lậy", "Gò Công",
                                                 "Ba Hòa", "Xanh", "Vàng", "Phát", "Thịnh",   "Miền Tây"};
  Entered entered;
  const std::string tail = speller.Of(third);
  entered.name =
      speller.Of(forms) + " " + speller.Of(first) + " " + speller.Of(second) + (tail.empty() ? "" : " " + tail);
  entered.representative = "Nguyễn " + speller.Of(second) + " " + speller.Of(first);
  entered.commune = speller.Of(std::vector<std::string>{"28501", "28502", "28503"});
  entered.phone = Number(speller, "09", 10);
  entered.tax = Number(speller, "12", 10);
  return entered;
}

std::string Fields(const Entered& entered) {
  const auto field = [](const char* name, const std::string& value) {
    return value.empty() ? std::string() : std::string(name) + ": \"" + value + "\" ";
  };
  return field("display_name", entered.name) + field("phone_number", entered.phone) + field("tax_code", entered.tax) +
         field("representative_name", entered.representative) + "locality: \"$/localities/" + entered.commune + "\" ";
}

// What the office asks of it: of a hundred that are entered again 95 are told, and of what is told four of five are so.
TEST_F(DuplicateTest, MisspellingsAreFoundAndStrangersAreNot) {
  constexpr int kProducers = 400;
  Speller speller(20261128);
  std::vector<Entered> producers;
  std::set<std::string> names;
  while (producers.size() < kProducers) {
    Entered entered = Draw(speller);
    // Two of one name in one place could not be told apart by anybody.
    if (names.insert(text::Fold(entered.name) + entered.commune).second) producers.push_back(entered);
  }
  BatchCreateProducersRequest batch;
  batch.set_parent(parent());
  for (size_t i = 0; i < producers.size(); ++i) {
    auto& request = *batch.add_requests();
    request.set_producer_id("p" + std::to_string(i));
    // Half of what is stored lacks a phone, most lack a tax code.
    Entered stored = producers[i];
    if (speller.Chance(50)) stored.phone.clear();
    if (speller.Chance(60)) stored.tax.clear();
    if (speller.Chance(30)) stored.representative.clear();
    ParseInto(Cooperative() + Fields(stored), *request.mutable_producer());
  }
  const auto stored =
      Call<BatchCreateProducersResponse>("/ocop.registry.v1.ProducerService/BatchCreateProducers", batch);
  ASSERT_TRUE(stored.ok()) << stored.status();

  int found = 0, told = 0, entered_again = 0;
  for (size_t i = 0; i < producers.size(); ++i) {
    Entered again = producers[i];
    again.name = speller.Misspell(again.name);
    if (speller.Chance(50)) again.phone.clear();
    if (speller.Chance(60)) again.tax.clear();
    if (speller.Chance(30)) again.representative.clear();
    ++entered_again;
    for (const std::string& id : Found(Fields(again))) {
      ++told;
      found += id == "p" + std::to_string(i) ? 1 : 0;
    }
  }
  // Producers that are new, with names of the same making.
  int strangers_told = 0;
  constexpr int kStrangers = 200;
  for (int i = 0; i < kStrangers; ++i) {
    Entered entered = Draw(speller);
    while (names.contains(text::Fold(entered.name) + entered.commune)) entered = Draw(speller);
    strangers_told += Found(Fields(entered)).empty() ? 0 : 1;
  }
  const double recall = 100.0 * found / entered_again;
  const double precision = told == 0 ? 0 : 100.0 * found / told;
  std::printf(
      "duplicates: recall %.1f %%, precision %.1f %% (%d entered again, %d told, %d of them right); %d of %d new "
      "producers told as known\n",
      recall, precision, entered_again, told, found, strangers_told, kStrangers);
  RecordProperty("recall_percent", std::to_string(recall));
  RecordProperty("precision_percent", std::to_string(precision));
  EXPECT_GE(recall, 95);
  EXPECT_GE(precision, 80);
  EXPECT_LE(strangers_told, kStrangers / 5);
}

}  // namespace
}  // namespace ocop::registry
