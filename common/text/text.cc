#include "common/text/text.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"

namespace ocop::text {
namespace {

constexpr utf8proc_int32_t kReplacement = 0xFFFD;
constexpr std::string_view kReplacementCharacter = "\uFFFD";
constexpr utf8proc_int32_t kSmallDWithStroke = 0x0111;

const utf8proc_uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// Takes the first code point off a non-empty `text`; -1 and one byte where it is not UTF-8.
utf8proc_int32_t TakeCodePoint(std::string_view& text) {
  utf8proc_int32_t code_point;
  const utf8proc_ssize_t length =
      utf8proc_iterate(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  text.remove_prefix(length > 0 ? length : 1);
  return length > 0 ? code_point : -1;
}

bool IsAscii(std::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isascii(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

bool IsSpace(utf8proc_int32_t code_point) {
  if (code_point < 0x80) return absl::ascii_isspace(static_cast<unsigned char>(code_point));
  const utf8proc_category_t category = utf8proc_category(code_point);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

// The five tone marks of Vietnamese: grave, acute, tilde, hook above, dot below.
bool IsTone(utf8proc_int32_t code_point) {
  return code_point == 0x0300 || code_point == 0x0301 || code_point == 0x0303 || code_point == 0x0309 ||
         code_point == 0x0323;
}

// Adds one folded code point to `out`, where a blank waits in `blank` until something follows it.
void AppendFolded(utf8proc_int32_t code_point, bool& blank, std::string& out) {
  if (IsSpace(code_point)) {
    blank = true;
    return;
  }
  if (blank && !out.empty()) out += ' ';
  blank = false;
  // Unicode does not decompose đ: its stroke is part of the letter, not a mark upon it.
  if (code_point == kSmallDWithStroke) code_point = 'd';
  utf8proc_uint8_t encoded[4];
  out.append(reinterpret_cast<const char*>(encoded), utf8proc_encode_char(code_point, encoded));
}

}  // namespace

bool IsValidUtf8(std::string_view bytes) {
  while (!bytes.empty()) {
    if (TakeCodePoint(bytes) < 0) return false;
  }
  return true;
}

std::string ToUtf8(std::string_view bytes) {
  if (IsValidUtf8(bytes)) return std::string(bytes);
  std::string text;
  while (!bytes.empty()) {
    const std::string_view before = bytes;
    const bool valid = TakeCodePoint(bytes) >= 0;
    text.append(valid ? before.substr(0, before.size() - bytes.size()) : kReplacementCharacter);
  }
  return text;
}

absl::StatusOr<std::string> Nfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length = utf8proc_map(Bytes(text), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length == UTF8PROC_ERROR_NOMEM) return absl::ResourceExhaustedError("no memory to normalise the text");
  if (length < 0) return absl::InvalidArgumentError("the text is not valid UTF-8");
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(length));
}

std::string Fold(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                           UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  // Unicode promises that no code point decomposes into more than 18.
  constexpr utf8proc_ssize_t kLongestDecomposition = 32;
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  while (!text.empty()) {
    const utf8proc_int32_t code_point = TakeCodePoint(text);
    utf8proc_int32_t parts[kLongestDecomposition];
    int boundary_class = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(code_point < 0 ? kReplacement : code_point, parts,
                                                           kLongestDecomposition, kOptions, &boundary_class);
    for (utf8proc_ssize_t i = 0; i < count; ++i) AppendFolded(parts[i], blank, out);
  }
  return out;
}

std::string SpellingKey(std::string_view text) {
  constexpr auto kOptions =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  constexpr utf8proc_ssize_t kLongestDecomposition = 32;
  std::string out;
  // Of the word under way: they follow it.
  std::string tones;
  bool blank = false;
  while (!text.empty()) {
    const utf8proc_int32_t code_point = TakeCodePoint(text);
    utf8proc_int32_t parts[kLongestDecomposition];
    int boundary_class = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(code_point < 0 ? kReplacement : code_point, parts,
                                                           kLongestDecomposition, kOptions, &boundary_class);
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      utf8proc_uint8_t encoded[4];
      const auto length = static_cast<size_t>(utf8proc_encode_char(parts[i], encoded));
      if (IsTone(parts[i])) {
        tones.append(reinterpret_cast<const char*>(encoded), length);
      } else if (IsSpace(parts[i])) {
        out += std::exchange(tones, "");
        blank = !out.empty();
      } else {
        if (std::exchange(blank, false)) out += ' ';
        out.append(reinterpret_cast<const char*>(encoded), length);
      }
    }
  }
  return out + tones;
}

int CountCharacters(std::string_view text) {
  int count = 0;
  for (; !text.empty(); ++count) TakeCodePoint(text);
  return count;
}

std::string CamelToSnake(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && absl::ascii_isupper(name[i])) {
      const bool after_word = !absl::ascii_isupper(name[i - 1]) && name[i - 1] != '_';
      const bool ends_acronym =
          absl::ascii_isupper(name[i - 1]) && i + 1 < name.size() && absl::ascii_islower(name[i + 1]);
      if (after_word || ends_acronym) out += '_';
    }
    out += absl::ascii_tolower(name[i]);
  }
  return out;
}

}  // namespace ocop::text
