#include "services/evaluation/rules/past_recognition.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/csv/csv.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "common/validation/validation.h"
#include "services/evaluation/rules/term.h"

namespace ocop::evaluation {
namespace {

using v1::Recognition;

absl::Status InvalidTable(const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat("csv: ", problem)), "INVALID_TABLE",
                            {{"problem", problem}});
}

// Digits alone, without a sign: `fewest` to `most` of them.
std::optional<int> ParseDigits(std::string_view text, size_t fewest, size_t most) {
  const bool plain = text.size() >= fewest && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
                       return absl::ascii_isdigit(static_cast<unsigned char>(c));
                     });
  int number = 0;
  if (!plain || !absl::SimpleAtoi(std::string(text), &number)) return std::nullopt;
  return number;
}

// 2024-12-31 or 31/12/2024, as spreadsheets write it. A year of two digits could be of any century.
std::optional<clock::Day> ParseAnyDay(const std::string& text) {
  if (const auto day = clock::ParseDay(text)) return day;
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  if (parts.size() != 3) return std::nullopt;
  const auto day = ParseDigits(parts[0], 1, 2), month = ParseDigits(parts[1], 1, 2), year = ParseDigits(parts[2], 4, 4);
  if (!day || !month || !year || !clock::IsValidDate(*year, *month, *day)) return std::nullopt;
  return clock::ToDay(*year, *month, *day);
}

// `71`, `71.5` or `71,25` in hundredths.
std::optional<int32_t> ParsePoints(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  const std::string decimals =
      parts.size() == 2 ? parts[1] + std::string(parts[1].size() < 2 ? 2 - parts[1].size() : 0, '0') : "00";
  const auto whole = ParseDigits(parts[0], 1, 3), hundredths = ParseDigits(decimals, 2, 2);
  if (parts.size() > 2 || !whole || !hundredths || *whole > 100) return std::nullopt;
  return *whole * 100 + *hundredths;
}

// Takes one cell into the recognition; what is wrong with it, or "".
using Take = std::string (*)(const std::string& province, const std::string& cell, Recognition& recognition);

std::string TakeDay(const std::string& cell, google::type::Date& date) {
  const auto day = ParseAnyDay(cell);
  if (!day) return "is no day, such as 2024-12-31 or 31/12/2024";
  date = clock::ToDate(*day);
  return "";
}

template <void (Recognition::*set)(const std::string&)>
std::string TakeText(const std::string&, const std::string& cell, Recognition& recognition) {
  (recognition.*set)(cell);
  return "";
}

const std::map<std::string, Take>& Columns() {
  static const auto& columns = *new std::map<std::string, Take>{
      {"product",
       [](const std::string& province, const std::string& cell, Recognition& recognition) -> std::string {
         if (!resource_name::IsValidId(cell)) return "is no id of a product in the registry";
         recognition.set_product(absl::StrCat(province, "/products/", cell));
         return "";
       }},
      {"stars",
       [](const std::string&, const std::string& cell, Recognition& recognition) -> std::string {
         int32_t stars = 0;
         if (!absl::SimpleAtoi(cell, &stars)) return "is no number";
         recognition.set_stars(stars);
         return "";
       }},
      {"decision_date", [](const std::string&, const std::string& cell,
                           Recognition& recognition) { return TakeDay(cell, *recognition.mutable_decision_date()); }},
      {"expire_date", [](const std::string&, const std::string& cell,
                         Recognition& recognition) { return TakeDay(cell, *recognition.mutable_expire_date()); }},
      {"score",
       [](const std::string&, const std::string& cell, Recognition& recognition) -> std::string {
         const auto points = ParsePoints(cell);
         if (!points) return "is no number of points from 0 to 100 with at most two decimals";
         recognition.set_score_centi(*points);
         return "";
       }},
      {"decision_number", TakeText<&Recognition::set_decision_number<const std::string&>>},
      {"authority", TakeText<&Recognition::set_authority<const std::string&>>},
      {"legal_basis", TakeText<&Recognition::set_legal_basis<const std::string&>>},
      {"product_code", TakeText<&Recognition::set_product_code<const std::string&>>},
      {"certificate_number", TakeText<&Recognition::set_certificate_number<const std::string&>>},
      {"product_name", TakeText<&Recognition::set_product_name<const std::string&>>},
      {"producer_name", TakeText<&Recognition::set_producer_name<const std::string&>>},
      {"producer_address", TakeText<&Recognition::set_producer_address<const std::string&>>},
      {"source", TakeText<&Recognition::set_source<const std::string&>>},
      {"note", TakeText<&Recognition::set_note<const std::string&>>},
  };
  return columns;
}

absl::Status CheckHeader(const csv::Row& header) {
  std::set<std::string> seen;
  std::vector<std::string> problems;
  for (const std::string& column : header) {
    if (!Columns().contains(column)) problems.push_back(absl::StrCat("column \"", column, "\" is unknown"));
    if (!seen.insert(column).second) problems.push_back(absl::StrCat("column \"", column, "\" is there twice"));
  }
  for (const char* required : {"product", "stars", "decision_date"}) {
    if (!seen.contains(required)) problems.push_back(absl::StrCat("column \"", required, "\" is missing"));
  }
  return problems.empty() ? absl::OkStatus() : InvalidTable(absl::StrJoin(problems, "; "));
}

bool HasError(const PastRecognition& past, const std::string& column) {
  return std::any_of(past.errors.begin(), past.errors.end(),
                     [&](const auto& error) { return error.column() == column; });
}

// The column that holds a field.
std::string ColumnOf(const std::string& path) {
  const std::string field = path.substr(path.rfind('.') + 1);
  return field == "score_centi" ? "score" : field;
}

// What the set of the day says where the row says nothing.
void Complete(const Catalogue& catalogue, Recognition& recognition) {
  const auto decided = clock::FromDate(recognition.decision_date());
  if (!decided) return;
  const v1::CriteriaSet* set = catalogue.SetOn(*decided);
  // Before the first set that is known here the term was the same (Decision 1048/QĐ-TTg).
  if (set == nullptr) set = &catalogue.sets().front();
  if (!recognition.has_expire_date()) {
    *recognition.mutable_expire_date() = clock::ToDate(LastDayOfTerm(*decided, set->certificate_months()));
  }
}

// The rules of the proto, told by column.
void CheckFields(const Catalogue& catalogue, clock::Day today, PastRecognition& past) {
  const absl::Status status = validation::CheckResource(past.recognition, "recognition", today);
  for (const auto& [path, problem] : status::ViolationsOf(status)) {
    // Left out, it follows from decision_date, which is then what is wrong.
    if (ColumnOf(path) == "expire_date" && !past.recognition.has_expire_date()) continue;
    if (!HasError(past, ColumnOf(path))) past.AddError(ColumnOf(path), problem);
  }
  const auto decided = clock::FromDate(past.recognition.decision_date());
  const auto expires = clock::FromDate(past.recognition.expire_date());
  if (decided && expires && *expires < *decided) past.AddError("expire_date", "lies before decision_date");
  const auto start = catalogue.programme_start();
  if (decided && start && *decided < *start) {
    past.AddError("decision_date", absl::StrCat("lies before the programme began, on ", clock::FormatDay(*start)));
  }
}

PastRecognition ReadRow(const Catalogue& catalogue, const std::string& province, const csv::Row& header,
                        const csv::Record& record, clock::Day today) {
  PastRecognition past;
  past.row = static_cast<int>(record.number);
  const csv::Row& cells = record.cells;
  if (cells.size() != header.size()) {
    past.AddError("", absl::StrCat("has ", cells.size(), " cells, the header has ", header.size()));
    return past;
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell(absl::StripAsciiWhitespace(cells[i]));
    if (cell.empty()) continue;
    past.columns.push_back(header[i]);
    const std::string problem = Columns().at(header[i])(province, cell, past.recognition);
    if (!problem.empty()) past.AddError(header[i], absl::StrCat("\"", cell, "\" ", problem));
  }
  Complete(catalogue, past.recognition);
  CheckFields(catalogue, today, past);
  return past;
}

}  // namespace

void PastRecognition::AddError(const std::string& column, const std::string& problem) {
  auto& error = errors.emplace_back();
  error.set_row(row);
  error.set_column(column);
  error.set_problem(problem);
}

absl::StatusOr<std::vector<PastRecognition>> ReadPastRecognitions(const Catalogue& catalogue,
                                                                  const std::string& province, std::string_view csv,
                                                                  clock::Day today) {
  const absl::StatusOr<std::string> text = text::Nfc(csv);
  if (!text.ok()) return InvalidTable("is not UTF-8");
  const absl::StatusOr<std::vector<csv::Record>> rows = csv::Parse(*text);
  if (!rows.ok()) return InvalidTable(std::string(rows.status().message()));
  if (rows->empty()) return InvalidTable("has no header");
  csv::Row header = rows->front().cells;
  for (std::string& column : header) column = std::string(absl::StripAsciiWhitespace(column));
  OCOP_RETURN_IF_ERROR(CheckHeader(header));
  std::vector<PastRecognition> past;
  std::map<std::string, int> decisions;
  for (size_t i = 1; i < rows->size(); ++i) {
    past.push_back(ReadRow(catalogue, province, header, (*rows)[i], today));
    // The first of two rows counts; which of them is right is not for a program to say.
    PastRecognition& row = past.back();
    const std::string decision =
        absl::StrCat(row.recognition.product(), " ", row.recognition.decision_date().ShortDebugString());
    const auto [first, is_new] = decisions.emplace(decision, row.row);
    if (!is_new && row.errors.empty()) {
      row.AddError("", absl::StrCat("is of the same product and day as row ", first->second));
    }
  }
  return past;
}

std::vector<std::string> DifferingColumns(const PastRecognition& past, const Recognition& stored) {
  std::vector<std::string> differing;
  for (const std::string& column : past.columns) {
    const auto* field = Recognition::descriptor()->FindFieldByName(column == "score" ? "score_centi" : column);
    google::protobuf::util::MessageDifferencer differencer;
    if (!differencer.CompareWithFields(past.recognition, stored, {field}, {field})) differing.push_back(column);
  }
  return differing;
}

}  // namespace ocop::evaluation
