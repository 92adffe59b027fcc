#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/indicators.h"
#include "services/ocopctl/table.h"

namespace ocop::ocopctl {
namespace {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;
using indicators::v1::Source;

// `74,49 % (111/149)`, `12`, or a sum; a share of nothing is a dash. The comma is the decimal sign in Việt Nam.
std::string ValueText(const Indicator& indicator, const IndicatorValue& value) {
  if (indicator.measure() == Indicator::MEASURE_COUNT) return absl::StrCat(value.numerator());
  if (indicator.measure() == Indicator::MEASURE_SUM) return absl::StrCat(value.sum());
  if (!value.has_percent_centi()) return "–";
  return absl::StrFormat("%d,%02d %% (%d/%d)", value.percent_centi() / 100, value.percent_centi() % 100,
                         value.numerator(), value.denominator());
}

std::string TargetText(const Indicator& indicator, const IndicatorValue& value) {
  if (!value.has_target()) return "–";
  const std::string percent = indicator.measure() == Indicator::MEASURE_PERCENT ? " %" : "";
  if (indicator.comparator() == Indicator::COMPARATOR_AT_MOST) {
    return absl::StrCat("≤ ", value.target().maximum(), percent);
  }
  const std::string least = absl::StrCat(value.target().minimum());
  const bool range = percent.empty() && value.target().maximum() > value.target().minimum();
  return range ? absl::StrCat(least, "–", value.target().maximum()) : absl::StrCat("≥ ", least, percent);
}

std::string StatusText(IndicatorValue::Status status) {
  switch (status) {
    case IndicatorValue::STATUS_MET:
      return "met";
    case IndicatorValue::STATUS_NOT_MET:
      return "NOT MET";
    case IndicatorValue::STATUS_NO_TARGET:
      return "no target";
    default:
      return "–";
  }
}

std::string SourceText(const Source& source) {
  std::string state = Source::State_Name(source.state());
  for (char& c : state) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  return absl::StrCat(source.service(), " ", absl::StripPrefix(state, "state_"));
}

std::string Caption(const IndicatorTable& table) {
  const IndicatorValue& first = table.rows.front().value;
  return absl::StrCat(first.locality(), " as of ", absl::FormatCivilTime(ToDay(first.as_of())));
}

// Titles are sentences; the rest of a long one goes below.
void AddRow(const IndicatorTable::Row& row, Table& table) {
  constexpr int kTitleWidth = 64;
  const std::vector<std::string> title = Wrap(row.indicator.title_vi(), kTitleWidth);
  table.Add({row.indicator.code(), title.front(), ValueText(row.indicator, row.value),
             TargetText(row.indicator, row.value), StatusText(row.value.status()),
             absl::StrCat(row.value.shortfall_count()), absl::StrCat(row.synthetic_units, "/", row.counted_units)});
  for (size_t i = 1; i < title.size(); ++i) table.Add({"", title[i], "", "", "", "", ""});
}

}  // namespace

void PrintTable(const IndicatorTable& table, std::ostream& out) {
  if (table.rows.empty()) {
    out << "no indicator is defined\n";
    return;
  }
  using enum Table::Align;
  Table text({kLeft, kLeft, kRight, kRight, kLeft, kRight, kRight});
  text.Add({"code", "indicator", "value", "target", "status", "shortfall", "synthetic"});
  int counted = 0, synthetic = 0;
  for (const IndicatorTable::Row& row : table.rows) {
    AddRow(row, text);
    counted += row.counted_units;
    synthetic += row.synthetic_units;
  }
  out << Caption(table) << "\n\n";
  text.Print(out);
  out << "\n";
  if (table.left_out > 0)
    out << table.left_out << " indicators without a target are left out; --all prints them too.\n";
  if (synthetic > 0) {
    out << "Figures include synthetic records (marked in each): " << synthetic << " of " << counted
        << " counted units were made by a generator, and so may be papers, training and sales of the others.\n";
  }
  out << "Sources: " << absl::StrJoin(table.sources, ", ", [](std::string* to, const Source& source) {
    to->append(SourceText(source));
  }) << "\n";
}

}  // namespace ocop::ocopctl
