#include "common/logging/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "absl/strings/str_split.h"
#include "common/logging/trouble.h"

namespace ocop::logging {
namespace {

using nlohmann::json;

class LoggingTest : public testing::Test {
 protected:
  LoggingTest() {
    SetService("test");
    SetSink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  ~LoggingTest() override {
    SetSink(nullptr);
    SetMinimumSeverity(Severity::kInfo);
  }

  json Only() const {
    EXPECT_EQ(lines_.size(), 1u);
    return json::parse(lines_.at(0));
  }

  std::vector<std::string> lines_;
};

TEST_F(LoggingTest, WritesOneJsonLine) {
  Info("migrated", {{"version", 3}});
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], testing::EndsWith("\n"));
  EXPECT_THAT(lines_[0], testing::StartsWith("{\"time\":\""));
  const json line = Only();
  EXPECT_EQ(line["severity"], "INFO");
  EXPECT_EQ(line["service"], "test");
  EXPECT_EQ(line["message"], "migrated");
  EXPECT_EQ(line["version"], 3);
  EXPECT_THAT(line["time"].get<std::string>(),
              testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z"));
}

TEST_F(LoggingTest, KeepsTheTypeOfEachField) {
  const std::string text = "b";
  Warning("types", {{"pointer", "a"},
                    {"string", text},
                    {"view", std::string_view("c")},
                    {"absl_view", absl::string_view("d")},
                    {"small", int16_t{-1}},
                    {"size", size_t{7}},
                    {"large", std::numeric_limits<int64_t>::max()},
                    {"ratio", 0.5},
                    {"yes", true}});
  json line = Only();
  line.erase("time");
  EXPECT_EQ(line, json::parse(R"({"severity":"WARNING","service":"test","message":"types","pointer":"a","string":"b",
      "view":"c","absl_view":"d","small":-1,"size":7,"large":9223372036854775807,"ratio":0.5,"yes":true})"));
}

TEST_F(LoggingTest, TwoTextsAreOneField) {
  Info("m", {{"a", "b"}});
  EXPECT_EQ(Only()["a"], "b");
}

TEST_F(LoggingTest, AFieldNeverHidesAnother) {
  Info("m", {{"message", "field"}, {"x", 1}, {"x", 2}});
  const json line = Only();
  EXPECT_EQ(line["message"], "m");
  EXPECT_EQ(line["message_"], "field");
  EXPECT_EQ(line["x"], 1);
  EXPECT_EQ(line["x_"], 2);
}

TEST_F(LoggingTest, StaysOneValidLineWhateverTheText) {
  Error("line\nbreak \xFF\xC0",
        {{"\xFE", std::string_view("a\0b", 3)}, {"nan", std::numeric_limits<double>::quiet_NaN()}});
  EXPECT_EQ(lines_.at(0).find('\n'), lines_.at(0).size() - 1);
  const json line = Only();
  EXPECT_EQ(line["message"], "line\nbreak \xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(line["\xEF\xBF\xBD"], std::string("a\0b", 3));
  EXPECT_TRUE(line["nan"].is_null());
}

TEST_F(LoggingTest, KeepsSilentBelowTheMinimum) {
  Debug("from the start");
  SetMinimumSeverity(Severity::kWarning);
  Info("too low");
  Warning("written");
  EXPECT_EQ(Only()["message"], "written");
  EXPECT_FALSE(IsEnabled(Severity::kInfo));
}

TEST_F(LoggingTest, ATroubleIsToldWhenItBeginsAndWhenItEnds) {
  Trouble trouble("it fails", "it works again");
  trouble.Tell(absl::OkStatus());
  for (int i = 0; i < 3; ++i) trouble.Tell(absl::UnavailableError("no database"));
  EXPECT_EQ(Only()["message"], "it fails");
  EXPECT_EQ(Only()["error"], "no database");
  lines_.clear();
  for (int i = 0; i < 3; ++i) trouble.Tell(absl::OkStatus());
  EXPECT_EQ(Only()["message"], "it works again");
}

TEST(SeverityTest, IsKnownByItsNameInAnyCase) {
  EXPECT_EQ(SeverityNamed("DEBUG"), Severity::kDebug);
  EXPECT_EQ(SeverityNamed("info"), Severity::kInfo);
  EXPECT_EQ(SeverityNamed("Warning"), Severity::kWarning);
  EXPECT_EQ(SeverityNamed("ERROR"), Severity::kError);
  for (const char* name : {"", "LOUD", "INFO "}) EXPECT_EQ(SeverityNamed(name), std::nullopt) << name;
}

TEST_F(LoggingTest, LinesOfManyThreadsNeverMix) {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  const std::string filler(10'000, 'x');  // Longer than a pipe writes at once.
  SetSink(nullptr);
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t, &filler] {
      for (int i = 0; i < kLines; ++i) Info(filler, {{"id", t * kLines + i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<int> ids;
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(testing::internal::GetCapturedStderr(), '\n', absl::SkipEmpty()))) {
    ids.insert(json::parse(line)["id"].get<int>());
  }
  EXPECT_EQ(ids.size(), size_t{kThreads} * kLines);
}

}  // namespace
}  // namespace ocop::logging
