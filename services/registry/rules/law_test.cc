// What keeps a law from being loaded.
#include "services/registry/rules/law.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "services/registry/embedded_law.h"

namespace ocop::registry {
namespace {

using ::testing::HasSubstr;

// The law of this repository without the files whose names begin so.
absl::StatusOr<Law> LoadWithout(const std::vector<std::string_view>& beginnings) {
  std::vector<Law::File> files;
  for (const Law::File& file : kLaw) {
    const bool left_out = std::any_of(beginnings.begin(), beginnings.end(),
                                      [&](std::string_view beginning) { return file.first.starts_with(beginning); });
    if (!left_out) files.push_back(file);
  }
  return Law::Load(files);
}

TEST(LawTest, NoPartMayBeMissing) {
  EXPECT_TRUE(LoadWithout({}).ok());
  for (const char* part : {"catalogue-", "cycle-", "papers-", "offices"}) {
    const absl::Status refused = LoadWithout({part}).status();
    EXPECT_EQ(status::ReasonOf(refused), "INVALID_LAW") << part;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(part));
  }
}

TEST(LawTest, TellsAllPartsThatAreMissing) {
  EXPECT_EQ(LoadWithout({"cycle-", "papers-", "offices"}).status().message(),
            "cycle-*.txtpb, papers-*.txtpb, offices*.txtpb: missing");
}

TEST(LawTest, SaysThatItsFolderIsNotThere) {
  const absl::Status refused = Law::LoadFolder("/nonexistent/law").status();
  EXPECT_EQ(status::ReasonOf(refused), "INVALID_LAW");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("/nonexistent/law"));
}

}  // namespace
}  // namespace ocop::registry
