#include "common/config/config.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/config/address.h"
#include "common/config/config_file.h"
#include "common/config/mask.h"

namespace ocop::config {
namespace {

constexpr char kHidden[] = "***";

struct Setting {
  std::string name;
  bool secret = false;
  std::variant<std::string, int, bool, absl::Duration> value;
  // What a value is, for the error message.
  std::string kind;
  // Whether a value that was given is one; none: every one of its type is.
  std::function<bool()> valid;
  CLI::Option* option = nullptr;
};

// A value as it was written, and where, for the error message.
struct Given {
  std::string text;
  std::string place;
};

std::string Variable(const std::string& name) {
  return "OCOP_" + absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}}));
}

std::string ToText(const std::string& value) {
  return value;
}
std::string ToText(int value) {
  return absl::StrCat(value);
}
std::string ToText(bool value) {
  return value ? "true" : "false";
}
std::string ToText(absl::Duration value) {
  return absl::FormatDuration(value);
}

bool FromText(const std::string& text, std::string& value) {
  value = text;
  return true;
}
bool FromText(const std::string& text, int& value) {
  return absl::SimpleAtoi(text, &value);
}
bool FromText(const std::string& text, bool& value) {
  return absl::SimpleAtob(text, &value);
}
bool FromText(const std::string& text, absl::Duration& value) {
  return absl::ParseDuration(text, &value);
}

const char* TypeName(const std::string&) {
  return "text";
}
const char* TypeName(int) {
  return "a whole number";
}
const char* TypeName(bool) {
  return "true or false";
}
const char* TypeName(absl::Duration) {
  return "a duration such as 1.5s";
}

template <typename T>
std::string ToText(const Limits<T>& limits) {
  return limits.most ? absl::StrCat(ToText(limits.least), " to ", ToText(*limits.most))
                     : absl::StrCat(ToText(limits.least), " or more");
}

bool IsReadableFile(const std::string& path) {
  std::error_code error;
  return access(path.c_str(), R_OK) == 0 && !std::filesystem::is_directory(path, error);
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return access(path.c_str(), R_OK | X_OK) == 0 && std::filesystem::is_directory(path, error);
}

using Mistakes = std::vector<std::string>;

void Assign(const Given& given, Setting& setting, Mistakes& mistakes) {
  const bool read = std::visit([&](auto& value) { return FromText(given.text, value); }, setting.value);
  if (read && (!setting.valid || setting.valid())) return;
  mistakes.push_back(absl::StrCat(given.place, ": \"", given.text, "\" is not ", setting.kind));
}

// The arguments in the order CLI11 takes them, last first. Its release 2.1 reads `--name=` as if a value were to follow
// and would take the next flag for it; as two arguments it means what it says, the empty text.
std::vector<std::string> ReversedArguments(int argc, const char* const* argv) {
  std::vector<std::string> reversed;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    if (absl::StartsWith(argument, "--") && argument.find('=') == argument.size() - 1) {
      reversed.emplace_back();
      argument.pop_back();
    }
    reversed.push_back(std::move(argument));
  }
  return reversed;
}

void TellUnknown(const std::vector<std::string>& arguments, Mistakes& mistakes) {
  bool after_flag = false;
  for (const std::string& argument : arguments) {
    const bool is_flag = absl::StartsWith(argument, "-");
    if (is_flag) {
      // Without its value, which may be a password.
      mistakes.push_back("unknown flag " + argument.substr(0, argument.find('=')));
    } else if (!after_flag) {
      mistakes.push_back(absl::StrCat("unexpected argument \"", argument, "\""));
    }
    // The next may be the value of this flag, if it has none yet.
    after_flag = is_flag && argument.find('=') == std::string::npos;
  }
}

}  // namespace

struct Settings::Impl {
  Impl(std::string_view binary, std::string_view description);

  template <typename T>
  T& Add(std::string_view name, T default_value, std::string_view help, bool secret = false);
  // The same, with more that a value must be.
  template <typename T>
  T& AddLimited(std::string_view name, T default_value, std::string_view help, Limits<T> limits);
  std::string& AddText(std::string_view name, std::string_view default_value, std::string_view help, const char* kind,
                       std::function<bool(const std::string&)> valid);
  absl::Status ParseFlags(int argc, const char* const* argv, Mistakes& mistakes);
  absl::Status ReadFile(const std::string& path, Mistakes& mistakes);
  const std::string& TextOf(std::string_view name) const;
  // What flag, environment or file say, the first of them that says anything.
  std::optional<Given> Find(const Setting& setting, const Environment& environment) const;

  CLI::App app;
  std::string name;
  std::deque<Setting> settings;  // Its elements never move, so the references handed out stay valid.
  std::string& file_path;        // The value of the first setting, --config.
  std::string& log_severity;
  std::map<std::string, std::string> file;
  std::vector<std::function<std::string()>> rules;
  bool help_requested = false;
};

Settings::Impl::Impl(std::string_view binary, std::string_view description)
    : app(std::string(description), std::string(binary)),
      name(binary),
      file_path(Add<std::string>("config", "", "File of settings, a line each: name = value")),
      log_severity(AddText("log-severity", "INFO",
                           "Least severity that is logged: DEBUG (every call that is answered), INFO, WARNING, ERROR",
                           "DEBUG, INFO, WARNING or ERROR",
                           [](const std::string& text) { return logging::SeverityNamed(text).has_value(); })) {
  app.set_help_flag("--help", "Print this and exit");
  app.allow_extras();  // So that we name what is unknown in our words.
}

template <typename T>
T& Settings::Impl::Add(std::string_view name, T default_value, std::string_view help, bool secret) {
  Setting& setting = settings.emplace_back(Setting{std::string(name), secret, default_value, TypeName(default_value)});
  const std::string flag = "--" + setting.name;
  const std::string text = absl::StrCat(std::string(help), " [", Variable(setting.name), "]");
  // CLI11 only finds the texts; one conversion then serves flags, environment and file alike.
  setting.option = std::is_same_v<T, bool> ? app.add_flag(flag, text) : app.add_option(flag, text);
  setting.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (!secret) setting.option->default_str(ToText(default_value));
  return std::get<T>(setting.value);
}

template <typename T>
T& Settings::Impl::AddLimited(std::string_view name, T default_value, std::string_view help, Limits<T> limits) {
  T& value = Add(name, default_value, absl::StrCat(std::string(help), "; ", ToText(limits)));
  settings.back().kind = absl::StrCat(TypeName(value), ", ", ToText(limits));
  settings.back().valid = [&value, limits] { return value >= limits.least && (!limits.most || value <= *limits.most); };
  return value;
}

std::string& Settings::Impl::AddText(std::string_view name, std::string_view default_value, std::string_view help,
                                     const char* kind, std::function<bool(const std::string&)> valid) {
  std::string& value = Add(name, std::string(default_value), help);
  settings.back().kind = kind;
  settings.back().valid = [&value, valid = std::move(valid)] { return valid(value); };
  return value;
}

absl::Status Settings::Impl::ParseFlags(int argc, const char* const* argv, Mistakes& mistakes) {
  try {
    app.parse(ReversedArguments(argc, argv));
  } catch (const CLI::CallForHelp&) {
    help_requested = true;
    return absl::OkStatus();
  } catch (const CLI::Error& error) {
    return absl::InvalidArgumentError(error.what());
  }
  TellUnknown(app.remaining(), mistakes);
  return absl::OkStatus();
}

absl::Status Settings::Impl::ReadFile(const std::string& path, Mistakes& mistakes) {
  absl::StatusOr<std::map<std::string, std::string>> read = ReadConfigFile(path);
  if (!read.ok()) return read.status();
  file = *std::move(read);
  for (const auto& [key, value] : file) {
    // A file that names another file would be a chain; --config itself is no key.
    const auto known = std::find_if(settings.begin() + 1, settings.end(), [&](const auto& s) { return s.name == key; });
    if (known == settings.end()) mistakes.push_back(absl::StrCat(path, ": unknown key ", key));
  }
  return absl::OkStatus();
}

const std::string& Settings::Impl::TextOf(std::string_view name) const {
  const auto known = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.name == name; });
  return std::get<std::string>(known->value);
}

std::optional<Given> Settings::Impl::Find(const Setting& setting, const Environment& environment) const {
  if (setting.option->count() > 0) return Given{setting.option->results().back(), "--" + setting.name};
  const std::string variable = Variable(setting.name);
  if (const char* value = environment(variable.c_str()); value != nullptr && *value != '\0') {
    return Given{value, variable};
  }
  if (const auto it = file.find(setting.name); it != file.end()) {
    return Given{it->second, absl::StrCat(file_path, ": ", setting.name)};
  }
  return std::nullopt;
}

Settings::Settings(std::string_view binary, std::string_view description)
    : impl_(std::make_unique<Impl>(binary, description)) {}

Settings::~Settings() = default;

std::string& Settings::Text(std::string_view name, std::string_view default_value, std::string_view help) {
  return impl_->Add(name, std::string(default_value), help);
}

std::string& Settings::Secret(std::string_view name, std::string_view default_value, std::string_view help) {
  return impl_->Add(name, std::string(default_value), help, /*secret=*/true);
}

std::string& Settings::Address(std::string_view name, std::string_view default_value, std::string_view help) {
  return impl_->AddText(name, default_value, help, "an address such as 127.0.0.1:50051 or [::]:50051", IsAddress);
}

std::string& Settings::File(std::string_view name, std::string_view default_value, std::string_view help) {
  return impl_->AddText(name, default_value, help, "a file that can be read",
                        [](const std::string& path) { return path.empty() || IsReadableFile(path); });
}

std::string& Settings::Folder(std::string_view name, std::string_view default_value, std::string_view help) {
  return impl_->AddText(name, default_value, help, "a folder that can be read",
                        [](const std::string& path) { return path.empty() || IsFolder(path); });
}

int& Settings::Integer(std::string_view name, int default_value, std::string_view help, Limits<int> limits) {
  return impl_->AddLimited(name, default_value, help, limits);
}

bool& Settings::Boolean(std::string_view name, bool default_value, std::string_view help) {
  return impl_->Add(name, default_value, help);
}

absl::Duration& Settings::Duration(std::string_view name, absl::Duration default_value, std::string_view help,
                                   Limits<absl::Duration> limits) {
  return impl_->AddLimited(name, default_value, help, limits);
}

void Settings::Rule(std::function<std::string()> mistake) {
  impl_->rules.push_back(std::move(mistake));
}

void Settings::Requires(std::string_view name, std::string_view other) {
  const std::string& value = impl_->TextOf(name);
  const std::string& required = impl_->TextOf(other);
  Rule([&value, &required, text = absl::StrCat(std::string(name), " is of no use without ", std::string(other))] {
    return value.empty() || !required.empty() ? std::string() : text;
  });
}

absl::Status Settings::Parse(int argc, const char* const* argv, const Environment& environment) {
  Mistakes mistakes;
  absl::Status status = impl_->ParseFlags(argc, argv, mistakes);
  if (!status.ok() || impl_->help_requested) return status;
  if (const auto path = impl_->Find(impl_->settings.front(), environment)) {
    status = impl_->ReadFile(path->text, mistakes);
    if (!status.ok()) return status;
    impl_->file_path = path->text;
  }
  for (Setting& setting : impl_->settings) {
    if (const auto given = impl_->Find(setting, environment)) Assign(*given, setting, mistakes);
  }
  for (const auto& rule : impl_->rules) {
    if (std::string mistake = rule(); !mistake.empty()) mistakes.push_back(std::move(mistake));
  }
  return mistakes.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(mistakes, "; "));
}

bool Settings::help_requested() const {
  return impl_->help_requested;
}

std::string Settings::Help() const {
  return impl_->app.help();
}

logging::Fields Settings::Effective() const {
  logging::Fields fields;
  for (const Setting& setting : impl_->settings) {
    std::string text = std::visit([](const auto& value) { return ToText(value); }, setting.value);
    // An empty secret is shown as such: that it is missing is what one looks for.
    if (setting.secret && !text.empty()) text = kHidden;
    fields.push_back({setting.name, MaskPasswords(text)});
  }
  return fields;
}

void Settings::ParseOrExit(int argc, const char* const* argv) {
  const absl::Status status = Parse(argc, argv, [](const char* variable) { return std::getenv(variable); });
  if (!status.ok()) {
    std::fprintf(stderr, "%s: %s\n", impl_->name.c_str(), std::string(status.message()).c_str());
    std::exit(2);
  }
  if (help_requested()) {
    std::fputs(Help().c_str(), stdout);
    std::exit(0);
  }
  logging::SetService(impl_->name);
  if (const auto severity = logging::SeverityNamed(impl_->log_severity)) logging::SetMinimumSeverity(*severity);
  logging::Info("settings", Effective());
}

}  // namespace ocop::config
