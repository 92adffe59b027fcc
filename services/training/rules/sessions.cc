#include "services/training/rules/sessions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/text/text.h"

namespace ocop::training {

using google::type::TimeOfDay;
using v1::Class;

namespace {

constexpr int kMinutesOfDay = 24 * 60;

int MinuteOf(const TimeOfDay& time) {
  return time.hours() * 60 + time.minutes();
}

bool IsOnTheClock(const TimeOfDay& time) {
  const bool in_range = time.hours() >= 0 && time.hours() <= 24 && time.minutes() >= 0 && time.minutes() < 60;
  return in_range && MinuteOf(time) <= kMinutesOfDay && time.seconds() == 0 && time.nanos() == 0;
}

void CheckHours(const Class::Session& session, const std::string& path, status::Violations& violations) {
  if (session.has_start_time() != session.has_end_time()) {
    violations.Add(path + (session.has_start_time() ? ".end_time" : ".start_time"), "must be set with the other one");
    return;
  }
  if (!session.has_start_time()) return;
  const bool start_fits = IsOnTheClock(session.start_time());
  const bool end_fits = IsOnTheClock(session.end_time());
  if (!start_fits) violations.Add(path + ".start_time", "must be a whole minute from 00:00 on");
  if (!end_fits) violations.Add(path + ".end_time", "must be a whole minute up to 24:00");
  if (start_fits && end_fits && MinuteOf(session.end_time()) <= MinuteOf(session.start_time())) {
    violations.Add(path + ".end_time", "must be later than start_time");
  }
}

}  // namespace

std::vector<clock::Day> DaysOf(const Dates& dates) {
  std::vector<clock::Day> days;
  for (const auto& date : dates) days.push_back(clock::FromDate(date).value_or(0));
  return days;
}

std::vector<clock::Day> SessionDays(const Class& a_class) {
  std::vector<clock::Day> days;
  for (const auto& session : a_class.sessions()) days.push_back(clock::FromDate(session.date()).value_or(0));
  return days;
}

void CheckSessions(const Class& a_class, status::Violations& violations) {
  const std::vector<clock::Day> days = SessionDays(a_class);
  for (int i = 0; i < a_class.sessions_size(); ++i) {
    const std::string path = absl::StrCat("class.sessions[", i, "]");
    if (i > 0 && days[i] <= days[i - 1]) violations.Add(path + ".date", "must be later than the one before");
    CheckHours(a_class.sessions(i), path, violations);
  }
}

std::string Compared(const std::string& name) {
  const std::vector<std::string> words = absl::StrSplit(text::Fold(name), ' ', absl::SkipWhitespace());
  return absl::StrJoin(words, " ");
}

const std::string& TrainerOf(const Class& a_class, const Class::Session& session) {
  return session.trainer().empty() ? a_class.trainer() : session.trainer();
}

const std::string& PlaceOf(const Class& a_class, const Class::Session& session) {
  return session.place().empty() ? a_class.place() : session.place();
}

std::vector<std::string> SessionHours(const Class& a_class) {
  std::vector<std::string> hours;
  for (const auto& session : a_class.sessions()) {
    const std::string day = clock::FormatDate(session.date());
    const int start = session.has_start_time() ? MinuteOf(session.start_time()) : 0;
    const int end = session.has_end_time() ? MinuteOf(session.end_time()) : kMinutesOfDay;
    hours.push_back(
        absl::StrFormat("[%s %02d:%02d,%s %02d:%02d)", day, start / 60, start % 60, day, end / 60, end % 60));
  }
  return hours;
}

bool IsOver(const v1::Class& a_class, clock::Day today) {
  const std::vector<clock::Day> days = SessionDays(a_class);
  return !days.empty() && days.back() < today;
}

}  // namespace ocop::training
