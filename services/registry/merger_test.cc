// Producers that were entered twice: merged into one.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class MergerTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeLocalities();
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

  Answer<MergeProducersResponse> Merge(const std::string& survivor, const std::string& duplicate,
                                       const std::string& more = "") const {
    return Call<MergeProducersResponse>(
        "/ocop.registry.v1.ProducerService/MergeProducers",
        Parse<MergeProducersRequest>("name: \"$/producers/" + survivor + "\" duplicate: \"$/producers/" + duplicate +
                                     "\" reason: \"Nhập hai lần\" " + more));
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

// The criteria ask who a representative is, so what is said of one person is not put on another.
TEST_F(MergerTest, TheRepresentativeIsTakenWholeOrNotAtAll) {
  const std::string man = R"pb(representative_gender: GENDER_MALE
                               representative_ethnicity: "Khmer"
                               representative_position: "Giám đốc"
                               representative_disabled: true)pb" +
                          std::string(" ");
  ASSERT_TRUE(Create<Producer>("man", Cooperative() + man + R"pb(representative_name: "Trần Văn B")pb").ok());
  ASSERT_TRUE(Create<Producer>("woman", Cooperative() + R"pb(representative_name: "Nguyễn Thị A")pb").ok());
  const auto woman = Merge("woman", "man");
  ASSERT_TRUE(woman.ok()) << woman.status();
  EXPECT_EQ(woman->producer().representative_name(), "Nguyễn Thị A");
  EXPECT_EQ(woman->producer().representative_gender(), Producer::GENDER_UNSPECIFIED);
  EXPECT_EQ(woman->producer().representative_ethnicity(), "");
  EXPECT_EQ(woman->producer().representative_position(), "");
  EXPECT_FALSE(woman->producer().representative_disabled());

  ASSERT_TRUE(Create<Producer>("again", Cooperative() + man + R"pb(representative_name: "NGUYỄN  THỊ A"
                                                                   representative_gender: GENDER_FEMALE)pb")
                  .ok());
  const auto same = Merge("woman", "again");
  EXPECT_EQ(same->producer().representative_name(), "Nguyễn Thị A");
  EXPECT_EQ(same->producer().representative_gender(), Producer::GENDER_FEMALE) << "the same person";
  EXPECT_TRUE(same->producer().representative_disabled());

  const auto nobody = Merge("c", "woman");
  EXPECT_EQ(nobody->producer().representative_name(), "Nguyễn Thị A") << "it had none";
  EXPECT_EQ(nobody->producer().representative_ethnicity(), "Khmer");
}

// Ids of figures are chosen as people like: it is the year of which there is one.
TEST_F(MergerTest, FiguresAreTheSameByTheirYear) {
  ASSERT_TRUE(Create<YearlyFigure>("so-1", "year: 2021 revenue_vnd: 5", "producers/a").ok());
  ASSERT_TRUE(Create<YearlyFigure>("so-1", "year: 2024 revenue_vnd: 7", "producers/c").ok());
  ASSERT_TRUE(Create<YearlyFigure>("so-2", "year: 2023 revenue_vnd: 9", "producers/c").ok());
  ASSERT_TRUE(Create<YearlyFigure>("2023", "year: 2021 revenue_vnd: 6", "producers/c").ok());
  const auto merged = Merge("a", "c");
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(merged->kept(),
              UnorderedElementsAre(Name("producers/c/yearlyFigures/2023"), Name("producers/c/yearlyFigures/so-2")));
  ASSERT_EQ(merged->moved_size(), 1);
  const std::string moved = merged->moved(0).substr(parent().size() + 1);
  EXPECT_NE(moved, "producers/a/yearlyFigures/so-1");
  EXPECT_EQ(Get<YearlyFigure>(moved)->year(), 2024);
  EXPECT_EQ(Get<YearlyFigure>(moved)->revenue_vnd(), 7);
  EXPECT_EQ(Get<YearlyFigure>("producers/a/yearlyFigures/so-1")->year(), 2021);
}

TEST_F(MergerTest, HasLeftWhenBothHaveTheLaterDay) {
  const auto left = [](int year) { return "leave_date { year: " + std::to_string(year) + " month: 1 day: 1 } "; };
  ASSERT_TRUE(Create<Producer>("left", Cooperative() + left(2024)).ok());
  ASSERT_TRUE(Create<Producer>("left-later", Cooperative() + left(2025)).ok());
  ASSERT_TRUE(Create<Producer>("left-first", Cooperative() + left(2023)).ok());
  EXPECT_EQ(Merge("left", "left-later")->producer().leave_date().year(), 2025);
  EXPECT_EQ(Merge("left", "left-first")->producer().leave_date().year(), 2025);
  EXPECT_FALSE(Merge("left", "a")->producer().has_leave_date()) << "one of them is still there";
  ASSERT_TRUE(Create<Producer>("gone", Cooperative() + left(2024)).ok());
  EXPECT_FALSE(Merge("c", "gone")->producer().has_leave_date());
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
