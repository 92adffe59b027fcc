#include "services/gateway/handlers/kept_answers.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ocop::gateway {
namespace {

TEST(KeptAnswersTest, AnAnswerIsKeptUntilAFigureChanges) {
  KeptAnswers kept;
  EXPECT_EQ(kept.Find("question", 1), nullptr);
  kept.Keep("question", 1, "old");
  ASSERT_NE(kept.Find("question", 1), nullptr);
  EXPECT_EQ(*kept.Find("question", 1), "old");
  EXPECT_EQ(kept.Find("another", 1), nullptr);
  EXPECT_EQ(kept.Find("question", 2), nullptr) << "of figures that are no more";
  kept.Keep("question", 2, "new");
  EXPECT_EQ(*kept.Find("question", 2), "new");
  EXPECT_EQ(kept.Find("question", 1), nullptr);
}

TEST(KeptAnswersTest, TellsWhatIsAskedAgain) {
  KeptAnswers kept;
  EXPECT_FALSE(kept.AskedBefore("question"));
  EXPECT_TRUE(kept.AskedBefore("question"));
  // More than there are places, so that each has seen others.
  for (int i = 0; i < 20'000; ++i) EXPECT_FALSE(kept.AskedBefore(absl::StrCat("other ", i)));
  EXPECT_FALSE(kept.AskedBefore("question"));
}

TEST(KeptAnswersTest, AnAnswerThatIsTooLongIsNotKept) {
  KeptAnswers kept;
  kept.Keep("question", 1, std::string(100'000, 'x'));
  EXPECT_EQ(kept.Find("question", 1), nullptr);
}

// Two questions are the same only if all that an answer rests on is.
TEST(KeptAnswersTest, AQuestionIsOfItsDayItsMethodAndTheStateOfItsSources) {
  Projection projection{*Definitions::BuiltIn()};
  const auto reading = projection.Read("provinces/82", absl::UnixEpoch());
  Sources sources = reading.sources();
  Picture picture{reading.figures(), sources, {}};
  indicators::v1::GetIndicatorValuesRequest request;
  rpc::Call call{.method = "/a", .now = absl::UnixEpoch()};
  const std::string question = KeptAnswers::QuestionOf(call, request, picture);
  EXPECT_EQ(KeptAnswers::QuestionOf(call, request, picture), question);
  call.now += absl::Hours(24);
  EXPECT_NE(KeptAnswers::QuestionOf(call, request, picture), question);
  call.now -= absl::Hours(24);
  call.method = "/b";
  EXPECT_NE(KeptAnswers::QuestionOf(call, request, picture), question);
  call.method = "/a";
  request.add_indicators("provinces/82/indicators/e1");
  EXPECT_NE(KeptAnswers::QuestionOf(call, request, picture), question);
  request.clear_indicators();
  sources[2].set_state(indicators::v1::Source::STATE_DOWN);
  EXPECT_NE(KeptAnswers::QuestionOf(call, request, picture), question);
  sources = reading.sources();
  Picture read = picture;
  read.read[1] = true;
  EXPECT_NE(KeptAnswers::QuestionOf(call, request, read), question);
}

}  // namespace
}  // namespace ocop::gateway
