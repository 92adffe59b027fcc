#include "common/csv/csv.h"

#include <csv.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

namespace ocop::csv {
namespace {

struct Table {
  std::vector<Record> records;
  Row row;
  // Lines and records so far.
  int64_t count = 0;
  // What the line or record before ended with.
  int end = 0;
};

void TakeField(void* field, size_t size, void* table) {
  static_cast<Table*>(table)->row.emplace_back(static_cast<const char*>(field), size);
}

// `end`: the character that ended the row, -1 for the end of the text.
void TakeRow(int end, void* data) {
  auto& table = *static_cast<Table*>(data);
  const bool same_line_end = table.row.empty() && end == '\n' && table.end == '\r';
  table.end = end;
  if (same_line_end) return;
  ++table.count;
  if (!table.row.empty()) table.records.push_back({table.count, std::move(table.row)});
  table.row.clear();
}

}  // namespace

absl::StatusOr<std::vector<Record>> Parse(std::string_view text, char delimiter) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  Table table;
  const bool parsed = csv_parse(&parser, text.data(), text.size(), TakeField, TakeRow, &table) == text.size() &&
                      csv_fini(&parser, TakeField, TakeRow, &table) == 0;
  const std::string problem = parsed ? "" : csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat("row ", table.count + 1, " is no CSV: ", problem));
  }
  return std::move(table.records);
}

char DelimiterOf(std::string_view text) {
  constexpr std::string_view kDelimiters = ",;\t";
  std::array<int, kDelimiters.size()> counts = {};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const size_t place = kDelimiters.find(c); place != std::string_view::npos) ++counts[place];
  }
  return kDelimiters[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

}  // namespace ocop::csv
