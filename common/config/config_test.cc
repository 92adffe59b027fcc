#include "common/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace ocop::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SettingsTest : public testing::Test {
 protected:
  absl::Status Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "program");
    return settings_.Parse(static_cast<int>(arguments.size()), arguments.data(), [this](const char* variable) {
      const auto it = environment_.find(variable);
      return it == environment_.end() ? nullptr : it->second.c_str();
    });
  }

  std::string ErrorOf(std::vector<const char*> arguments) {
    const absl::Status status = Parse(std::move(arguments));
    EXPECT_FALSE(status.ok());
    return std::string(status.message());
  }

  // The value of `name` as it would be logged.
  std::string Shown(const std::string& name) const {
    for (const logging::Field& field : settings_.Effective()) {
      if (field.key == name) return std::get<std::string>(field.value.get());
    }
    return "no such setting";
  }

  std::string WriteFile(const std::string& content) {
    const std::string path = testing::TempDir() + "config_test.toml";
    std::ofstream(path) << content;
    return path;
  }

  std::map<std::string, std::string> environment_;
  Settings settings_{"registry", "Serves things."};
  std::string& listen_ = settings_.Text("listen", "127.0.0.1:1", "Address to serve on");
  std::string& database_url_ = settings_.Secret("database-url", "", "The database");
  int& connections_ = settings_.Integer("database-connections", 8, "Pool size", {.least = -9, .most = 99});
  bool& migrate_ = settings_.Boolean("migrate", false, "Migrate and exit");
  absl::Duration& timeout_ =
      settings_.Duration("timeout", absl::Seconds(1), "Longest wait", {.least = absl::Milliseconds(1)});
};

TEST_F(SettingsTest, HasDefaults) {
  ASSERT_TRUE(Parse({}).ok());
  EXPECT_EQ(listen_, "127.0.0.1:1");
  EXPECT_EQ(database_url_, "");
  EXPECT_EQ(connections_, 8);
  EXPECT_FALSE(migrate_);
  EXPECT_EQ(timeout_, absl::Seconds(1));
}

TEST_F(SettingsTest, ReadsFlagsOfEveryType) {
  ASSERT_TRUE(Parse({"--listen=[::]:2", "--database-url", "host=a b=c", "--database-connections=-3", "--migrate",
                     "--timeout=1m30s"})
                  .ok());
  EXPECT_EQ(listen_, "[::]:2");
  EXPECT_EQ(database_url_, "host=a b=c");
  EXPECT_EQ(connections_, -3);
  EXPECT_TRUE(migrate_);
  EXPECT_EQ(timeout_, absl::Seconds(90));
}

TEST_F(SettingsTest, AFlagCanBeEmptyOrFalseAndTheLastOneCounts) {
  ASSERT_TRUE(Parse({"--listen=a", "--listen=", "--migrate", "--migrate=false", "--database-url="}).ok());
  EXPECT_EQ(listen_, "");
  EXPECT_FALSE(migrate_);
  EXPECT_EQ(database_url_, "");
}

TEST_F(SettingsTest, FlagBeforeEnvironmentBeforeFileBeforeDefault) {
  const std::string path = WriteFile("listen = file\ndatabase-connections = 3\ntimeout = 3s\nmigrate = true\n");
  environment_ = {{"OCOP_LISTEN", "environment"}, {"OCOP_DATABASE_CONNECTIONS", "2"}, {"OCOP_CONFIG", path}};
  ASSERT_TRUE(Parse({"--listen", "flag"}).ok());
  EXPECT_EQ(listen_, "flag");
  EXPECT_EQ(connections_, 2);
  EXPECT_EQ(timeout_, absl::Seconds(3));
  EXPECT_TRUE(migrate_);
  EXPECT_EQ(database_url_, "");
}

TEST_F(SettingsTest, AnEmptyVariableCountsAsAbsent) {
  environment_ = {{"OCOP_DATABASE_CONNECTIONS", ""}};
  ASSERT_TRUE(Parse({}).ok());
  EXPECT_EQ(connections_, 8);
}

TEST_F(SettingsTest, NamesWhatItDoesNotKnow) {
  EXPECT_EQ(ErrorOf({"--lisen=s3cret"}), "unknown flag --lisen");
  EXPECT_EQ(ErrorOf({"--lisen", "x"}), "unknown flag --lisen");
  EXPECT_EQ(ErrorOf({"-l"}), "unknown flag -l");
  EXPECT_EQ(ErrorOf({"more"}), "unexpected argument \"more\"");
  const std::string path = WriteFile("lisen = x\n");
  EXPECT_EQ(ErrorOf({"--config", path.c_str()}), path + ": unknown key lisen");
}

TEST_F(SettingsTest, AFileCannotNameAnother) {
  const std::string path = WriteFile("config = other\n");
  EXPECT_EQ(ErrorOf({"--config", path.c_str()}), path + ": unknown key config");
}

TEST_F(SettingsTest, NamesTheValueOfTheWrongTypeAndItsPlace) {
  EXPECT_EQ(ErrorOf({"--database-connections=many"}),
            "--database-connections: \"many\" is not a whole number, -9 to 99");
  EXPECT_EQ(ErrorOf({"--database-connections=99999999999"}),
            "--database-connections: \"99999999999\" is not a whole number, -9 to 99");
  EXPECT_EQ(ErrorOf({"--timeout=5"}), "--timeout: \"5\" is not a duration such as 1.5s, 1ms or more");
  environment_ = {{"OCOP_MIGRATE", "perhaps"}};
  EXPECT_EQ(ErrorOf({}), "OCOP_MIGRATE: \"perhaps\" is not true or false");
  environment_.clear();
  const std::string path = WriteFile("timeout = long\n");
  EXPECT_EQ(ErrorOf({"--config", path.c_str()}),
            path + ": timeout: \"long\" is not a duration such as 1.5s, 1ms or more");
}

TEST_F(SettingsTest, NamesAFlagWithoutItsValue) {
  EXPECT_THAT(ErrorOf({"--listen"}), HasSubstr("--listen"));
}

TEST_F(SettingsTest, NamesAFileThatIsNotThere) {
  EXPECT_THAT(ErrorOf({"--config=/nonexistent/file"}), HasSubstr("/nonexistent/file"));
}

TEST_F(SettingsTest, ShowsEffectiveValuesWithoutSecrets) {
  ASSERT_TRUE(Parse({"--database-url=s3cret", "--listen=postgresql://me:s3cret@db/app", "--timeout=90s"}).ok());
  EXPECT_EQ(Shown("database-url"), "***");
  EXPECT_EQ(Shown("listen"), "postgresql://me:***@db/app");
  EXPECT_EQ(Shown("timeout"), "1m30s");
  EXPECT_EQ(Shown("database-connections"), "8");
  EXPECT_EQ(Shown("migrate"), "false");
}

TEST_F(SettingsTest, ShowsThatASecretIsMissing) {
  ASSERT_TRUE(Parse({}).ok());
  EXPECT_EQ(Shown("database-url"), "");
}

TEST_F(SettingsTest, HelpTellsFlagVariableAndDefault) {
  ASSERT_TRUE(Parse({"--help"}).ok());
  EXPECT_TRUE(settings_.help_requested());
  EXPECT_THAT(settings_.Help(), AllOf(HasSubstr("Serves things."), HasSubstr("--listen"), HasSubstr("127.0.0.1:1"),
                                      HasSubstr("Address to serve on"), HasSubstr("OCOP_LISTEN")));
}

TEST_F(SettingsTest, HelpDoesNotShowASecretDefault) {
  settings_.Secret("key", "s3cret", "A key");
  EXPECT_THAT(settings_.Help(), Not(HasSubstr("s3cret")));
}

TEST_F(SettingsTest, ParseOrExitLeavesWithOneLineAndTwo) {
  const char* const arguments[] = {"program", "--lisen=x"};
  EXPECT_EXIT(settings_.ParseOrExit(2, arguments), testing::ExitedWithCode(2), "^registry: unknown flag --lisen\n$");
}

TEST_F(SettingsTest, ParseOrExitLeavesWithZeroAfterHelp) {
  const char* const arguments[] = {"program", "--help"};
  EXPECT_EXIT(settings_.ParseOrExit(2, arguments), testing::ExitedWithCode(0), "");
}

TEST_F(SettingsTest, EveryBinaryTakesTheSeverityOfItsLog) {
  EXPECT_EQ(ErrorOf({"--log-severity=LOUD"}), "--log-severity: \"LOUD\" is not DEBUG, INFO, WARNING or ERROR");
  const char* const arguments[] = {"program", "--log-severity=warning"};
  settings_.ParseOrExit(2, arguments);
  EXPECT_FALSE(logging::IsEnabled(logging::Severity::kInfo));
  EXPECT_TRUE(logging::IsEnabled(logging::Severity::kWarning));
  logging::SetMinimumSeverity(logging::Severity::kInfo);
}

TEST_F(SettingsTest, ParseOrExitLogsTheValuesInOneLine) {
  std::vector<std::string> lines;
  logging::SetSink([&lines](std::string_view line) { lines.emplace_back(line); });
  const char* const arguments[] = {"program", "--database-url=s3cret"};
  settings_.ParseOrExit(2, arguments);
  logging::SetSink(nullptr);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], AllOf(HasSubstr(R"("service":"registry","message":"settings")"),
                              HasSubstr(R"("database-url":"***")"), HasSubstr(R"("database-connections":"8")")));
}

}  // namespace
}  // namespace ocop::config
