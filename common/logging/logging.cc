#include "common/logging/logging.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace ocop::logging {
namespace {

constexpr std::array<const char*, 4> kSeverityNames = {"DEBUG", "INFO", "WARNING", "ERROR"};

struct State {
  std::atomic<Severity> minimum = Severity::kInfo;
  absl::Mutex mutex;
  std::string service ABSL_GUARDED_BY(mutex);
  std::function<void(std::string_view)> sink ABSL_GUARDED_BY(mutex);
};

// Never destroyed, so that destructors of other static objects can still log.
State& GetState() {
  static auto* const state = new State;
  return *state;
}

// One write per line: another process on the same pipe then cannot put its line into the middle of ours.
void WriteToStderr(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // Nobody reads our logs; the service goes on.
    line.remove_prefix(static_cast<size_t>(written));
  }
}

void AddField(const Field& field, nlohmann::ordered_json& line) {
  std::string key = field.key;
  while (line.contains(key)) key += '_';
  std::visit([&](const auto& value) { line[key] = value; }, field.value.get());
}

}  // namespace

void Log(Severity severity, std::string_view message, const Fields& fields) {
  if (!IsEnabled(severity)) return;
  State& state = GetState();
  absl::MutexLock lock(&state.mutex);
  // The time is taken under the lock, so that it never falls from one line to the next.
  nlohmann::ordered_json line = {{"time", absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone())},
                                 {"severity", kSeverityNames[static_cast<size_t>(severity)]},
                                 {"service", state.service},
                                 {"message", message}};
  for (const Field& field : fields) AddField(field, line);
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  if (state.sink) {
    state.sink(text);
  } else {
    WriteToStderr(text);
  }
}

bool IsEnabled(Severity severity) {
  return severity >= GetState().minimum.load(std::memory_order_relaxed);
}

std::optional<Severity> SeverityNamed(std::string_view name) {
  for (size_t i = 0; i < kSeverityNames.size(); ++i) {
    if (absl::EqualsIgnoreCase(kSeverityNames[i], absl::string_view(name.data(), name.size()))) {
      return static_cast<Severity>(i);
    }
  }
  return std::nullopt;
}

void SetMinimumSeverity(Severity severity) {
  GetState().minimum = severity;
}

void SetService(std::string_view name) {
  State& state = GetState();
  absl::MutexLock lock(&state.mutex);
  state.service = std::string(name);
}

void SetSink(std::function<void(std::string_view)> sink) {
  State& state = GetState();
  absl::MutexLock lock(&state.mutex);
  state.sink = std::move(sink);
}

}  // namespace ocop::logging
