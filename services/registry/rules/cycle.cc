#include "services/registry/rules/cycle.h"

#include <algorithm>

#include "services/roles.h"

namespace ocop::registry {

using v1::Product;

namespace {

std::optional<clock::Day> NextOf(const google::protobuf::RepeatedPtrField<v1::CycleRules::YearDay>& days,
                                 clock::Day today) {
  std::optional<clock::Day> next;
  const int year = static_cast<int>(clock::ToCivilDay(today).year());
  for (const v1::CycleRules::YearDay& day : days) {
    for (const int candidate : {year, year + 1}) {
      const clock::Day due = clock::ToDay(candidate, day.month(), day.day());
      if (due >= today && (!next || due < *next)) next = due;
    }
  }
  return next;
}

std::optional<clock::Day> DayOf(const v1::CycleRules::Deadline& deadline, clock::Day today,
                                std::optional<clock::Day> expiry) {
  if (deadline.days() > 0) return today + deadline.days();
  if (deadline.days_before_expiry() == 0) return NextOf(deadline.year_days(), today);
  if (!expiry) return std::nullopt;
  return *expiry - deadline.days_before_expiry();
}

}  // namespace

const std::vector<CycleStep>& CycleSteps() {
  static const std::vector<std::string_view> maker = {kProducer, kCommuneOfficer};
  static const std::vector<std::string_view> office = {kCommuneOfficer, kProvinceOfficer};
  static const std::vector<std::string_view> anyone = {kProducer, kCommuneOfficer, kProvinceOfficer};
  static const std::vector<std::string_view> province = {kProvinceOfficer, kSystem};
  static const auto& steps = *new std::vector<CycleStep>{
      // Step 2, ideas.
      {"SubmitIdea", Product::STATE_ENTERED, Product::STATE_IDEA_SUBMITTED, maker},
      {"SubmitIdea", Product::STATE_IDEA_RETURNED, Product::STATE_IDEA_SUBMITTED, maker},
      {"SubmitIdea", Product::STATE_WITHDRAWN, Product::STATE_IDEA_SUBMITTED, maker},
      {"AcceptIdea", Product::STATE_IDEA_SUBMITTED, Product::STATE_IDEA_ACCEPTED, office},
      {"ReturnIdea", Product::STATE_IDEA_SUBMITTED, Product::STATE_IDEA_RETURNED, office},

      // Step 3, plans. A product whose stars have ended begins here again.
      {"SubmitBusinessPlan", Product::STATE_IDEA_ACCEPTED, Product::STATE_PLAN_SUBMITTED, maker},
      {"SubmitBusinessPlan", Product::STATE_PLAN_RETURNED, Product::STATE_PLAN_SUBMITTED, maker},
      {"SubmitBusinessPlan", Product::STATE_LAPSED, Product::STATE_PLAN_SUBMITTED, maker},
      {"ApproveBusinessPlan", Product::STATE_PLAN_SUBMITTED, Product::STATE_PLAN_APPROVED, office},
      {"ReturnBusinessPlan", Product::STATE_PLAN_SUBMITTED, Product::STATE_PLAN_RETURNED, office},

      // Step 4, carrying out.
      {"StartImplementation", Product::STATE_PLAN_APPROVED, Product::STATE_IMPLEMENTATION, maker},

      // Step 5, evaluation. Decision 26/2026/QĐ-TTg asks for no idea: a product that exists is evaluated as it is; and
      // again
      // before its stars end, or for more stars.
      {"MarkReadyForEvaluation", Product::STATE_ENTERED, Product::STATE_READY_FOR_EVALUATION, office},
      {"MarkReadyForEvaluation", Product::STATE_IMPLEMENTATION, Product::STATE_READY_FOR_EVALUATION, office},
      {"MarkReadyForEvaluation", Product::STATE_RECOGNISED, Product::STATE_READY_FOR_EVALUATION, office},
      {"MarkReadyForEvaluation", Product::STATE_PROMOTION, Product::STATE_READY_FOR_EVALUATION, office},
      {"MarkReadyForEvaluation", Product::STATE_LAPSED, Product::STATE_READY_FOR_EVALUATION, office},
      // A product with stars keeps them until they end: it is not carried out for the first time again.
      {"ReturnToImplementation", Product::STATE_READY_FOR_EVALUATION, Product::STATE_IMPLEMENTATION, office, false},
      {"ReturnToImplementation", Product::STATE_READY_FOR_EVALUATION, Product::STATE_RECOGNISED, office, true},
      {"RecordRecognition", Product::STATE_ENTERED, Product::STATE_RECOGNISED, province},
      {"RecordRecognition", Product::STATE_READY_FOR_EVALUATION, Product::STATE_RECOGNISED, province},
      {"RecordLapse", Product::STATE_READY_FOR_EVALUATION, Product::STATE_LAPSED, province},
      {"RecordLapse", Product::STATE_RECOGNISED, Product::STATE_LAPSED, province},
      {"RecordLapse", Product::STATE_PROMOTION, Product::STATE_LAPSED, province},

      // Step 6, promotion.
      {"StartPromotion", Product::STATE_RECOGNISED, Product::STATE_PROMOTION, anyone},

      // Given up, before it has stars or after they have ended.
      {"WithdrawProduct", Product::STATE_ENTERED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_IDEA_SUBMITTED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_IDEA_RETURNED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_IDEA_ACCEPTED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_PLAN_SUBMITTED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_PLAN_RETURNED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_PLAN_APPROVED, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_IMPLEMENTATION, Product::STATE_WITHDRAWN, maker},
      {"WithdrawProduct", Product::STATE_LAPSED, Product::STATE_WITHDRAWN, maker},
  };
  return steps;
}

bool HasLapsed(const Product& product) {
  for (auto step = product.steps().rbegin(); step != product.steps().rend(); ++step) {
    if (step->action() == "RecordLapse") return true;
    if (step->action() == "RecordRecognition") return false;
  }
  return false;
}

bool HasStars(const Product& product) {
  return !product.recognition().empty() && !HasLapsed(product);
}

const CycleStep* FindCycleStep(std::string_view action, const Product& product) {
  // A row of before there were states.
  const Product::State from = product.state() == Product::STATE_UNSPECIFIED ? Product::STATE_ENTERED : product.state();
  for (const CycleStep& step : CycleSteps()) {
    if (step.with_stars.value_or(HasStars(product)) != HasStars(product)) continue;
    if (step.action == action && step.from == from) return &step;
  }
  return nullptr;
}

std::vector<std::string> CycleActionsFrom(Product::State from) {
  std::vector<std::string> actions;
  for (const CycleStep& step : CycleSteps()) {
    // Steps that lead to two states stand next to each other.
    if (step.from == from && (actions.empty() || actions.back() != step.action)) actions.emplace_back(step.action);
  }
  return actions;
}

std::vector<std::string_view> RolesOfCycleStep(std::string_view action) {
  for (const CycleStep& step : CycleSteps()) {
    if (step.action == action) return step.roles;
  }
  return {};
}

std::optional<CycleDue> CycleDueDay(const v1::CycleRules* rules, Product::State state, clock::Day today,
                                    std::optional<clock::Day> expiry) {
  if (rules == nullptr) return std::nullopt;
  std::optional<CycleDue> earliest;
  for (const v1::CycleRules::Deadline& deadline : rules->deadlines()) {
    if (deadline.state() != Product::State_Name(state)) continue;
    const std::optional<clock::Day> day = DayOf(deadline, today, expiry);
    if (day && (!earliest || *day < earliest->day)) earliest = CycleDue{*day, &deadline};
  }
  return earliest;
}

}  // namespace ocop::registry
