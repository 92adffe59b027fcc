#include "services/gateway/handlers/kept_answers.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ocop::gateway {
namespace {

KeptAnswers::Answer Some(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

TEST(KeptAnswersTest, WhatIsAskedAgainIsKeptUntilAFigureChanges) {
  KeptAnswers kept;
  kept.Keep("question", 1, Some("old"));
  EXPECT_EQ(kept.Find("question", 1), nullptr) << "asked once";
  kept.Keep("question", 1, Some("old"));
  ASSERT_NE(kept.Find("question", 1), nullptr);
  EXPECT_EQ(*kept.Find("question", 1), "old");
  EXPECT_EQ(kept.Find("another", 1), nullptr);
  EXPECT_EQ(kept.Find("question", 2), nullptr) << "of figures that are no more";
  kept.Keep("question", 2, Some("new"));
  EXPECT_EQ(*kept.Find("question", 2), "new");
  EXPECT_EQ(kept.Find("question", 1), nullptr);
}

TEST(KeptAnswersTest, QuestionsThatNobodyAsksAgainTakeNoRoom) {
  KeptAnswers kept;
  for (int turn = 0; turn < 2; ++turn) {
    kept.Keep("question", 1, Some("answer"));
  }
  // More than there are places, so that each place has seen others.
  for (int i = 0; i < 20'000; ++i) kept.Keep(absl::StrCat("other ", i), 1, Some("other"));
  for (int i = 0; i < 20'000; ++i) EXPECT_EQ(kept.Find(absl::StrCat("other ", i), 1), nullptr);
  EXPECT_NE(kept.Find("question", 1), nullptr) << "one that was asked again gives way to none that was not";
}

TEST(KeptAnswersTest, AnAnswerThatIsTooLongIsNotKept) {
  KeptAnswers kept;
  for (int turn = 0; turn < 2; ++turn) kept.Keep("question", 1, Some(std::string(100'000, 'x')));
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
