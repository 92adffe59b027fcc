// The six-step cycle: every step from every state, allowed or refused.
#include <set>

#include "common/clock/date.h"
#include "services/registry/embedded_law.h"
#include "services/registry/rules/cycle.h"
#include "services/registry/rules/law.h"
#include "services/registry/testing/cycle_fixture.h"

namespace ocop::registry {
namespace {

// What the programme's cycle allows: step, from, to. Everything else is refused.
struct Way {
  const char* action;
  std::set<std::string> from;
  const char* to;
  std::set<std::string> roles;
};
const std::vector<Way>& Ways() {
  static const std::set<std::string> maker = {"producer", "commune_officer"};
  static const std::set<std::string> office = {"commune_officer", "province_officer"};
  static const std::set<std::string> province = {"province_officer", "system"};
  static const auto& ways = *new std::vector<Way>{
      {"SubmitIdea", {"entered", "idea-", "gone"}, "idea", maker},
      {"AcceptIdea", {"idea"}, "idea+", office},
      {"ReturnIdea", {"idea"}, "idea-", office},
      {"SubmitBusinessPlan", {"idea+", "plan-", "lapsed"}, "plan", maker},
      {"ApproveBusinessPlan", {"plan"}, "plan+", office},
      {"ReturnBusinessPlan", {"plan"}, "plan-", office},
      {"StartImplementation", {"plan+"}, "doing", maker},
      {"MarkReadyForEvaluation", {"entered", "doing", "stars", "promoted", "lapsed"}, "ready", office},
      {"ReturnToImplementation", {"ready"}, "doing", office},
      {"RecordLapse", {"ready", "stars", "promoted"}, "lapsed", province},
      {"StartPromotion", {"stars"}, "promoted", {"producer", "commune_officer", "province_officer"}},
      {"WithdrawProduct",
       {"entered", "idea", "idea-", "idea+", "plan", "plan-", "plan+", "doing", "lapsed"},
       "gone",
       maker}};
  return ways;
}

TEST_F(CycleTest, EveryStepFromEveryStateIsTakenOrRefused) {
  for (const Way& way : Ways()) {
    As("officer@example.vn", *way.roles.begin());
    for (const auto& [name, state] : States()) {
      Put(name);
      const auto taken = Step(way.action);
      if (way.from.contains(name)) {
        ASSERT_TRUE(taken.ok()) << way.action << " from " << name << ": " << taken.status();
        EXPECT_EQ(taken->state(), States().at(way.to)) << way.action << " from " << name;
        EXPECT_EQ(taken->steps().rbegin()->action(), way.action);
        EXPECT_EQ(taken->steps().rbegin()->actor(), "officer@example.vn");
      } else {
        EXPECT_THAT(taken.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "PRODUCT_STATE"))
            << way.action << " from " << name;
        EXPECT_EQ(status::MetadataOf(taken.status())["state"], Product::State_Name(state));
        EXPECT_EQ(Get<Product>("products/a")->state(), state) << "a refusal changes nothing";
      }
    }
  }
}

TEST_F(CycleTest, ARefusalTellsWhatIsPossible) {
  As("officer@example.vn", "commune_officer");
  std::set<std::string> possible;
  Put("idea");
  const std::string allowed = status::MetadataOf(Step("StartImplementation").status())["allowed"];
  for (const Way& way : Ways()) {
    const bool told = allowed.find(way.action) != std::string::npos;
    EXPECT_EQ(told, way.from.contains("idea")) << way.action << " in " << allowed;
  }
}

TEST_F(CycleTest, OnlyThoseMayWhoMay) {
  for (const Way& way : Ways()) {
    for (const char* role : {"producer", "commune_officer", "province_officer", "council_member", "system", "public"}) {
      As("somebody@example.vn", role);
      Put(*way.from.begin());
      const auto taken = Step(way.action);
      if (way.roles.contains(role)) {
        EXPECT_TRUE(taken.ok()) << way.action << " by " << role << ": " << taken.status();
      } else {
        EXPECT_THAT(taken.status(), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"))
            << way.action << " by " << role;
      }
    }
  }
}

TEST_F(CycleTest, PermissionIsAskedForBeforeExistence) {
  As("nobody", "public");
  EXPECT_THAT(Step("AcceptIdea", R"pb(name: "$/products/none")pb").status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  As("officer@example.vn", "commune_officer");
  EXPECT_THAT(Step("AcceptIdea", R"pb(name: "$/products/none")pb").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(CycleTest, KeepsTheIdeaThePlanAndTheReasons) {
  As("maker@example.vn", "producer");
  ASSERT_TRUE(Step("SubmitIdea").ok());
  As("officer@example.vn", "commune_officer");
  ASSERT_TRUE(Step("ReturnIdea", R"pb(reason: "Trùng với sản phẩm khác")pb").ok());
  As("maker@example.vn", "producer");
  ASSERT_TRUE(Step("SubmitIdea", R"pb(idea { description: "Kẹo dừa sầu riêng" market: "Co.opmart" })pb").ok());
  As("officer@example.vn", "commune_officer");
  ASSERT_TRUE(Step("AcceptIdea").ok());
  ASSERT_TRUE(Step("SubmitBusinessPlan", "business_plan { investment_vnd: 900000000 job_target: 5 }").ok());
  const auto product = Get<Product>("products/a");
  EXPECT_EQ(product->idea().description(), "Kẹo dừa sầu riêng");
  EXPECT_EQ(product->business_plan().job_target(), 5);
  ASSERT_EQ(product->steps_size(), 5);
  EXPECT_EQ(product->steps(1).reason(), "Trùng với sản phẩm khác");
  EXPECT_EQ(product->steps(1).state(), Product::STATE_IDEA_RETURNED);
  EXPECT_EQ(product->steps(0).actor(), "maker@example.vn");
  EXPECT_TRUE(product->steps(4).has_step_time());
}

TEST_F(CycleTest, NobodySetsTheStateByAnUpdate) {
  ASSERT_TRUE(Update<Product>("products/a", R"pb(state: STATE_RECOGNISED
                                                 recognition: "x"
                                                 idea { description: "y" }
                                                 steps { action: "z" })pb")
                  .ok());
  const auto product = Get<Product>("products/a");
  EXPECT_EQ(product->state(), Product::STATE_ENTERED);
  EXPECT_EQ(product->recognition(), "");
  EXPECT_FALSE(product->has_idea());
  EXPECT_EQ(product->steps_size(), 0);
  EXPECT_EQ(Create<Product>("b", CandyOf("p1") + "state: STATE_RECOGNISED")->state(), Product::STATE_ENTERED);
}

TEST_F(CycleTest, AStepNeedsWhatItSays) {
  As("maker@example.vn", "producer,commune_officer");
  SubmitIdeaRequest idea;
  idea.set_name(Name("products/a"));
  EXPECT_THAT(Call<Product>("/ocop.registry.v1.ProductService/SubmitIdea", idea).status(), IsInvalidField("idea"));
  idea.mutable_idea();
  EXPECT_THAT(Call<Product>("/ocop.registry.v1.ProductService/SubmitIdea", idea).status(),
              IsInvalidField("idea.description"));
  ASSERT_TRUE(Step("SubmitIdea").ok());
  ReturnIdeaRequest no_reason;
  no_reason.set_name(Name("products/a"));
  EXPECT_THAT(Call<Product>("/ocop.registry.v1.ProductService/ReturnIdea", no_reason).status(),
              IsInvalidField("reason"));
}

TEST_F(CycleTest, APlanEndsNoEarlierThanItBegins) {
  As("maker@example.vn", "producer");
  Put("idea+");
  const std::string plan = "business_plan { start_date { year: 2026 month: 12 day: 1 } end_date { year: 2026 ";
  EXPECT_THAT(Step("SubmitBusinessPlan", plan + "month: 11 day: 30 } }").status(),
              IsInvalidField("business_plan.end_date"));
  EXPECT_FALSE(Get<Product>("products/a")->has_business_plan());
  EXPECT_TRUE(Step("SubmitBusinessPlan", plan + "month: 12 day: 1 } }").ok());
}

TEST_F(CycleTest, AStepOfAnotherEtagIsNotTaken) {
  As("maker@example.vn", "producer");
  EXPECT_THAT(Step("SubmitIdea", R"pb(etag: "old")pb").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_TRUE(Step("SubmitIdea", "etag: \"" + Get<Product>("products/a")->etag() + "\"").ok());
}

TEST_F(CycleTest, ADeletedProductGoesNowhere) {
  ASSERT_TRUE(Delete<Product>("products/a").ok());
  As("maker@example.vn", "producer");
  EXPECT_THAT(Step("SubmitIdea").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_DELETED"));
}

TEST_F(CycleTest, OfManyWhoTakeAStepOneDoes) {
  As("officer@example.vn", "commune_officer");
  Put("idea");
  std::atomic<int> taken = 0;
  Together(8, [&](int i) { taken += Step(i % 2 == 0 ? "AcceptIdea" : "ReturnIdea").ok() ? 1 : 0; });
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(Get<Product>("products/a")->steps_size(), 1);
}

TEST_F(CycleTest, CanBeTriedAndRepeated) {
  As("maker@example.vn", "producer");
  ASSERT_TRUE(Step("SubmitIdea", "validate_only: true").ok());
  EXPECT_EQ(Get<Product>("products/a")->state(), Product::STATE_ENTERED);
  const std::string id = "request_id: \"0190c0de-0000-7000-8000-0000000" + parent().substr(10) + "001\"";
  const auto first = Step("SubmitIdea", id);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Step("SubmitIdea", id)->DebugString(), first->DebugString());
}

// Days by the files of the law: the months of the yearly cycle, and article 5.1 of Decision 26/2026/QĐ-TTg.
TEST_F(CycleTest, AStepTellsTheDayOfTheNext) {
  As("officer@example.vn", "producer,commune_officer");
  const auto submitted = Step("SubmitIdea");
  ASSERT_TRUE(submitted->has_state_due_date());
  EXPECT_EQ(submitted->state_due_date().month(), 4);
  EXPECT_EQ(submitted->state_due_date().day(), 30);
  EXPECT_EQ(submitted->steps(0).due_date().DebugString(), submitted->state_due_date().DebugString());
  EXPECT_FALSE(Step("ReturnIdea")->has_state_due_date()) << "nothing sets one";
  Put("doing");
  const auto ready = Step("MarkReadyForEvaluation");
  const auto& due = ready->state_due_date();
  EXPECT_TRUE((due.month() == 4 && due.day() == 29) || (due.month() == 10 && due.day() == 29)) << due.DebugString();
  EXPECT_EQ(ready->steps().rbegin()->due_legal_basis(), "26/2026/QĐ-TTg, Điều 5.1");
}

// Article 7.6a sets the day of a re-evaluation, unless the next round is earlier; rounds are for all others.
TEST_F(CycleTest, WhatHasStarsIsReadyInTimeForItsReEvaluation) {
  As("officer@example.vn", "commune_officer,province_officer");
  const auto marked_ready = [this] {
    Put("promoted");
    const auto ready = Step("MarkReadyForEvaluation");
    EXPECT_TRUE(ready.ok()) << ready.status();
    const Product::Step& step = *ready->steps().rbegin();
    EXPECT_EQ(step.due_date().DebugString(), ready->state_due_date().DebugString());
    return std::pair(*clock::FromDate(ready->state_due_date()), step.due_legal_basis());
  };
  const std::string round_basis = "26/2026/QĐ-TTg, Điều 5.1", again_basis = "26/2026/QĐ-TTg, Điều 7.6a";
  const auto [round, basis] = marked_ready();
  EXPECT_EQ(basis, round_basis);
  PutExpiry(round + 120 - 1);
  EXPECT_EQ(marked_ready(), std::pair(round - 1, again_basis));
  PutExpiry(round + 120 + 1);
  EXPECT_EQ(marked_ready(), std::pair(round, round_basis));
  PutExpiry(clock::Today(absl::Now()) - 1);
  EXPECT_EQ(marked_ready(), std::pair(round, round_basis)) << "what has expired is evaluated as the first time";
  PutExpiry(clock::Today(absl::Now()));
  EXPECT_EQ(marked_ready(), std::pair(clock::Today(absl::Now()) - 120, again_basis)) << "it is late";
}

TEST(CycleDueDayTest, TheEarliestDayHoldsWithItsOwnBasis) {
  const auto law = Law::Load(kLaw);
  ASSERT_TRUE(law.ok()) << law.status();
  const clock::Day today = clock::ToDay(2026, 12, 10);
  const auto due = [&](std::optional<clock::Day> expiry) {
    const auto found = CycleDueDay(law->CycleOn(today), Product::STATE_READY_FOR_EVALUATION, today, expiry);
    return found ? clock::FormatDay(found->day) + " by " + found->deadline->legal_basis() : "never";
  };
  EXPECT_EQ(due(std::nullopt), "2027-04-29 by 26/2026/QĐ-TTg, Điều 5.1");
  EXPECT_EQ(due(clock::ToDay(2027, 6, 1)), "2027-02-01 by 26/2026/QĐ-TTg, Điều 7.6a");
  EXPECT_EQ(due(clock::ToDay(2028, 6, 1)), "2027-04-29 by 26/2026/QĐ-TTg, Điều 5.1");
}

TEST(CycleDueDayTest, AStateHasEachWayOfADeadlineOnce) {
  const std::string rules = R"pb(id: "x"
                                 effective_date { year: 2026 month: 5 day: 22 }
                                 deadlines { state: "STATE_RECOGNISED" days: 5 }
                                 deadlines { state: "STATE_RECOGNISED" days: 6 })pb";
  const absl::Status refused = Law::Load({{"cycle-x.txtpb", rules}}).status();
  EXPECT_EQ(status::ReasonOf(refused), "INVALID_LAW");
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("STATE_RECOGNISED has days twice"));
}

}  // namespace
}  // namespace ocop::registry
