#include "services/salespoints/rules/trace_key.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::salespoints {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kTraceLength = 12;

// Luhn's check over this alphabet.
char CheckCharacter(std::string_view code) {
  size_t sum = 0;
  size_t factor = 2;
  for (auto c = code.rbegin(); c != code.rend(); ++c) {
    const size_t addend = factor * kAlphabet.find(*c);
    sum += addend / kAlphabet.size() + addend % kAlphabet.size();
    factor = 3 - factor;
  }
  return kAlphabet[(kAlphabet.size() - sum % kAlphabet.size()) % kAlphabet.size()];
}

std::optional<std::string> ReadTraceCode(std::string_view text) {
  std::string code;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    // As people read them.
    code.push_back(upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper);
  }
  if (code.size() != kTraceLength + 1) return std::nullopt;
  if (code.find_first_not_of(kAlphabet) != std::string::npos) return std::nullopt;
  if (CheckCharacter(std::string_view(code).substr(0, kTraceLength)) != code.back()) return std::nullopt;
  return code;
}

}  // namespace

std::optional<char> CheckDigitOf(std::string_view gtin) {
  if (gtin.size() != 8 && (gtin.size() < 12 || gtin.size() > 14)) return std::nullopt;
  if (gtin.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  // From the right, without the check digit: three times every second digit from the first on, and the others.
  int sum = 0;
  for (size_t place = 1; place < gtin.size(); ++place) {
    sum += (gtin[gtin.size() - 1 - place] - '0') * (place % 2 == 1 ? 3 : 1);
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<std::string> NormalGtin(std::string_view gtin) {
  if (const auto check = CheckDigitOf(gtin); !check || *check != gtin.back()) return std::nullopt;
  return std::string(14 - gtin.size(), '0').append(gtin);
}

std::string NewTraceCode(uint64_t random) {
  std::string code;
  for (size_t i = 0; i < kTraceLength; ++i) {
    code.push_back(kAlphabet[random % kAlphabet.size()]);
    random /= kAlphabet.size();
  }
  return code + CheckCharacter(code);
}

std::optional<TraceKey> ReadTraceKey(std::string_view text) {
  if (auto code = ReadTraceCode(text)) return TraceKey{.trace_code = *code};
  const std::vector<std::string> parts = absl::StrSplit(status::View(text.substr(0, text.find_first_of("?#"))), '/');
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] == "trace") {
      auto code = ReadTraceCode(parts[i + 1]);
      return code ? std::optional(TraceKey{.trace_code = *code}) : std::nullopt;
    }
    if (parts[i] != "01" || i + 3 >= parts.size() || parts[i + 2] != "10") continue;
    auto gtin = NormalGtin(parts[i + 1]);
    if (!gtin || parts[i + 3].empty()) return std::nullopt;
    return TraceKey{.gtin = *gtin, .lot_number = parts[i + 3]};
  }
  return std::nullopt;
}

std::string DigitalLink(std::string_view base, const TraceKey& key) {
  const absl::string_view host = status::View(base);
  if (key.gtin.empty()) return absl::StrCat(host, "/trace/", key.trace_code);
  return absl::StrCat(host, "/01/", key.gtin, "/10/", key.lot_number);
}

}  // namespace ocop::salespoints
