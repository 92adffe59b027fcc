// Structured logs: one JSON object a line on stderr, which collectors read without a parser of their own.
//
//   logging::SetService("registry");
//   logging::Info("migrated", {{"version", 3}, {"took_ms", 12.5}});
//
// writes {"time":"2024-12-31T17:00:00.000000Z","severity":"INFO","service":"registry","message":"migrated","version":3,
// "took_ms":12.5}. The message is constant; what varies goes into fields, so that equal events can be counted.
// Everything here is thread safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"

namespace ocop::logging {

enum class Severity { kDebug, kInfo, kWarning, kError };

// A field's value. The constructors are implicit so that a field can be written {"version", 3}.
class Value {
 public:
  Value(std::string text) : value_(std::move(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(absl::string_view text) : value_(std::string(text)) {}
  Value(const char* text) : value_(std::string(text)) {}
  Value(bool value) : value_(value) {}
  template <std::integral Integer>
  Value(Integer value) : value_(static_cast<int64_t>(value)) {}
  template <std::floating_point Float>
  Value(Float value) : value_(static_cast<double>(value)) {}

  const std::variant<std::string, int64_t, double, bool>& get() const { return value_; }

 private:
  std::variant<std::string, int64_t, double, bool> value_;
};

struct Field {
  std::string key;
  Value value;
};
using Fields = std::vector<Field>;

// A field whose key is taken (time, severity, service, message, an earlier field) is written with "_" added to its key.
// Bytes that are not UTF-8 become U+FFFD.
void Log(Severity severity, std::string_view message, const Fields& fields = {});

inline void Debug(std::string_view message, const Fields& fields = {}) {
  Log(Severity::kDebug, message, fields);
}
inline void Info(std::string_view message, const Fields& fields = {}) {
  Log(Severity::kInfo, message, fields);
}
inline void Warning(std::string_view message, const Fields& fields = {}) {
  Log(Severity::kWarning, message, fields);
}
inline void Error(std::string_view message, const Fields& fields = {}) {
  Log(Severity::kError, message, fields);
}

// Whether a line of this severity is written; for callers whose fields are dear to make.
bool IsEnabled(Severity severity);

// DEBUG, INFO, WARNING or ERROR, in any case; nothing for another name.
std::optional<Severity> SeverityNamed(std::string_view name);

// INFO from the start.
void SetMinimumSeverity(Severity severity);

// The name of this process in every line.
void SetService(std::string_view name);

// Lines, each with its line break, go to `sink` instead of stderr, one call at a time; nullptr restores stderr.
// The sink must not log.
void SetSink(std::function<void(std::string_view line)> sink);

}  // namespace ocop::logging
