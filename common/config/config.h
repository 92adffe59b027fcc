// The settings of a binary, each registered once with its type, default and help:
//
//   config::Settings settings("registry", "Serves localities, producers, products and plans.");
//   const std::string& listen = settings.Address("listen", "127.0.0.1:50051", "Address to serve gRPC on");
//   const std::string& database_url = settings.Secret("database-url", "", "Where PostgreSQL is");
//   const int& connections = settings.Integer("database-connections", 8, "Size of the connection pool", {.least = 1});
//   settings.ParseOrExit(argc, argv);
//
// A value is taken from the flag (--database-url=…), else from the environment (OCOP_DATABASE_URL; an empty variable
// counts as absent), else from the file named by --config or OCOP_CONFIG (`database-url = "…"`), else the default.
// The references stay valid as long as the Settings and hold the default until parsing. --config and --log-severity are
// there for every binary.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/logging/logging.h"

namespace ocop::config {

// What a number or a duration may be; without `most` it may be as large as it likes.
template <typename T>
struct Limits {
  T least;
  std::optional<T> most = std::nullopt;
};

class Settings {
 public:
  // Like std::getenv: the value of a variable, or nullptr.
  using Environment = std::function<const char*(const char* variable)>;

  Settings(std::string_view binary, std::string_view description);
  ~Settings();
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  // Names are lower-case words joined by hyphens. Registering a name twice is a bug and ends the process.
  std::string& Text(std::string_view name, std::string_view default_value, std::string_view help);
  // A text that is never shown, neither in logs nor in help.
  std::string& Secret(std::string_view name, std::string_view default_value, std::string_view help);
  // Where to listen, as address.h has it.
  std::string& Address(std::string_view name, std::string_view default_value, std::string_view help);
  // A file that can be read, or a folder; empty for none. A default is not looked for.
  std::string& File(std::string_view name, std::string_view default_value, std::string_view help);
  std::string& Folder(std::string_view name, std::string_view default_value, std::string_view help);
  int& Integer(std::string_view name, int default_value, std::string_view help, Limits<int> limits);
  // `--name` alone means true.
  bool& Boolean(std::string_view name, bool default_value, std::string_view help);
  // Written "1.5s", "100ms", "2h30m".
  absl::Duration& Duration(std::string_view name, absl::Duration default_value, std::string_view help,
                           Limits<absl::Duration> limits);

  // What must hold between settings: called when all are read, it says what is wrong, or nothing.
  void Rule(std::function<std::string()> mistake);
  // A rule: the text setting `name`, when it is set, is of use with `other` alone. Both are registered already.
  void Requires(std::string_view name, std::string_view other);

  // INVALID_ARGUMENT with everything that is wrong, naming the flag, variable or key at fault: what is unknown, values
  // of the wrong type or outside their limits, rules that do not hold.
  // A configuration file that cannot be read (NOT_FOUND) or has a wrong line is told alone: what it sets is not known.
  absl::Status Parse(int argc, const char* const* argv, const Environment& environment);

  // Whether --help was given; then nothing else has been read.
  bool help_requested() const;
  std::string Help() const;

  // All values in force, fit to be logged: secrets and passwords inside other values are "***".
  logging::Fields Effective() const;

  // What main() calls. Errors are one line on stderr and exit code 2; --help goes to stdout with exit code 0.
  // Otherwise the process logs under the binary's name from here on, what --log-severity lets through; first the values
  // in force.
  void ParseOrExit(int argc, const char* const* argv);

 private:
  struct Impl;  // Keeps CLI11 out of this header, which every binary includes.
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocop::config
