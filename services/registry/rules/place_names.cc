#include "services/registry/rules/place_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "services/registry/rules/likeness.h"

namespace ocop::registry {
namespace {

using v1::Locality;

// What a name without its kind has less than one with it.
constexpr int kWithoutKind = 2;

std::string Folded(std::string_view text) {
  return text::Fold(text);
}

int ScoreOf(std::string_view query, const Locality& unit) {
  const int without_kind = NameScore(query, unit.display_name());
  return std::max(NameScore(query, unit.full_name()), without_kind == 0 ? 0 : without_kind - kWithoutKind);
}

// Short forms of the kinds of units, in front of a name: "tp my tho", "p.5".
const std::map<std::string, std::string>& ShortForms() {
  static const auto& forms = *new std::map<std::string, std::string>{
      {"x", "xa"},   {"p", "phuong"}, {"tt", "thi tran"}, {"h", "huyen"},    {"tx", "thi xa"},     {"tp", "thanh pho"},
      {"q", "quan"}, {"t", "tinh"},   {"f", "phuong"},    {"dk", "dac khu"}, {"tpho", "thanh pho"}};
  return forms;
}

// The words of a text, folded, without punctuation, numbers without leading noughts, kinds of units in full.
std::vector<std::string> PlainWords(std::string_view text) {
  std::string spaced = Folded(text);
  for (char& c : spaced) {
    if (absl::ascii_ispunct(static_cast<unsigned char>(c))) c = ' ';
  }
  std::vector<std::string> words;
  for (std::string word : std::vector<std::string>(absl::StrSplit(spaced, ' ', absl::SkipEmpty()))) {
    const size_t digit = word.find_first_of("0123456789");
    // "p5": a short form and a number in one.
    if (digit != std::string::npos && digit > 0 && ShortForms().contains(word.substr(0, digit))) {
      words.push_back(ShortForms().at(word.substr(0, digit)));
      word.erase(0, digit);
    }
    if (word.find_first_not_of("0123456789") == std::string::npos && word.size() > 1) {
      word.erase(0, std::min(word.find_first_not_of('0'), word.size() - 1));
    }
    const auto form = ShortForms().find(word);
    words.push_back(form == ShortForms().end() ? word : form->second);
  }
  return words;
}

std::string Plain(std::string_view text) {
  return absl::StrJoin(PlainWords(text), " ");
}

// Units by their plain names, with the kind and without.
struct Gazetteer {
  std::map<std::string, std::vector<const Locality*>> full, alone;

  explicit Gazetteer(const Atlas& atlas) {
    for (const auto& [name, unit] : atlas.units()) {
      full[Plain(unit.full_name())].push_back(&unit);
      alone[Plain(unit.display_name())].push_back(&unit);
    }
  }
};

// A part of an address that names units, or that names none.
struct Part {
  std::string text;
  std::vector<const Locality*> units;
  // It was written with its kind: a hamlet may have a commune's name.
  bool with_kind = false;
};

// Cuts a unit written with its kind off the end of a part: "12 ấp Bình Thành xã Tân Phong".
void SplitEnds(const Gazetteer& gazetteer, std::string text, std::vector<Part>& parts) {
  std::vector<Part> cut;
  while (true) {
    const std::vector<std::string> written = absl::StrSplit(text, ' ', absl::SkipEmpty());
    size_t from = written.size();
    const std::vector<const Locality*>* units = nullptr;
    // The longest end that is a unit: "Thị xã Cai Lậy" before "xã Cai Lậy".
    for (size_t at = 0; at < written.size() && units == nullptr; ++at) {
      const std::string end = absl::StrJoin(written.begin() + static_cast<ptrdiff_t>(at), written.end(), " ");
      if (const auto found = gazetteer.full.find(Plain(end)); found != gazetteer.full.end()) {
        units = &found->second;
        from = at;
      }
    }
    if (units == nullptr) break;
    const auto begin = written.begin() + static_cast<ptrdiff_t>(from);
    cut.push_back({absl::StrJoin(begin, written.end(), " "), *units, true});
    text = absl::StrJoin(written.begin(), begin, " ");
    if (text.empty()) break;
  }
  if (!text.empty()) {
    const auto alone = gazetteer.alone.find(Plain(text));
    parts.push_back({text, alone != gazetteer.alone.end() ? alone->second : std::vector<const Locality*>()});
  }
  parts.insert(parts.end(), cut.rbegin(), cut.rend());
}

// How many of the parts behind one name a unit above `unit`.
int Agreement(const Atlas& atlas, const Locality& unit, const std::vector<Part>& parts, size_t at) {
  const auto chain = atlas.Chain(unit.name());
  int agreement = 0;
  for (size_t i = at + 1; i < parts.size(); ++i) {
    agreement += std::any_of(parts[i].units.begin(), parts[i].units.end(), [&](const Locality* other) {
      return std::find(chain.begin() + 1, chain.end(), other) != chain.end();
    });
  }
  return agreement;
}

// The part in which the lowest level is named, rather with its kind; parts.size() when none names a unit.
size_t LowestPart(const std::vector<Part>& parts) {
  size_t lowest = parts.size();
  std::pair<int, bool> best = {0, false};
  for (size_t i = 0; i < parts.size(); ++i) {
    for (const Locality* unit : parts[i].units) {
      const std::pair<int, bool> fit = {unit->kind(), parts[i].with_kind};
      if (fit > best) {
        best = fit;
        lowest = i;
      }
    }
  }
  return lowest;
}

}  // namespace

std::vector<NamedUnit> FindByName(const Atlas& atlas, std::string_view query, Locality::Kind kind,
                                  std::optional<clock::Day> day, size_t limit) {
  std::vector<NamedUnit> found;
  for (const auto& [name, unit] : atlas.units()) {
    if (kind != Locality::KIND_UNSPECIFIED && unit.kind() != kind) continue;
    if (day && !Atlas::ExistsOn(unit, *day)) continue;
    if (const int score = ScoreOf(query, unit); score > 0) found.push_back({&unit, score});
  }
  // Equally alike: units that still exist first, larger ones first.
  std::stable_sort(found.begin(), found.end(), [](const NamedUnit& a, const NamedUnit& b) {
    if (a.score_percent != b.score_percent) return a.score_percent > b.score_percent;
    if (a.unit->has_valid_to() != b.unit->has_valid_to()) return b.unit->has_valid_to();
    return a.unit->kind() < b.unit->kind();
  });
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::vector<AddressMatch> FindByAddress(const Atlas& atlas, std::string_view address) {
  const Gazetteer gazetteer(atlas);
  std::vector<Part> parts;
  for (const absl::string_view part : absl::StrSplit(status::View(address), absl::ByAnyChar(",;\n"))) {
    const std::string text(absl::StripAsciiWhitespace(part));
    if (!text.empty()) SplitEnds(gazetteer, text, parts);
  }
  const size_t lowest = LowestPart(parts);
  if (lowest == parts.size()) return {};
  std::vector<std::string> before;
  for (size_t i = 0; i < lowest; ++i) before.push_back(parts[i].text);
  const std::string rest = absl::StrJoin(before, ", ");

  // Of the units of that name those that agree best with what stands behind it, then with the way it is spelt.
  int level = 0;
  for (const Locality* unit : parts[lowest].units) level = std::max<int>(level, unit->kind());
  std::pair<int, bool> best = {-1, false};
  std::vector<AddressMatch> matches;
  for (const Locality* unit : parts[lowest].units) {
    if (unit->kind() != level) continue;
    const std::string spelt = text::SpellingKey(parts[lowest].text);
    const bool same = spelt == text::SpellingKey(unit->full_name()) || spelt == text::SpellingKey(unit->display_name());
    const std::pair<int, bool> fit = {Agreement(atlas, *unit, parts, lowest), same};
    if (fit > best) matches.clear();
    if (fit >= best) {
      best = fit;
      matches.push_back({unit, rest});
    }
  }
  return matches;
}

}  // namespace ocop::registry
