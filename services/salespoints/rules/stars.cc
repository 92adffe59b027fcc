#include "services/salespoints/rules/stars.h"

#include <tuple>

#include "common/clock/date.h"

namespace ocop::salespoints {

using evaluation::v1::Recognition;

namespace {

clock::Day DayOf(const google::type::Date& date) {
  return clock::FromDate(date).value_or(0);
}

}  // namespace

bool IsInForce(const Recognition& recognition, clock::Day as_of) {
  return DayOf(recognition.decision_date()) <= as_of && as_of <= DayOf(recognition.expire_date()) &&
         (!recognition.has_revoke_date() || as_of < DayOf(recognition.revoke_date()));
}

const Recognition* CurrentRecognition(const std::vector<Recognition>& recognitions, clock::Day as_of) {
  const Recognition* current = nullptr;
  const auto rank = [&](const Recognition& each) {
    return std::tuple(DayOf(each.decision_date()), std::string_view(each.name()));
  };
  for (const Recognition& each : recognitions) {
    if (DayOf(each.decision_date()) > as_of) continue;
    if (current == nullptr || rank(*current) < rank(each)) current = &each;
  }
  return current;
}

int StarsOn(const std::vector<Recognition>& recognitions, clock::Day as_of) {
  const Recognition* current = CurrentRecognition(recognitions, as_of);
  return current != nullptr && IsInForce(*current, as_of) ? current->stars() : 0;
}

}  // namespace ocop::salespoints
