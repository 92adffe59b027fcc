// Reads files of cases for tests of the filter language. A case is a filter, a line `--`, and what is expected of it,
// and ends at a blank line. Lines that begin with `#` before the filter tell what the case is about.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::filter {

struct Case {
  std::string where;  // File and line, to print when it fails.
  std::string filter;
  std::string expected;
};

inline std::vector<Case> ReadCases(const std::string& path) {
  std::vector<Case> cases;
  std::ifstream file(path);
  Case current;
  std::string* part = &current.filter;
  int number = 0;
  const auto finish = [&] {
    if (!current.where.empty()) cases.push_back(current);
    current = {};
    part = &current.filter;
  };
  for (std::string line; std::getline(file, line);) {
    ++number;
    const bool before_filter = current.where.empty();
    if (line.empty()) {
      finish();
    } else if (before_filter && line.front() == '#') {
      continue;
    } else if (line == "--") {
      if (before_filter) current.where = path + ":" + std::to_string(number);  // The filter is empty.
      part = &current.expected;
    } else {
      if (before_filter) current.where = path + ":" + std::to_string(number);
      *part += (part->empty() ? "" : "\n") + line;
    }
  }
  finish();
  return cases;
}

}  // namespace ocop::filter
