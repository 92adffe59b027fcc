// Results that are entered days after they were reached.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "services/evaluation/testing/recognition_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;
using service::IsRefusal;

class ResultDateTest : public RecognitionByDecisionTest {
 protected:
  // A judged dossier whose steps so far were taken so many days ago.
  void JudgedAfterStepsOf(int days_ago, const std::string& id) {
    InState(Dossier::STATE_COUNCIL, id);
    JudgeAndClose(id, false);
    service().database().Execute(
        absl::StrCat("UPDATE evaluation.dossier SET steps = regexp_replace(steps::text, '\"stepTime\": \"[^\"]*\"', "
                     "'\"stepTime\": \"' || to_char(now() AT TIME ZONE 'UTC' - interval '",
                     days_ago, " days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '\"', 'g')::jsonb WHERE province_code = '",
                     Province(), "'"));
    AsProvince();
  }
  Answer<Dossier> DecideOn(int days, const std::string& id) {
    return Step("DecideDossier", id, "result_date " + DayFromToday(days));
  }
  Answer<Recognition> RecogniseOn(int days, const std::string& id) {
    return Recognise(id, "decision_date " + DayFromToday(days));
  }
};

TEST_F(ResultDateTest, TheDecisionMayBeOfTheDayOfAResultThatIsEnteredLate) {
  JudgedAfterStepsOf(10, "a");
  EXPECT_THAT(DecideOn(2, "a").status(), IsInvalidField("result_date"));
  EXPECT_THAT(DecideOn(-11, "a").status(), IsInvalidField("result_date")) << "it came to the council after that";
  const auto decided = DecideOn(-3, "a");
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(clock::FromDate(decided->result_date()), clock::Today(absl::Now()) - 3);
  EXPECT_THAT(RecogniseOn(-4, "a").status(), IsRefusal(kFailedPrecondition, "DECISION_BEFORE_RESULT"));
  EXPECT_TRUE(RecogniseOn(-3, "a").ok());
}

TEST_F(ResultDateTest, WithoutADayItIsOfToday) {
  EXPECT_EQ(clock::FromDate(Decided("a").result_date()), clock::Today(absl::Now()));
}

TEST_F(ResultDateTest, TheMinistrysResultIsNotBeforeTheCouncils) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  service().database().Execute(absl::StrCat(
      "UPDATE evaluation.dossier SET result_date = result_date - 5 WHERE province_code = '", Province(), "'"));
  AsProvince();
  const auto record = [&](int days) {
    return Step("RecordCentralResult", "a", "central_score_centi: 9050 result_date " + DayFromToday(days));
  };
  EXPECT_THAT(record(-6).status(), IsInvalidField("result_date"));
  EXPECT_THAT(record(2).status(), IsInvalidField("result_date"));
  ASSERT_TRUE(record(-2).ok());
  EXPECT_THAT(RecogniseOn(-3, "a").status(), IsRefusal(kFailedPrecondition, "DECISION_BEFORE_RESULT"));
  EXPECT_TRUE(RecogniseOn(-2, "a").ok());
}

// Head of the score sheets: "Năm đánh giá".
TEST_F(ResultDateTest, TheYearOfTheEvaluationIsThatOfTheResult) {
  JudgedAfterStepsOf(400, "a");
  ASSERT_TRUE(DecideOn(-370, "a").ok());
  const auto recognition = Recognise("a");
  ASSERT_TRUE(recognition.ok()) << recognition.status();
  const auto year = clock::ToCivilDay(clock::Today(absl::Now()) - 370).year();
  EXPECT_EQ(recognition->product_code(), absl::StrCat(Province(), "-28501-1-", year));
}

TEST_F(ResultDateTest, JudgedAgainItHasNoResultBeforeTheNext) {
  InState(Dossier::STATE_CENTRAL_REVIEW, "a");
  AsProvince();
  ASSERT_TRUE(Step("RecordCentralResult", "a", "central_score_centi: 8999").ok());
  const auto again = Step("EvaluateAgain", "a");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->has_result_date());
}

}  // namespace
}  // namespace ocop::evaluation
