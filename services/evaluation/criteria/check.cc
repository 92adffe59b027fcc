#include "services/evaluation/criteria/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"
#include "services/evaluation/criteria/sheet.h"

namespace ocop::evaluation {
namespace {

using google::protobuf::Message;
using v1::CriteriaSet;
using v1::ScoreSheet;

int LineOf(const Locations& locations, const Message& message, const std::string& field, int index = -1) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  return std::max(locations.GetLocation(descriptor, index).line, 0) + 1;
}

const Locations& Below(const Locations& locations, const Message& message, const std::string& field, int index) {
  return *locations.GetTreeForNested(message.GetDescriptor()->FindFieldByName(field), index);
}

std::string Points(int32_t centi) {
  return absl::StrCat(centi / 100, ".", centi % 100 < 10 ? "0" : "", centi % 100);
}

// Checks one sheet. Sums go to `sums_`, which a declared flaw excuses; everything else is reported at once.
class SheetCheck {
 public:
  SheetCheck(const ScoreSheet& sheet, const CriteriaSet& set, const Locations& locations, const Report& report)
      : sheet_(sheet), set_(set), locations_(locations), report_(report) {}

  void Run() {
    CheckParts();
    CheckDisqualifiers();
    if (sheet_.flaw().empty()) {
      for (const auto& [line, problem] : sums_) report_(line, problem);
    } else if (sums_.empty()) {
      report_(LineOf(locations_, sheet_, "flaw"), "the sheet adds up: it has no flaw to declare");
    }
  }

 private:
  void CheckParts() {
    if (sheet_.parts_size() != set_.parts_size()) {
      report_(1, absl::StrCat("has ", sheet_.parts_size(), " parts, the criteria set has ", set_.parts_size()));
      return;
    }
    for (int i = 0; i < sheet_.parts_size(); ++i) {
      const ScoreSheet::Part& part = sheet_.parts(i);
      const Locations& here = Below(locations_, sheet_, "parts", i);
      if (part.code() != set_.parts(i).part() || part.max_centi() != set_.parts(i).max_centi()) {
        report_(LineOf(here, part, "max_centi"),
                absl::StrCat("part ", part.code(), " has ", Points(part.max_centi()), " points, part ",
                             set_.parts(i).part(), " of the criteria set has ", Points(set_.parts(i).max_centi())));
      }
      int32_t sum = 0;
      for (int j = 0; j < part.criteria_size(); ++j) {
        CheckCriterion(part.criteria(j), Below(here, part, "criteria", j));
        sum += part.criteria(j).max_centi();
      }
      RequireSum(LineOf(here, part, "max_centi"), "part " + part.code(), sum, part.max_centi(), "criteria add up to");
    }
  }

  void CheckCriterion(const ScoreSheet::Criterion& criterion, const Locations& here) {
    const std::string what = absl::StrCat("criterion ", criterion.code());
    const int line = LineOf(here, criterion, "code");
    if (!codes_.insert(criterion.code()).second) report_(line, absl::StrCat(what, " is there twice"));
    if (criterion.options().empty() == criterion.criteria().empty()) {
      report_(line, absl::StrCat(what, " must have either options or criteria"));
      return;
    }
    int32_t sum = 0;
    for (int i = 0; i < criterion.criteria_size(); ++i) {
      CheckCriterion(criterion.criteria(i), Below(here, criterion, "criteria", i));
      sum += criterion.criteria(i).max_centi();
    }
    int32_t best = 0;
    for (int i = 0; i < criterion.options_size(); ++i) {
      CheckOption(criterion, i, Below(here, criterion, "options", i));
      best = std::max(best, criterion.options(i).points_centi());
    }
    RequireSum(LineOf(here, criterion, "max_centi"), what, criterion.options().empty() ? sum : best,
               criterion.max_centi(), criterion.options().empty() ? "criteria add up to" : "best option has");
    CheckMarks(criterion, line);
    for (const ScoreSheet::Note& note : criterion.notes()) {
      if (note.kind() == ScoreSheet::Note::KIND_DISQUALIFIER) excluding_.emplace(criterion.code(), line);
    }
  }

  void CheckOption(const ScoreSheet::Criterion& criterion, int index, const Locations& here) {
    const ScoreSheet::Option& option = criterion.options(index);
    const std::string what = absl::StrCat("option ", option.id(), " of criterion ", criterion.code());
    const int line = LineOf(here, option, "id");
    if (option.id() != index + 1) report_(line, absl::StrCat(what, " should have the id ", index + 1));
    if (!option.has_points_centi()) sums_.emplace_back(line, what + " has no points");
    if (option.has_points_centi() && option.points_centi() == 0) zero_codes_.insert(criterion.code());
    if (option.points_centi() < 0) report_(line, absl::StrCat(what, " has negative points"));
    const ScoreSheet::Option* before = index == 0 ? nullptr : &criterion.options(index - 1);
    if (before != nullptr && before->case_vi() == option.case_vi() && option.points_centi() < before->points_centi()) {
      sums_.emplace_back(line, absl::StrCat(what, " has fewer points than the option before it"));
    }
    if (option.star_mark() != 0 && (option.star_mark() < kStarMarkFrom || option.star_mark() > kMostStars)) {
      report_(line, absl::StrCat(what, " is marked with ", option.star_mark(), " stars, not 3 to 5"));
    }
  }

  // More stars never ask for fewer points.
  void CheckMarks(const ScoreSheet::Criterion& criterion, int line) {
    int32_t least[kMostStars + 1] = {};
    for (const ScoreSheet::Option& option : criterion.options()) {
      if (option.star_mark() < kStarMarkFrom || option.star_mark() > kMostStars) continue;
      if (least[option.star_mark()] != 0) {
        report_(line, absl::StrCat("criterion ", criterion.code(), " has two options marked with ", option.star_mark(),
                                   " stars"));
      }
      least[option.star_mark()] = option.points_centi();
    }
    int32_t before = 0;
    for (int stars = kStarMarkFrom; stars <= kMostStars; ++stars) {
      if (least[stars] != 0 && least[stars] < before) {
        report_(line, absl::StrCat("criterion ", criterion.code(), " asks for fewer points for ", stars, " stars"));
      }
      before = std::max(before, least[stars]);
    }
  }

  void CheckDisqualifiers() {
    std::set<std::string> ids;
    for (int i = 0; i < sheet_.disqualifiers_size(); ++i) {
      const ScoreSheet::Disqualifier& disqualifier = sheet_.disqualifiers(i);
      const int line = LineOf(locations_, sheet_, "disqualifiers", i);
      if (!ids.insert(disqualifier.id()).second) {
        report_(line, absl::StrCat("disqualifier ", disqualifier.id(), " is there twice"));
      }
      if (!disqualifier.criterion().empty() && !codes_.contains(disqualifier.criterion())) {
        report_(line, absl::StrCat("disqualifier ", disqualifier.id(), " is of no criterion of the sheet"));
      }
      for (const std::string& code : disqualifier.zero_criteria()) {
        if (zero_codes_.contains(code)) continue;
        report_(line, absl::StrCat("disqualifier ", disqualifier.id(), " names ", code,
                                   ", which is no criterion with an option of 0 points"));
      }
      excluding_.erase(disqualifier.criterion());
    }
    for (const auto& [code, line] : excluding_) {
      report_(line, absl::StrCat("criterion ", code, " has a note that excludes, but no disqualifier"));
    }
  }

  void RequireSum(int line, const std::string& what, int32_t found, int32_t stated, const char* how) {
    if (found == stated) return;
    sums_.emplace_back(line, absl::StrCat(what, " has ", Points(stated), " points, but its ", how, " ", Points(found)));
  }

  const ScoreSheet& sheet_;
  const CriteriaSet& set_;
  const Locations& locations_;
  const Report& report_;
  std::set<std::string> codes_;
  // Criteria that can be answered with 0 points.
  std::set<std::string> zero_codes_;
  // Lines of the criteria whose notes exclude, without those that have their disqualifier.
  std::map<std::string, int> excluding_;
  std::vector<std::pair<int, std::string>> sums_;
};

void CheckBands(const CriteriaSet& set, const Locations& locations, const Report& report) {
  int32_t total = 0;
  for (const CriteriaSet::PartMaximum& part : set.parts()) total += part.max_centi();
  for (int i = 0; i < set.star_bands_size(); ++i) {
    const CriteriaSet::StarBand& band = set.star_bands(i);
    const int line = LineOf(locations, set, "star_bands", i);
    if (band.stars() != i + 1) report(line, absl::StrCat("band ", i + 1, " is of ", band.stars(), " stars"));
    const int32_t least = i == 0 ? 0 : set.star_bands(i - 1).min_centi() + 1;
    if (band.min_centi() < least || (i == 0 && band.min_centi() != 0) || band.min_centi() > total) {
      report(line, absl::StrCat("the band of ", band.stars(), " stars begins at ", Points(band.min_centi()),
                                ": the first begins at 0, each above the one before, none above ", Points(total)));
    }
  }
  if (set.star_bands_size() != kMostStars) report(1, "needs a band for each of 1 to 5 stars");
}

// Every number of stars has one authority, or none that decides.
void CheckAuthorities(const CriteriaSet& set, const Locations& locations, const Report& report) {
  std::multiset<int32_t> stars;
  for (const CriteriaSet::Authority& authority : set.authorities()) {
    stars.insert(authority.stars().begin(), authority.stars().end());
  }
  for (int32_t number = 1; number <= kMostStars; ++number) {
    if (stars.count(number) != 1) {
      report(LineOf(locations, set, "authorities", set.authorities().empty() ? -1 : 0),
             absl::StrCat(number, " stars have ", stars.count(number), " authorities, not one"));
    }
  }
}

void CheckTerms(const CriteriaSet& set, const Locations& locations, const Report& report) {
  for (int i = 0; i < set.step_limits_size(); ++i) {
    v1::Dossier::State state;
    if (!v1::Dossier::State_Parse("STATE_" + set.step_limits(i).state(), &state) ||
        set.step_limits(i).working_days() <= 0) {
      report(LineOf(locations, set, "step_limits", i), "must name a state of dossiers and a number of days");
    }
  }
  for (int i = 0; i < set.rounds_size(); ++i) {
    const auto exists = [](const google::type::Date& day) { return clock::IsValidDate(2023, day.month(), day.day()); };
    if (!exists(set.rounds(i).request_before()) || !exists(set.rounds(i).evaluate_before())) {
      report(LineOf(locations, set, "rounds", i), "must have days of every year");
    }
  }
  if (set.reevaluation().earliest_days() < set.reevaluation().latest_days()) {
    report(LineOf(locations, set, "reevaluation"), "the window ends before it begins");
  }
}

}  // namespace

void CheckCalendar(const v1::WorkCalendar& calendar, const Locations& locations, const Report& report) {
  for (const char* field : {"holidays", "working_days"}) {
    const auto* descriptor = calendar.GetDescriptor()->FindFieldByName(field);
    for (int i = 0; i < calendar.GetReflection()->FieldSize(calendar, descriptor); ++i) {
      const Message& day = calendar.GetReflection()->GetRepeatedMessage(calendar, descriptor, i);
      if (!clock::FromDate(static_cast<const google::type::Date&>(day))) {
        report(LineOf(locations, calendar, field, i), "is no day of the calendar");
      }
    }
  }
  if (calendar.has_programme_start_date() && !clock::FromDate(calendar.programme_start_date())) {
    report(LineOf(locations, calendar, "programme_start_date"), "programme_start_date is no day of the calendar");
  }
}

void CheckSet(const CriteriaSet& set, const Locations& locations, const Report& report) {
  int32_t total = 0;
  for (const CriteriaSet::PartMaximum& part : set.parts()) total += part.max_centi();
  if (total != set.total_centi() || total == 0) {
    report(LineOf(locations, set, "total_centi"),
           absl::StrCat("the parts add up to ", Points(total), " points, not ", Points(set.total_centi())));
  }
  CheckAuthorities(set, locations, report);
  CheckTerms(set, locations, report);
  CheckBands(set, locations, report);
  if (!clock::FromDate(set.effective_date())) {
    report(LineOf(locations, set, "effective_date"), "effective_date is no day of the calendar");
  }
  if (set.product_code_format().empty() || set.certificate_number_format().empty()) {
    report(1, "must say how product codes and certificate numbers are made up");
  }
  if (set.sheet_count() <= 0) report(1, "must say how many score sheets it has");
  if (set.certificate_months() <= 0) report(1, "certificate_months must be positive");
  const v1::CouncilSettings& defaults = set.council_defaults();
  if (!defaults.has_spread_limit_centi() || defaults.quorum_percent() <= 0 || defaults.quorum_percent() > 100 ||
      defaults.max_rounds() <= 0 || defaults.rounding() == v1::CouncilSettings::ROUNDING_UNSPECIFIED ||
      defaults.minimum_test() == v1::CouncilSettings::MINIMUM_TEST_UNSPECIFIED ||
      defaults.disqualifier_test() == v1::CouncilSettings::DISQUALIFIER_TEST_UNSPECIFIED) {
    report(LineOf(locations, set, "council_defaults"), "council_defaults must set every field");
  }
}

void CheckSheet(const ScoreSheet& sheet, const CriteriaSet& set, const Locations& locations, const Report& report) {
  SheetCheck(sheet, set, locations, report).Run();
}

}  // namespace ocop::evaluation
