// How the parts of this library refuse a filter. See filter.h for what the caller gets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ocop::filter {

// `offset` is the byte of `filter` at which `problem` shows.
absl::Status InvalidFilter(std::string_view filter, size_t offset, std::string_view problem);

// The beginning of `text`, cut between characters and marked with an ellipsis when it is longer than `limit` bytes.
std::string Shorten(std::string_view text, size_t limit);

// `"text"`, shortened, for use in a message.
std::string Quoted(std::string_view text);

}  // namespace ocop::filter
