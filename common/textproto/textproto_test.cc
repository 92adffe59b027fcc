#include "common/textproto/textproto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ocop::textproto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class ReadFolderTest : public testing::Test {
 protected:
  ReadFolderTest() { std::filesystem::create_directory(folder_); }
  ~ReadFolderTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("textproto_test_" + std::to_string(getpid()));
};

TEST_F(ReadFolderTest, GivesEveryFileOfTheKind) {
  const std::string large(100'000, 'x');
  Write("b.txtpb", large);
  Write("a.txtpb", "");
  Write("c.txt", "other");
  const auto files = ReadFolder(folder_);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT(*files, ElementsAre(Pair("a.txtpb", ""), Pair("b.txtpb", large)));
}

TEST_F(ReadFolderTest, AFileThatCannotBeReadIsNoEmptyFile) {
  Write("a.txtpb", "fine");
  std::filesystem::create_symlink("/nonexistent/file", folder_ / "b.txtpb");
  EXPECT_EQ(ReadFolder(folder_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(ReadFolder(folder_).status().message()), HasSubstr("b.txtpb"));
  std::filesystem::remove(folder_ / "b.txtpb");
  std::filesystem::create_directory(folder_ / "b.txtpb");
  EXPECT_THAT(std::string(ReadFolder(folder_).status().message()), HasSubstr("b.txtpb"));
}

TEST_F(ReadFolderTest, SaysThatAFolderIsNotThere) {
  const absl::Status status = ReadFolder("/nonexistent/folder").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nonexistent/folder"));
}

}  // namespace
}  // namespace ocop::textproto
