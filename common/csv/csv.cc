#include "common/csv/csv.h"

#include <csv.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

namespace ocop::csv {
namespace {

struct Table {
  std::vector<Row> rows;
  Row row;
};

void TakeField(void* field, size_t size, void* table) {
  static_cast<Table*>(table)->row.emplace_back(static_cast<const char*>(field), size);
}

void TakeRow(int, void* data) {
  auto& table = *static_cast<Table*>(data);
  table.rows.push_back(std::move(table.row));
  table.row.clear();
}

}  // namespace

absl::StatusOr<std::vector<Row>> Parse(std::string_view text, char delimiter) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  Table table;
  const bool parsed = csv_parse(&parser, text.data(), text.size(), TakeField, TakeRow, &table) == text.size() &&
                      csv_fini(&parser, TakeField, TakeRow, &table) == 0;
  const std::string problem = parsed ? "" : csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!parsed) {
    return absl::InvalidArgumentError(absl::StrCat("row ", table.rows.size() + 1, " is no CSV: ", problem));
  }
  return std::move(table.rows);
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
