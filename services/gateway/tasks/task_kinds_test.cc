// The kinds as they are shipped, and kinds that can't be.
#include "services/gateway/tasks/task_kinds.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>

#include "services/gateway/embedded_task_kinds.h"
#include "services/gateway/tasks/fields.h"

namespace ocop::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What is said of a kind that is right but for the fields in `changes`.
std::string Problem(const std::string& changes) {
  indicators::v1::TaskKinds kinds;
  const auto parse = [](const std::string& text, google::protobuf::Message* message) {
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, message)) << text;
  };
  parse(R"pb(kind: "k"
             scope: SCOPE_PROVINCE
             list_method: "ocop.evaluation.v1.DossierService/ListDossiers"
             since_field: "update_time"
             title_vi: "Hồ sơ {product}"
             title_en: "Dossier {product}"
             next_method: "ocop.evaluation.v1.DossierService/AcceptDossier"
             next_step_vi: "Tiếp nhận"
             next_step_en: "Take in")pb",
        kinds.add_kinds());
  parse(changes, kinds.mutable_kinds(0));
  const std::string text = kinds.DebugString();
  return std::string(LoadKinds({{"f.textproto", text}}).status().message());
}

TEST(TaskKindsTest, ThoseShippedAreRight) {
  const auto kinds = LoadKinds(kTaskKindFiles);
  ASSERT_TRUE(kinds.ok()) << kinds.status();
  std::set<std::string> services;
  for (const Kind& kind : *kinds) services.insert(kind.service);
  EXPECT_EQ(services, (std::set<std::string>{"evaluation", "registry", "salespoints", "training"}));
}

TEST(TaskKindsTest, WhatIsWrongIsToldWithFileAndKind) {
  EXPECT_EQ(Problem(""), "");
  EXPECT_THAT(Problem(R"pb(list_method: "ocop.evaluation.v1.DossierService/ListNothing")pb"),
              AllOf(HasSubstr("f.textproto: kind k: "), HasSubstr("ListNothing")));
  EXPECT_THAT(Problem(R"pb(next_method: "AcceptDossier")pb"), HasSubstr("no method AcceptDossier"));
  EXPECT_THAT(Problem(R"pb(due_field: "last_day")pb"), HasSubstr("ocop.evaluation.v1.Dossier has no field last_day"));
  EXPECT_THAT(Problem(R"pb(title_vi: "{form_01.nothing}")pb"), HasSubstr("no field form_01.nothing"));
  EXPECT_THAT(Problem(R"pb(filter: "state = ")pb"), HasSubstr("kind k"));
  EXPECT_EQ(Problem(R"pb(filter: "receive_date >= {today}")pb"), "");
  EXPECT_THAT(Problem(R"pb(filter: "receive_date >= {tomorrow}")pb"), HasSubstr("no {tomorrow}"));
  EXPECT_THAT(Problem(R"pb(request: "step: STEP_DECIDE")pb"), HasSubstr("step"));
  EXPECT_THAT(Problem("period: PERIOD_LAST_QUARTER"), HasSubstr("no field period_start"));
  EXPECT_THAT(Problem(R"pb(since_field: "")pb"), HasSubstr("since_field"));
  EXPECT_THAT(Problem("scope: SCOPE_UNSPECIFIED"), HasSubstr("scope"));
  EXPECT_THAT(Problem(R"pb(list_method: "ocop.evaluation.v1.AssessmentService/ListScoringTasks"
                           filter: "state = STATE_OPEN")pb"),
              HasSubstr("takes no filter"));
}

TEST(FieldsTest, ADayBeginsWhenItDoesInVietnam) {
  EXPECT_EQ(BeginningOf(clock::ToDay(2024, 7, 1)), absl::FromUnixSeconds(1719766800));
}

}  // namespace
}  // namespace ocop::gateway
