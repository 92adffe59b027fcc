// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context/): the header `traceparent`, which joins the log
// lines of one request across processes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ocop::logging {

struct TraceContext {
  std::string trace_id;  // 32 lower-case hexadecimal digits, not all 0: the whole request.
  std::string span_id;   // 16 of them, not all 0: this step of it.
  bool sampled = false;  // Whether the caller may have recorded its part.

  bool operator==(const TraceContext&) const = default;
};

// nullopt for whatever the standard calls invalid. Versions after 00 are read as far as 00 goes.
std::optional<TraceContext> ParseTraceparent(std::string_view header);
// Always version 00.
std::string FormatTraceparent(const TraceContext& context);

// The first step of a new trace.
TraceContext NewTrace();
// A further step of the same trace.
TraceContext ChildOf(const TraceContext& parent);
// What a server does with the header it received, or with none: a child of a valid one, else a new trace.
TraceContext ContinueTrace(std::string_view header);

}  // namespace ocop::logging
