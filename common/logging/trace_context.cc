#include "common/logging/trace_context.h"

#include <cstdint>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"

namespace ocop::logging {
namespace {

constexpr size_t kVersionAt = 0;
constexpr size_t kTraceIdAt = 3;
constexpr size_t kSpanIdAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kLength = 55;

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsId(std::string_view text) {
  return IsLowerHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

// 16 digits, never all 0, which the standard reserves for "invalid".
std::string RandomId() {
  thread_local absl::BitGen generator;
  return absl::StrCat(
      absl::Hex(absl::Uniform<uint64_t>(absl::IntervalClosed, generator, 1, UINT64_MAX), absl::kZeroPad16));
}

}  // namespace

std::optional<TraceContext> ParseTraceparent(std::string_view header) {
  if (header.size() < kLength) return std::nullopt;
  const std::string_view version = header.substr(kVersionAt, 2);
  if (!IsLowerHex(version) || version == "ff") return std::nullopt;
  // Only a later version may be longer, and then it must go on with a further field.
  if (header.size() > kLength && (version == "00" || header[kLength] != '-')) return std::nullopt;
  for (const size_t dash : {kTraceIdAt - 1, kSpanIdAt - 1, kFlagsAt - 1}) {
    if (header[dash] != '-') return std::nullopt;
  }
  const std::string_view trace_id = header.substr(kTraceIdAt, 32);
  const std::string_view span_id = header.substr(kSpanIdAt, 16);
  const std::string_view flags = header.substr(kFlagsAt, 2);
  if (!IsId(trace_id) || !IsId(span_id) || !IsLowerHex(flags)) return std::nullopt;
  // The lowest bit of the second digit; the other flags are unknown to level 1 and must not be passed on.
  const bool sampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
  return TraceContext{std::string(trace_id), std::string(span_id), sampled};
}

std::string FormatTraceparent(const TraceContext& context) {
  return absl::StrCat("00-", context.trace_id, "-", context.span_id, context.sampled ? "-01" : "-00");
}

TraceContext NewTrace() {
  return {RandomId() + RandomId(), RandomId(), true};
}

TraceContext ChildOf(const TraceContext& parent) {
  return {parent.trace_id, RandomId(), parent.sampled};
}

TraceContext ContinueTrace(std::string_view header) {
  const std::optional<TraceContext> parent = ParseTraceparent(header);
  return parent ? ChildOf(*parent) : NewTrace();
}

}  // namespace ocop::logging
