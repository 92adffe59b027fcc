#include "common/pagination/pagination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/escaping.h"
#include "common/status/status.h"

namespace ocop::pagination {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uint64_t kQuery = 0xFEDCBA9876543210;

void ExpectRefused(std::string_view token, uint64_t query, const std::string& why) {
  const absl::Status error = Decode(token, query, 1).status();
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument) << token;
  EXPECT_EQ(status::ReasonOf(error), "INVALID_PAGE_TOKEN");
  EXPECT_THAT(std::string(error.message()), HasSubstr(why));
}

TEST(PageTokenTest, KeepsTheKey) {
  const std::vector<std::vector<std::string>> keys = {
      {}, {""}, {"Kẹo dừa", "0190b3c2"}, {std::string("a\0b", 3), "\xFF", ""}, {std::string(5'000, 'x')}};
  for (const std::vector<std::string>& key : keys) {
    EXPECT_THAT(Decode(Encode(kQuery, key), kQuery, key.size()).value(), ElementsAreArray(key));
  }
}

TEST(PageTokenTest, IsSafeInAUrl) {
  const std::string token = Encode(kQuery, {"\xFF\xFE\xFB", "~~~>>>"});
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos)
      << token;
}

TEST(PageTokenTest, TheEmptyTokenIsTheFirstPage) {
  EXPECT_THAT(Decode("", kQuery, 1).value(), IsEmpty());
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherQuery) {
  ExpectRefused(Encode(kQuery, {"a"}), kQuery + 1, "another query");
}

// Nothing keeps a caller from making up a token that is right in every byte.
TEST(PageTokenTest, RefusesAForgedTokenWhoseKeyHasAnotherLength) {
  ExpectRefused(Encode(kQuery, {}), kQuery, "damaged");
  ExpectRefused(Encode(kQuery, {"a", "b"}), kQuery, "damaged");
}

TEST(PageTokenTest, RefusesEveryDamagedToken) {
  const std::string token = Encode(kQuery, {"Mắm", "7"});
  for (size_t i = 0; i < token.size(); ++i) {
    ExpectRefused(std::string_view(token).substr(0, i > 0 ? i : 1), kQuery, "damaged");
  }
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (char& byte : bytes) {
    byte ^= 0x10;
    ExpectRefused(absl::WebSafeBase64Escape(bytes), kQuery, "damaged");
    byte ^= 0x10;
  }
  for (const char* text : {"!", "not a token", "AAAA", "\xFF"}) ExpectRefused(text, kQuery, "damaged");
  ExpectRefused(token + token, kQuery, "damaged");
}

TEST(FingerprintTest, IsTheSameInEveryProcess) {
  EXPECT_EQ(Fingerprint({}), 0xcbf29ce484222325) << "FNV-1a of nothing";
  EXPECT_EQ(Fingerprint({"provinces/82", "", "display_name"}), 0x3794ffc8e5e0d82d);
}

TEST(FingerprintTest, TellsQueriesApart) {
  EXPECT_NE(Fingerprint({"a", "bc"}), Fingerprint({"ab", "c"}));
  EXPECT_NE(Fingerprint({"a", ""}), Fingerprint({"", "a"}));
  EXPECT_NE(Fingerprint({"a"}), Fingerprint({"a", ""}));
}

TEST(ClampPageSizeTest, HasADefaultAndAMaximum) {
  EXPECT_EQ(ClampPageSize(0), 50);
  EXPECT_EQ(ClampPageSize(1), 1);
  EXPECT_EQ(ClampPageSize(1000), 1000);
  EXPECT_EQ(ClampPageSize(1001), 1000);
  EXPECT_EQ(ClampPageSize(std::numeric_limits<int32_t>::max()), 1000);
  EXPECT_EQ(ClampPageSize(-5), 50);
}

}  // namespace
}  // namespace ocop::pagination
