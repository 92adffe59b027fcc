// The codes on labels: GTINs, trace codes of our own, and the links that QR codes hold (GS1 Digital Link).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ocop::salespoints {

// A GTIN-8, -12, -13 or -14 with 14 digits: the same number with zeros in front, as GS1 has it. Nothing when it is none
// of these or its check digit is wrong.
std::optional<std::string> NormalGtin(std::string_view gtin);

// What the last digit of a GTIN would have to be; nothing when it is none by its length or its characters.
std::optional<char> CheckDigitOf(std::string_view gtin);

// 12 characters of Crockford's alphabet, which leaves out letters that are mistaken for digits, and a check character
// that finds every single slip and nearly every swap of neighbours. Made of the lowest 60 bits of `random`.
std::string NewTraceCode(uint64_t random);

// What a label says: a trace code, or a GTIN with a lot number.
struct TraceKey {
  std::string trace_code;
  std::string gtin;
  std::string lot_number;
};

// Reads a trace code (in any case, with or without hyphens), a link or its path. Nothing when it is none of them.
std::optional<TraceKey> ReadTraceKey(std::string_view text);

// `{base}/01/{gtin}/10/{lot}`, or `{base}/trace/{trace_code}` without a GTIN.
std::string DigitalLink(std::string_view base, const TraceKey& key);

}  // namespace ocop::salespoints
