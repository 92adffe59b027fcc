#include "common/compression/compression.h"

#include <gtest/gtest.h>

namespace ocop::compression {
namespace {

constexpr size_t kLimit = 1 << 20;

TEST(CompressionTest, UnpacksWhatItPacked) {
  for (const std::string& text : {std::string(), std::string("Kẹo dừa"), std::string(kLimit, 'a')}) {
    EXPECT_EQ(*Gunzip(Gzip(text), kLimit), text);
  }
}

TEST(CompressionTest, RefusesMoreThanTheLimit) {
  EXPECT_EQ(Gunzip(Gzip(std::string(kLimit + 1, 'a')), kLimit).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Gunzip(Gzip(std::string(100 * kLimit, 'a')), kLimit).status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(CompressionTest, RefusesWhatIsNotOneWholeStream) {
  const std::string packed = Gzip("some text");
  std::string damaged = packed;
  damaged[damaged.size() / 2] ^= 0x40;
  const std::string cases[] = {"",           "plain",         packed.substr(0, packed.size() - 1),
                               packed + "x", packed + packed, damaged};
  for (const std::string& bytes : cases) {
    EXPECT_EQ(Gunzip(bytes, kLimit).status().code(), absl::StatusCode::kInvalidArgument) << bytes;
  }
}

TEST(CompressionTest, ReadsAcceptEncoding) {
  for (const char* yes : {"gzip", "GZIP", "br, gzip;q=0.5", "*", "deflate, *;q=0.1", "gzip ; q=1", "gzip;foo=1",
                          "gzip;foo=1;Q=0.1", "gzip;"}) {
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  }
  for (const char* no : {"", "identity", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0", "gzip;q=x", "gzippy", "gzip;Q=0",
                         "gzip;foo=1;q=0", "gzip;q=0;foo=1", "gzip ; foo=1 ; Q=0.000", "*;Q=0"}) {
    EXPECT_FALSE(AcceptsGzip(no)) << no;
  }
}

}  // namespace
}  // namespace ocop::compression
