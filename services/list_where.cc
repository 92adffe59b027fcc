#include "services/list_where.h"

#include "absl/strings/str_cat.h"

namespace ocop {
namespace {

// What a `filter` of the list methods takes.
constexpr size_t kLongestFilter = 2000;

std::string Quoted(const std::string& value) {
  return absl::StrCat("\"", value, "\"");
}

}  // namespace

std::vector<std::string> FiltersFor(const std::string& field, const std::vector<std::string>& values) {
  std::vector<std::string> filters;
  for (const std::string& value : values) {
    const std::string more = absl::StrCat(" OR ", Quoted(value));
    if (filters.empty() || filters.back().size() + more.size() >= kLongestFilter) {
      filters.push_back(absl::StrCat(field, " = (", Quoted(value)));
    } else {
      filters.back() += more;
    }
  }
  for (std::string& filter : filters) filter += ")";
  return filters;
}

}  // namespace ocop
