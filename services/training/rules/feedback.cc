#include "services/training/rules/feedback.h"

#include <algorithm>

namespace ocop::training {

using v1::ClassFeedback;
using v1::ClassFeedbackSummary;

namespace {

// The best rating.
constexpr int kRatings = 5;

void AddQuestion(const char* name, int (ClassFeedback::*rating)() const, const std::vector<ClassFeedback>& answers,
                 ClassFeedbackSummary& summary) {
  std::vector<int> distribution(kRatings, 0);
  int64_t sum = 0;
  for (const ClassFeedback& answer : answers) {
    const int given = (answer.*rating)();
    ++distribution[given - 1];
    sum += given;
  }
  const auto count = static_cast<int64_t>(answers.size());
  auto& question = *summary.add_questions();
  question.set_question(name);
  question.set_mean_centi(static_cast<int32_t>((2 * 100 * sum + count) / (2 * count)));
  question.mutable_distribution()->Add(distribution.begin(), distribution.end());
}

}  // namespace

ClassFeedbackSummary Summarise(const std::vector<ClassFeedback>& answers, int least) {
  ClassFeedbackSummary summary;
  summary.set_least_answer_count(least);
  if (answers.size() < static_cast<size_t>(least)) {
    summary.set_too_few(true);
    return summary;
  }
  summary.set_answer_count(static_cast<int>(answers.size()));
  AddQuestion("content", &ClassFeedback::content, answers, summary);
  AddQuestion("trainer", &ClassFeedback::trainer, answers, summary);
  AddQuestion("organisation", &ClassFeedback::organisation, answers, summary);
  AddQuestion("usefulness", &ClassFeedback::usefulness, answers, summary);
  for (const ClassFeedback& answer : answers) {
    if (!answer.comment().empty()) summary.add_comments(answer.comment());
  }
  // Not in the order of the answers, which are sorted by their ratings.
  std::sort(summary.mutable_comments()->begin(), summary.mutable_comments()->end());
  return summary;
}

}  // namespace ocop::training
