#include "services/registry/rules/likeness.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "common/text/text.h"

namespace ocop::registry {
namespace {

using Words = std::vector<std::string>;

Words WordsOf(std::string_view text) {
  Words words;
  std::string word;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80) != 0) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// As pg_trgm has them: each word with two blanks before and one behind.
std::multiset<std::string> TrigramsOf(std::string_view text) {
  std::multiset<std::string> trigrams;
  for (const std::string& word : WordsOf(text)) {
    const std::string padded = absl::StrCat("  ", word, " ");
    for (size_t i = 0; i + 3 <= padded.size(); ++i) trigrams.insert(padded.substr(i, 3));
  }
  return trigrams;
}

// Twice what they share of what they have, percent (Dice).
int SharedTrigrams(std::string_view a, std::string_view b) {
  const auto of_a = TrigramsOf(a);
  const auto of_b = TrigramsOf(b);
  if (of_a.empty() || of_b.empty()) return 0;
  std::vector<std::string> shared;
  std::set_intersection(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), std::back_inserter(shared));
  return static_cast<int>(200 * shared.size() / (of_a.size() + of_b.size()));
}

// Letters to be left out, added, changed, or swapped with their neighbour (optimal string alignment).
size_t Slips(std::string_view a, std::string_view b) {
  // Three rows of the table are all that is looked at.
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

int WithoutSlips(std::string_view a, std::string_view b) {
  const size_t longer = std::max(a.size(), b.size());
  if (longer == 0) return 0;
  return static_cast<int>(100 * (longer - Slips(a, b)) / longer);
}

// Legal forms and what says nothing of one among many, folded; longer ones first where one begins another.
const std::vector<Words>& CommonPhrases() {
  static const auto& phrases = *[] {
    auto* made = new std::vector<Words>;
    for (const char* phrase : {"cong ty trach nhiem huu han",
                               "cong ty co phan",
                               "cong ty hop danh",
                               "cong ty",
                               "doanh nghiep tu nhan",
                               "doanh nghiep",
                               "lien hiep hop tac xa",
                               "hop tac xa",
                               "to hop tac",
                               "ho kinh doanh",
                               "ho san xuat",
                               "co so san xuat",
                               "co so",
                               "trang trai",
                               "hiep hoi",
                               "mot thanh vien",
                               "trach nhiem huu han",
                               "co phan",
                               "san xuat kinh doanh",
                               "san xuat",
                               "thuong mai dich vu",
                               "thuong mai",
                               "dich vu",
                               "nong nghiep tong hop",
                               "nong nghiep",
                               "che bien",
                               "xuat nhap khau",
                               "kinh doanh",
                               "cty",
                               "tnhh",
                               "mtv",
                               "ctcp",
                               "cp",
                               "dntn",
                               "htx",
                               "tht",
                               "hkd",
                               "cs",
                               "sx",
                               "sxkd",
                               "tm",
                               "dv",
                               "tmdv",
                               "sx tm",
                               "nn",
                               "xnk",
                               "chi nhanh",
                               "va"}) {
      made->push_back(absl::StrSplit(phrase, ' '));
    }
    std::stable_sort(made->begin(), made->end(), [](const Words& a, const Words& b) { return a.size() > b.size(); });
    return made;
  }();
  return phrases;
}

// The words of a common phrase that `words` has at `at`; 0 when there is none.
size_t CommonAt(const Words& words, size_t at) {
  for (const Words& phrase : CommonPhrases()) {
    if (at + phrase.size() <= words.size() &&
        std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<ptrdiff_t>(at))) {
      return phrase.size();
    }
  }
  return 0;
}

// Scores of NameScore.
constexpr int kItself = 100;
constexpr int kWithoutMarks = 96;
constexpr int kBegins = 85;
constexpr int kHasWords = 72;
constexpr int kLikeAtMost = 70;
constexpr int kLeastLike = 40;

// Whether every word of `query` begins a word of `name`.
bool BeginsWords(const std::string& query, const std::string& name) {
  const Words words = WordsOf(name);
  const Words asked = WordsOf(query);
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& wanted) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return absl::StartsWith(word, wanted); });
  });
}

// Of two words: by their slips alone, which groups of three letters would add little to, and only where few are
// possible.
int WordLikeness(const std::string& a, const std::string& b) {
  constexpr size_t kMostSlips = 2;
  const size_t longer = std::max(a.size(), b.size());
  if (longer - std::min(a.size(), b.size()) > kMostSlips) return 0;
  return a == b ? 100 : WithoutSlips(a, b);
}

// How like the words of `query` are to words of `name`, on the average.
int WordsAlike(const std::string& query, const std::string& name) {
  const Words words = WordsOf(name);
  const Words asked = WordsOf(query);
  if (asked.empty()) return 0;
  int sum = 0;
  for (const std::string& wanted : asked) {
    int best = 0;
    for (const std::string& word : words) best = std::max(best, WordLikeness(wanted, word));
    sum += best;
  }
  return sum / static_cast<int>(asked.size());
}

}  // namespace

int NameScore(std::string_view query, std::string_view name) {
  const std::string wanted = text::Fold(query);
  const std::string folded = text::Fold(name);
  if (wanted == folded) return text::SpellingKey(query) == text::SpellingKey(name) ? kItself : kWithoutMarks;
  // Within a class, the less there is besides the better; likeness proper is dear, and asked for where nothing else
  // fits.
  const int besides =
      folded.empty() ? 0 : static_cast<int>(10 * std::min(wanted.size(), folded.size()) / folded.size());
  if (absl::StartsWith(folded, wanted)) return kBegins + besides;
  if (BeginsWords(wanted, folded)) return kHasWords + besides;
  const int score = std::max(WithoutSlips(wanted, folded), WordsAlike(wanted, folded)) * kLikeAtMost / 100;
  return score >= kLeastLike ? score : 0;
}

int Likeness(std::string_view a, std::string_view b) {
  if (a == b) return a.empty() ? 0 : 100;
  // Not quite equal is never all.
  return std::min(99, std::max(SharedTrigrams(a, b), WithoutSlips(a, b)));
}

std::string CoreOfName(std::string_view name) {
  const Words words = WordsOf(text::Fold(name));
  Words core;
  for (size_t at = 0; at < words.size();) {
    if (const size_t common = CommonAt(words, at); common > 0) {
      at += common;
    } else {
      core.push_back(words[at++]);
    }
  }
  return absl::StrJoin(core.empty() ? words : core, " ");
}

std::string DigitsOf(std::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits += c;
  }
  const bool abroad = !number.empty() && number.front() == '+';
  if (abroad && absl::StartsWith(digits, "84")) return "0" + digits.substr(2);
  return digits;
}

}  // namespace ocop::registry
