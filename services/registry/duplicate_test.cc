// Producers that were entered twice: found, and merged.
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
  Answer<MergeProducersResponse> Merge(const std::string& survivor, const std::string& duplicate,
                                       const std::string& more = "") const {
    return Call<MergeProducersResponse>(
        "/ocop.registry.v1.ProducerService/MergeProducers",
        Parse<MergeProducersRequest>("name: \"$/producers/" + survivor + "\" duplicate: \"$/producers/" + duplicate +
                                     "\" reason: \"Nhập hai lần\" " + more));
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

// --- Mergers
// -----------------------------------------------------------------------------------------------------------

class MergerTest : public DuplicateTest {
 protected:
  void SetUp() override {
    DuplicateTest::SetUp();
    As("officer@example.vn", "commune_officer");
    ASSERT_TRUE(Create<Producer>("a", Cooperative() + "join_date { year: 2022 month: 3 day: 1 } worker_count: 4").ok());
    ASSERT_TRUE(Create<Producer>("b", Cooperative() + R"pb(join_date { year: 2020 month: 1 day: 1 }
                                                           worker_count: 9
                                                           local_worker_count: 2
                                                           phone_number: "0912345678")pb")
                    .ok());
    ASSERT_TRUE(Create<Producer>("c", Cooperative()).ok());
    ASSERT_TRUE(Create<Product>("of-a", CandyOf("a")).ok());
    ASSERT_TRUE(Create<Product>("of-b", CandyOf("b")).ok());
    ASSERT_TRUE(Create<CompliancePaper>("paper", R"pb(kind: KIND_FOOD_SAFETY_COMMITMENT
                                                      producer: "$/producers/b"
                                                      product: "$/products/of-b"
                                                      issue_date { year: 2024 month: 1 day: 10 })pb")
                    .ok());
    ASSERT_TRUE(Create<YearlyFigure>("2022", "year: 2022 revenue_vnd: 1", "producers/b").ok());
    ASSERT_TRUE(Create<YearlyFigure>("2023", "year: 2023 revenue_vnd: 2", "producers/b").ok());
    ASSERT_TRUE(Create<YearlyFigure>("2023", "year: 2023 revenue_vnd: 3", "producers/a").ok());
  }
};

TEST_F(MergerTest, BringsEverythingTogether) {
  const auto merged = Merge("a", "b");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(merged->moved(), UnorderedElementsAre(Name("products/of-b"), Name("compliancePapers/paper"),
                                                    Name("producers/a/yearlyFigures/2022")));
  EXPECT_THAT(merged->kept(), ElementsAre(Name("producers/b/yearlyFigures/2023")));
  EXPECT_EQ(Get<Product>("products/of-b")->producer(), Name("producers/a"));
  EXPECT_EQ(Get<CompliancePaper>("compliancePapers/paper")->producer(), Name("producers/a"));
  EXPECT_EQ(Get<YearlyFigure>("producers/a/yearlyFigures/2022")->revenue_vnd(), 1);
  EXPECT_EQ(Get<YearlyFigure>("producers/a/yearlyFigures/2023")->revenue_vnd(), 3);

  const auto& goes_on = merged->producer();
  EXPECT_EQ(goes_on.phone_number(), "0912345678") << "what it lacked is filled in";
  EXPECT_EQ(goes_on.worker_count(), 4) << "what it had stays";
  EXPECT_EQ(goes_on.join_date().year(), 2020) << "the earlier day is when it joined";
  EXPECT_EQ(goes_on.warnings_size(), 1) << goes_on.DebugString();
  EXPECT_EQ(merged->duplicate().merged_into(), Name("producers/a"));
  EXPECT_EQ(merged->duplicate().merge_reason(), "Nhập hai lần");
  EXPECT_TRUE(merged->duplicate().has_delete_time());
}

TEST_F(MergerTest, TheOldNameLeadsToTheOneThatGoesOn) {
  ASSERT_TRUE(Merge("a", "b").ok());
  EXPECT_EQ(Get<Producer>("producers/b")->name(), Name("producers/a"));
  BatchGetProducersRequest batch;
  batch.set_parent(parent());
  batch.add_names(Name("producers/b"));
  batch.add_names(Name("producers/c"));
  const auto read = Call<BatchGetProducersResponse>("/ocop.registry.v1.ProducerService/BatchGetProducers", batch);
  EXPECT_EQ(read->producers(0).name(), Name("producers/a"));
  EXPECT_EQ(read->producers(1).name(), Name("producers/c"));
  GetProducerRequest old;
  old.set_name(Name("producers/b"));
  old.set_show_merged(true);
  const auto record = Call<Producer>("/ocop.registry.v1.ProducerService/GetProducer", old);
  EXPECT_EQ(record->name(), Name("producers/b"));
  EXPECT_EQ(record->merged_into(), Name("producers/a"));

  ASSERT_TRUE(Merge("c", "a").ok());
  EXPECT_EQ(Get<Producer>("producers/b")->name(), Name("producers/c")) << "in one step, whatever came after";
}

TEST_F(MergerTest, BothHistoriesStay) {
  ASSERT_TRUE(Update<Producer>("producers/b", "worker_count: 10").ok());
  ASSERT_TRUE(Merge("a", "b").ok());
  const auto history = [&](const std::string& id) {
    return Call<ListProducerRevisionsResponse>("/ocop.registry.v1.ProducerService/ListProducerRevisions",
                                               Parse<ListProducerRevisionsRequest>("name: \"$/producers/" + id + "\""));
  };
  ASSERT_EQ(history("b")->revisions_size(), 3);
  EXPECT_EQ(history("b")->revisions(1).producer().worker_count(), 10);
  EXPECT_EQ(history("b")->revisions(2).producer().merged_into(), Name("producers/a"));
  ASSERT_EQ(history("a")->revisions_size(), 2);
}

TEST_F(MergerTest, WhatWasMergedStaysSo) {
  ASSERT_TRUE(Merge("a", "b").ok());
  const auto merged = IsRefusal(absl::StatusCode::kFailedPrecondition, "PRODUCER_MERGED");
  EXPECT_THAT(Merge("c", "b").status(), merged);
  EXPECT_THAT(Merge("b", "c").status(), merged);
  UndeleteProducerRequest undelete;
  undelete.set_name(Name("producers/b"));
  EXPECT_THAT(Call<Producer>("/ocop.registry.v1.ProducerService/UndeleteProducer", undelete).status(), merged);
  EXPECT_THAT(Create<Product>("new", CandyOf("b")).status(), IsInvalidField("product.producer"));
  EXPECT_THAT(Create<YearlyFigure>("2024", "year: 2024", "producers/b").status(), merged);
}

TEST_F(MergerTest, NeedsTwoThatAreThere) {
  EXPECT_THAT(Merge("a", "a").status(), IsInvalidField("duplicate"));
  EXPECT_THAT(Merge("a", "none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Merge("a", "b", R"pb(etag: "old")pb").status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(Merge("a", "b", R"pb(duplicate_etag: "old")pb").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  ASSERT_TRUE(Delete<Producer>("producers/c").ok());
  EXPECT_THAT(Merge("a", "c").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_DELETED"));
  As("maker@example.vn", "producer");
  EXPECT_THAT(Merge("a", "b").status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
}

// Decision 26/2026/QĐ-TTg article 2.3: an association takes part with tourism alone.
TEST_F(MergerTest, BringsNoProductToAKindThatTheLawDoesNotKnowForIt) {
  ASSERT_TRUE(Create<Producer>("hoi", Cooperative() + "kind: KIND_ASSOCIATION").ok());
  EXPECT_THAT(Merge("hoi", "b").status(), IsInvalidField("duplicate"));
  EXPECT_EQ(Get<Product>("products/of-b")->producer(), Name("producers/b"));
  ASSERT_TRUE(Update<Product>("products/of-b", "product_group: GROUP_TOURISM").ok());
  EXPECT_TRUE(Merge("hoi", "b").ok());
  EXPECT_TRUE(Merge("a", "hoi").ok()) << "a cooperative takes part with everything";
}

TEST_F(MergerTest, OnTrialChangesNothing) {
  const int before = ChangeCount();
  ASSERT_TRUE(Merge("a", "b", "validate_only: true").ok());
  EXPECT_EQ(ChangeCount(), before);
  EXPECT_EQ(Get<Producer>("producers/b")->name(), Name("producers/b"));
}

TEST_F(MergerTest, OfMergersAtOnceOneIsDone) {
  // Each into the other: whichever comes first, the rest find a producer that is gone.
  std::atomic<int> done = 0;
  Together(6, [&](int i) { done += (i % 2 == 0 ? Merge("a", "b") : Merge("b", "a")).ok() ? 1 : 0; });
  EXPECT_EQ(done, 1);
  const std::string goes_on = Get<Producer>("producers/a")->name();
  EXPECT_EQ(Get<Producer>("producers/b")->name(), goes_on);
  EXPECT_EQ(Get<Product>("products/of-a")->producer(), goes_on);
  EXPECT_EQ(Get<Product>("products/of-b")->producer(), goes_on);
}

TEST_F(MergerTest, AProductEnteredMeanwhileIsNotLeftBehind) {
  std::atomic<int> made = 0;
  Together(6, [&](int i) {
    if (i == 0) {
      EXPECT_TRUE(Merge("a", "b").ok());
    } else {
      made += Create<Product>("new" + std::to_string(i), CandyOf("b")).ok() ? 1 : 0;
    }
  });
  for (int i = 1; i < 6; ++i) {
    const auto product = Get<Product>("products/new" + std::to_string(i));
    EXPECT_TRUE(!product.ok() || product->producer() == Name("producers/a")) << i;
  }
}

}  // namespace
}  // namespace ocop::registry
