// What is built in is sound, and what is not is refused with everything that is wrong with it.
#include "services/training/rules/training_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/training/embedded_rules.h"

namespace ocop::training {
namespace {

constexpr char kPlan[] = R"pb(
  requirements { first_plan_year: 2024 kinds: KIND_COMMUNE_OFFICER topics: TOPIC_TRADE reading: "r" legal_basis: "l" })pb";
constexpr char kRest[] = R"pb(least_feedback_count: 5 certificate_number_format: "{serial}/{year}")pb";

TEST(TrainingRulesTest, WhatIsBuiltInIsSound) {
  const auto rules = LoadRules(kRules[0].second);
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(CertificateNumber(*rules, 12, 2024, "82"), "00012/2024/TH-OCOP-82");
  EXPECT_EQ(CertificateNumber(*rules, 123456, 2024, "82"), "123456/2024/TH-OCOP-82");
}

TEST(TrainingRulesTest, TheLatestPlanThatHasBegunCounts) {
  const auto rules = LoadRules(absl::StrCat(kPlan, R"pb(
                                              requirements {
                                                first_plan_year: 2026
                                                kinds: KIND_COMMUNE_OFFICER
                                                topics: TOPIC_QUALITY
                                                reading: "r"
                                                legal_basis: "l"
                                              })pb",
                                            kRest));
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(RequirementOf(*rules, 2023).first_plan_year(), 2024);
  EXPECT_EQ(RequirementOf(*rules, 2025).first_plan_year(), 2024);
  EXPECT_EQ(RequirementOf(*rules, 2026).first_plan_year(), 2026);
  EXPECT_EQ(RequirementOf(*rules, 2030).first_plan_year(), 2026);
}

TEST(TrainingRulesTest, EverythingWrongIsTold) {
  const absl::Status refused = LoadRules(absl::StrCat(kPlan, kPlan, R"pb(
                                 requirements { first_plan_year: 2030 }
                                 least_feedback_count: 1
                                 certificate_number_format: "{serial}")pb"))
                                   .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  for (const char* part : {"requirement of 2024: years must rise", "requirement of 2030: kinds and topics",
                           "requirement of 2030: reading", "least_feedback_count", "without {year}"}) {
    EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr(part));
  }
  EXPECT_THAT(std::string(LoadRules("nonsense: 1").status().message()), ::testing::HasSubstr("line 1"));
  EXPECT_FALSE(LoadRules(kRest).ok()) << "no plan at all";
  EXPECT_TRUE(absl::IsNotFound(LoadRulesFile("no/such/file").status()));
}

}  // namespace
}  // namespace ocop::training
