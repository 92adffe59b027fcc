#include "common/clock/timestamp.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace ocop::clock {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

Timestamp Of(int64_t seconds, int32_t nanos) {
  Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

// Protobuf's own reading of the text is the oracle.
Timestamp Read(const char* text) {
  Timestamp timestamp;
  EXPECT_TRUE(TimeUtil::FromString(text, &timestamp)) << text;
  return timestamp;
}

TEST(TimestampTest, ThereAndBack) {
  for (const char* text : {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:58Z",
                           "1970-01-01T00:00:00Z", "2024-02-29T16:59:59.000001Z", "9999-12-31T23:59:59.999999Z"}) {
    const Timestamp timestamp = Read(text);
    absl::Time time;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
    EXPECT_TRUE(IsMoment(timestamp)) << text;
    EXPECT_EQ(FromTimestamp(timestamp), time);
    EXPECT_EQ(ToTimestamp(time).ShortDebugString(), timestamp.ShortDebugString()) << text;
    EXPECT_EQ(MicrosToTimestamp(absl::ToUnixMicros(time)).ShortDebugString(), timestamp.ShortDebugString()) << text;
  }
  EXPECT_EQ(FromTimestamp(ToTimestamp(absl::FromUnixNanos(1'700'000'000'123'456'789))),
            absl::FromUnixNanos(1'700'000'000'123'456'789));
}

TEST(TimestampTest, WhatIsNoMoment) {
  const Timestamp first = Read("0001-01-01T00:00:00Z"), last = Read("9999-12-31T23:59:59.999999999Z");
  for (const Timestamp& wrong : {Of(first.seconds() - 1, 0), Of(last.seconds() + 1, 0), Of(0, -1), Of(0, 1'000'000'000),
                                 Of(std::numeric_limits<int64_t>::max(), 0), Of(std::numeric_limits<int64_t>::min(), 0),
                                 Of(0, std::numeric_limits<int32_t>::min())}) {
    EXPECT_FALSE(IsMoment(wrong)) << wrong.ShortDebugString();
    EXPECT_TRUE(IsMoment(ToTimestamp(FromTimestamp(wrong)))) << wrong.ShortDebugString();
  }
  EXPECT_EQ(ToTimestamp(absl::InfiniteFuture()).ShortDebugString(), last.ShortDebugString());
  EXPECT_EQ(ToTimestamp(absl::InfinitePast()).ShortDebugString(), first.ShortDebugString());
}

}  // namespace
}  // namespace ocop::clock
