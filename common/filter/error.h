// How the parts of this library refuse a filter. See filter.h for what the caller gets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace ocop::filter {

// What is wrong with a filter, and the byte of it at which that shows.
struct Fault {
  size_t offset;
  std::string problem;
};

// Tells all of them, of many the first, and then `hint`, what helps with any. There must be one.
absl::Status InvalidFilter(std::string_view filter, const std::vector<Fault>& faults, std::string_view hint = "");
inline absl::Status InvalidFilter(std::string_view filter, size_t offset, std::string_view problem) {
  return InvalidFilter(filter, {{offset, std::string(problem)}});
}

// The beginning of `text`, cut between characters and marked with an ellipsis when it is longer than `limit` bytes.
std::string Shorten(std::string_view text, size_t limit);

// `"text"`, shortened, for use in a message.
std::string Quoted(std::string_view text);

}  // namespace ocop::filter
