#include "services/gateway/answers/kept_answers.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ocop::gateway {
namespace {

TEST(KeptAnswersTest, GivesWhatWasKeptLast) {
  KeptAnswers kept(100);
  EXPECT_EQ(kept.Find("question"), nullptr);
  kept.Keep("question", {.bytes = "old", .subject = "provinces/82", .circumstances = "1"});
  ASSERT_NE(kept.Find("question"), nullptr);
  EXPECT_EQ(kept.Find("question")->bytes, "old");
  EXPECT_EQ(kept.Find("question")->subject, "provinces/82");
  EXPECT_EQ(kept.Find("another"), nullptr);
  kept.Keep("question", {.bytes = "new", .circumstances = "2"});
  EXPECT_EQ(kept.Find("question")->bytes, "new");
  EXPECT_EQ(kept.Find("question")->circumstances, "2");
}

// What is found stays, whoever keeps another meanwhile.
TEST(KeptAnswersTest, OnePlaceHasOneAnswer) {
  KeptAnswers kept(1);
  kept.Keep("question", {.bytes = "answer"});
  const auto found = kept.Find("question");
  kept.Keep("another", {.bytes = "other"});
  EXPECT_EQ(kept.Find("question"), nullptr);
  EXPECT_EQ(kept.Find("another")->bytes, "other");
  EXPECT_EQ(found->bytes, "answer");
}

TEST(KeptAnswersTest, TellsWhatIsAskedAgain) {
  KeptAnswers kept(100);
  EXPECT_FALSE(kept.AskedBefore("question"));
  EXPECT_TRUE(kept.AskedBefore("question"));
  // More than there are places, so that each has seen others.
  for (int i = 0; i < 20'000; ++i) EXPECT_FALSE(kept.AskedBefore(absl::StrCat("other ", i)));
  EXPECT_FALSE(kept.AskedBefore("question"));
}

TEST(KeptAnswersTest, AnAnswerThatIsTooLongIsNotKept) {
  KeptAnswers kept(100);
  const std::string too_long(100'000, 'x');
  kept.Keep("question", {.bytes = too_long});
  EXPECT_EQ(kept.Find("question"), nullptr);
  kept.Keep(too_long, {.bytes = "answer"});
  EXPECT_EQ(kept.Find(too_long), nullptr);
}

}  // namespace
}  // namespace ocop::gateway
