#include "services/gateway/tasks/titles.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "services/gateway/tasks/fields.h"
#include "services/gateway/tasks/places.h"

namespace ocop::gateway {
namespace {

std::string Value(const google::protobuf::Message& item, const std::string& path, const World& world,
                  Language language) {
  if (const std::optional<clock::Day> day = DayAt(item, path)) {
    if (language == Language::kEnglish) return clock::FormatDay(*day);
    const absl::CivilDay date = clock::ToCivilDay(*day);
    return absl::StrFormat("%02d/%02d/%04d", date.day(), date.month(), date.year());
  }
  return Called(world, TextAt(item, path));
}

// Calls text(…) and path(…) for the parts of a title, in order.
template <class Text, class Path>
void Walk(const std::string& title, Text text, Path path) {
  size_t at = 0;
  for (size_t open = title.find('{'); open != std::string::npos; open = title.find('{', at)) {
    const size_t close = title.find('}', open);
    if (close == std::string::npos) break;
    text(title.substr(at, open - at));
    path(title.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  text(title.substr(at));
}

}  // namespace

std::vector<std::string> PlaceholdersOf(const std::string& title) {
  std::vector<std::string> paths;
  Walk(
      title, [](const std::string&) {}, [&](std::string path) { paths.push_back(std::move(path)); });
  return paths;
}

std::string Title(const std::string& title, const google::protobuf::Message& item, const World& world,
                  Language language) {
  std::string told;
  Walk(
      title, [&](const std::string& text) { told += text; },
      [&](const std::string& path) { told += Value(item, path, world, language); });
  absl::RemoveExtraAsciiWhitespace(&told);  // Around a field that is not set.
  return told;
}

}  // namespace ocop::gateway
