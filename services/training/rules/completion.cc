#include "services/training/rules/completion.h"

namespace ocop::training {

using v1::CompletionRule;

void CheckCompletionRule(const CompletionRule& rule, const std::string& path, status::Violations& violations) {
  if (rule.required_session_count() > 0 && rule.required_session_percent() > 0) {
    violations.Add(path + ".required_session_percent", "must not be set together with required_session_count");
  }
}

int RequiredSessions(const CompletionRule& rule, int sessions) {
  if (rule.required_session_count() > 0) return rule.required_session_count();
  if (rule.required_session_percent() > 0) return (sessions * rule.required_session_percent() + 99) / 100;
  return sessions;
}

bool AreSame(const CompletionRule& a, const CompletionRule& b) {
  return a.required_session_count() == b.required_session_count() &&
         a.required_session_percent() == b.required_session_percent() &&
         a.least_test_score_centi() == b.least_test_score_centi();
}

std::optional<clock::Day> CompletionDay(const CompletionRule& rule, int sessions,
                                        const std::vector<clock::Day>& attended, int test_score_centi) {
  const auto required = static_cast<size_t>(RequiredSessions(rule, sessions));
  if (attended.size() < required || test_score_centi < rule.least_test_score_centi()) return std::nullopt;
  return attended[required - 1];
}

}  // namespace ocop::training
