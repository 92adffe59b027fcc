// Text as people write it: normal forms, folding for search, counting, and the two cases of names.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ocop::text {

// Whether `bytes` is well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool IsValidUtf8(std::string_view bytes);

// `bytes` with U+FFFD in place of each that is not part of UTF-8: what a caller sent, to be told in a message.
std::string ToUtf8(std::string_view bytes);

// `text` in Unicode normal form C, so that equal words have equal bytes whichever keyboard wrote them.
// INVALID_ARGUMENT if `text` is not UTF-8.
absl::StatusOr<std::string> Nfc(std::string_view text);

// `text` as it is searched: lower case, no diacritics, đ as d, every run of white space one blank, none at the ends.
// Fold("Kẹo  DỪA") == "keo dua", and both places of the tone mark (hoà, hòa) give the same word.
// Folding twice changes nothing. A byte that is not UTF-8 becomes U+FFFD, which no sane query contains.
std::string Fold(std::string_view text);

// `text` as it is spelt, whichever keyboard wrote it: like Fold, but with its diacritics, the tone mark of each word
// moved behind it. Equal for hoà and hòa, and not for hoa.
std::string SpellingKey(std::string_view text);

// The number of code points, which is what AIP-210 calls characters. Count after Nfc, or ậ may count as three.
// A byte that is not UTF-8 counts as one.
int CountCharacters(std::string_view text);

// "CompliancePaper" -> "compliance_paper", "HTTPServer" -> "http_server". ASCII only, as identifiers are.
std::string CamelToSnake(std::string_view name);

}  // namespace ocop::text
