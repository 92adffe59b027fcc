#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/config/config.h"

namespace ocop::config {
namespace {

using testing::HasSubstr;

class SettingRulesTest : public testing::Test {
 protected:
  // What is wrong with the arguments; empty if nothing.
  std::string MistakesOf(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "program");
    return std::string(
        settings_.Parse(static_cast<int>(arguments.size()), arguments.data(), [](const char*) { return nullptr; })
            .message());
  }

  Settings settings_{"registry", "Serves things."};
  std::string& listen_ = settings_.Address("listen", "127.0.0.1:1", "Address to serve on");
  int& writers_ = settings_.Integer("writers", 2, "Connections that write", {.least = 1, .most = 256});
  absl::Duration& keep_ = settings_.Duration("keep", absl::Hours(2), "How long to keep", {.least = absl::Hours(1)});
  std::string& key_ = settings_.File("key", "", "A key");
  std::string& certificate_ = settings_.Text("certificate", "", "Its certificate");
  std::string& fonts_ = settings_.Folder("fonts", "/nonexistent/default", "Where the fonts are");
};

TEST_F(SettingRulesTest, LimitsIncludeTheirEnds) {
  EXPECT_EQ(MistakesOf({"--writers=1", "--keep=1h"}), "");
  EXPECT_EQ(MistakesOf({"--writers=256", "--keep=inf"}), "");
  EXPECT_EQ(writers_, 256);
  EXPECT_EQ(keep_, absl::InfiniteDuration());
}

TEST_F(SettingRulesTest, NamesWhatLiesOutsideItsLimits) {
  EXPECT_EQ(MistakesOf({"--writers=0"}), "--writers: \"0\" is not a whole number, 1 to 256");
  EXPECT_EQ(MistakesOf({"--writers=-3"}), "--writers: \"-3\" is not a whole number, 1 to 256");
  EXPECT_EQ(MistakesOf({"--writers=257"}), "--writers: \"257\" is not a whole number, 1 to 256");
  EXPECT_EQ(MistakesOf({"--keep=-1h"}), "--keep: \"-1h\" is not a duration such as 1.5s, 1h or more");
}

TEST_F(SettingRulesTest, HelpTellsTheLimits) {
  EXPECT_THAT(settings_.Help(), HasSubstr("1 to 256"));
  EXPECT_THAT(settings_.Help(), HasSubstr("1h or more"));
}

TEST_F(SettingRulesTest, AnAddressHasAPortThatThereIs) {
  EXPECT_EQ(MistakesOf({"--listen=0.0.0.0:50051"}), "");
  EXPECT_EQ(MistakesOf({"--listen=0.0.0.0"}),
            "--listen: \"0.0.0.0\" is not an address such as 127.0.0.1:50051 or [::]:50051");
  EXPECT_THAT(MistakesOf({"--listen=127.0.0.1:99999"}), HasSubstr("is not an address"));
}

TEST_F(SettingRulesTest, AFileThatIsGivenIsThere) {
  const std::string folder = testing::TempDir();
  EXPECT_EQ(MistakesOf({"--fonts", folder.c_str()}), "");
  EXPECT_EQ(MistakesOf({"--key=/nonexistent/key"}), "--key: \"/nonexistent/key\" is not a file that can be read");
  EXPECT_THAT(MistakesOf({"--key", folder.c_str()}), HasSubstr("is not a file that can be read"));
  EXPECT_EQ(MistakesOf({"--key=", "--fonts=/nonexistent"}),
            "--fonts: \"/nonexistent\" is not a folder that can be read");
}

TEST_F(SettingRulesTest, ASettingMayNeedAnother) {
  settings_.Requires("certificate", "key");
  EXPECT_EQ(MistakesOf({}), "");
  EXPECT_EQ(MistakesOf({"--certificate=a"}), "certificate is of no use without key");
}

TEST_F(SettingRulesTest, TellsEverythingThatIsWrongAtOnce) {
  settings_.Rule([] { return "the moon is full"; });
  EXPECT_EQ(MistakesOf({"--lisen", "x", "--kep=1h", "--writers=0", "--keep=soon", "more"}),
            "unknown flag --lisen; unknown flag --kep; unexpected argument \"more\"; --writers: \"0\" is not a whole "
            "number, 1 to 256; "
            "--keep: \"soon\" is not a duration such as 1.5s, 1h or more; the moon is full");
}

}  // namespace
}  // namespace ocop::config
