#include "services/gateway/answers/kept_answers.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ocop::gateway {
namespace {

TEST(KeptAnswersTest, AnAnswerIsKeptUntilAFigureChanges) {
  KeptAnswers kept(100);
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
  kept.Keep("question", 1, too_long);
  EXPECT_EQ(kept.Find("question", 1), nullptr);
  kept.Keep(too_long, 1, "answer");
  EXPECT_EQ(kept.Find(too_long, 1), nullptr);
}

}  // namespace
}  // namespace ocop::gateway
