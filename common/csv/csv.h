// Tables in CSV (RFC 4180).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::csv {

using Row = std::vector<std::string>;

struct Record {
  // As a spreadsheet counts, from 1: blank lines are counted, and one record whose cells go over several lines is one.
  int64_t number = 0;
  Row cells;
};

// Every record with its fields, blank lines left out; a byte-order mark at the beginning is no part of the first field.
// INVALID_ARGUMENT for a quoted field that does not end, or characters behind its end.
absl::StatusOr<std::vector<Record>> Parse(std::string_view text, char delimiter = ',');

// Of comma, semicolon and tab the one that the first record has most of outside quotes; the comma when it has none.
char DelimiterOf(std::string_view text);

}  // namespace ocop::csv
