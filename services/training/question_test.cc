// The day of a question whose list goes on after midnight. Services take the time from the call.
#include "services/training/handlers/question.h"

#include <gtest/gtest.h>

#include "common/status/testing/matchers.h"
#include "services/training/embedded_rules.h"
#include "services/training/rules/training_rules.h"

namespace ocop::training {
namespace {

// Half past eleven in the evening of 30 June 2026 in Việt Nam, and an hour later.
const absl::Time kEvening = absl::FromCivil(absl::CivilMinute(2026, 6, 30, 23, 30), absl::FixedTimeZone(7 * 60 * 60));
const absl::Time kMorning = kEvening + absl::Hours(1);

template <class Request>
absl::StatusOr<AskedQuestion> AskAt(absl::Time now, const std::string& page_token = "", int plan_year = 2026) {
  rpc::Call call;
  call.now = now;
  Request request;
  request.set_parent("provinces/82");
  request.set_plan_year(plan_year);
  request.set_page_token(page_token);
  return AskQuestion(*LoadRules(kRules[0].second), call, request);
}

template <class Request>
void ExpectOneDay(const std::vector<std::string>& key) {
  const auto first = AskAt<Request>(kEvening);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->question.as_of, clock::ToDay(2026, 6, 30));
  const std::string token = first->page.TokenAfter(key);
  const auto second = AskAt<Request>(kMorning, token);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->page.after, key);
  EXPECT_EQ(second->question.as_of, first->question.as_of);
  EXPECT_EQ(second->question.last, first->question.last);
  EXPECT_EQ(second->told.SerializeAsString(), first->told.SerializeAsString());
  EXPECT_EQ(AskAt<Request>(kMorning)->question.as_of, clock::ToDay(2026, 7, 1));
  EXPECT_THAT(AskAt<Request>(kMorning, token, 2025).status(),
              status::IsRefusal(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN"));
}

TEST(QuestionTest, AListThatGoesOnAfterMidnightIsAboutTheDayOfItsFirstPage) {
  ExpectOneDay<v1::ListUntrainedLearnersRequest>({"provinces/82/localities/28501", "an"});
  ExpectOneDay<v1::ListNewcomersRequest>({"officers", "2026-01-05", "an"});
}

}  // namespace
}  // namespace ocop::training
