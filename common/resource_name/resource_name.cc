#include "common/resource_name/resource_name.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_split.h"

namespace ocop::resource_name {
namespace {

constexpr size_t kMaxIdLength = 63;

constexpr std::array<bool, 256> kIdCharacters = [] {
  std::array<bool, 256> allowed = {};
  for (int c = '0'; c <= '9'; ++c) allowed[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) allowed[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) allowed[c] = true;
  for (const char c : {'.', '_', '~', '-'}) allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}();

[[noreturn]] void Die(std::string_view pattern, const char* reason) {
  std::fprintf(stderr, "resource name pattern \"%s\": %s\n", std::string(pattern).c_str(), reason);
  std::abort();
}

bool IsVariable(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

bool IsValidId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) { return kIdCharacters[c]; });
}

Pattern::Pattern(std::string_view pattern) : text_(pattern) {
  if (pattern.empty()) return;
  for (const std::string& segment : std::vector<std::string>(absl::StrSplit(text_, '/'))) {
    const bool is_variable = IsVariable(segment);
    const std::string word = is_variable ? segment.substr(1, segment.size() - 2) : segment;
    if (!IsValidId(word)) Die(pattern, "each segment must be a word or a {variable}");
    segments_.push_back({word, is_variable});
    if (is_variable) variables_.push_back(word);
  }
  if (segments_.front().is_variable) Die(pattern, "the first segment must be a word");
}

std::optional<Ids> Pattern::Match(std::string_view name) const {
  Ids ids;
  bool first = true;
  for (const Segment& segment : segments_) {
    if (!first) {
      if (name.empty() || name.front() != '/') return std::nullopt;
      name.remove_prefix(1);
    }
    first = false;
    const std::string_view part = name.substr(0, name.find('/'));
    if (segment.is_variable ? !IsValidId(part) : part != segment.text) return std::nullopt;
    if (segment.is_variable) ids.push_back(part);
    name.remove_prefix(part.size());
  }
  if (!name.empty()) return std::nullopt;
  return ids;
}

std::string Pattern::Format(absl::Span<const std::string_view> ids) const {
  if (ids.size() != variables_.size()) Die(text_, "formatted with another number of ids than it has variables");
  std::string name;
  auto id = ids.begin();
  for (const Segment& segment : segments_) {
    if (!name.empty()) name += '/';
    name += segment.is_variable ? *id++ : std::string_view(segment.text);
  }
  return name;
}

Pattern Pattern::Parent() const {
  // An id goes with the collection before it; a singleton is a literal alone.
  std::string_view parent = text_;
  for (size_t drop = !segments_.empty() && segments_.back().is_variable ? 2 : 1; drop > 0; --drop) {
    const size_t slash = parent.rfind('/');
    parent = slash == std::string_view::npos ? std::string_view() : parent.substr(0, slash);
  }
  return Pattern(parent);
}

std::string_view Pattern::collection() const {
  const auto last = std::find_if(segments_.rbegin(), segments_.rend(), [](const Segment& s) { return !s.is_variable; });
  return last == segments_.rend() ? std::string_view() : std::string_view(last->text);
}

}  // namespace ocop::resource_name
