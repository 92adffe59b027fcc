// Values of a filter, read as the type of the field they are compared with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/filter/schema.h"

namespace ocop::filter {

struct Literal {
  std::string text;    // As PostgreSQL reads it: an ISO date, an instant in UTC, a text in normal form C.
  int64_t number = 0;  // As facts hold it: an integer, 0 or 1, days since 1970-01-01, the number of an enum value.
};

// Nothing when `text` is not a value of `field`.
std::optional<Literal> ReadLiteral(const Field& field, const std::string& text);

// What ReadLiteral would have taken, for use after "expected".
std::string DescribeLiteral(const Field& field);

}  // namespace ocop::filter
