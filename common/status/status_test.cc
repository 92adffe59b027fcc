#include "common/status/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/grpc_status.h"
#include "google/rpc/status.pb.h"

namespace ocop::status {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(StatusTest, ViolationsAreToldAllAtOnce) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("a", "is empty");
  violations.Add("b[1]", "is negative");
  const absl::Status error = violations.ToStatus();
  EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(error), "INVALID_FIELDS");
  EXPECT_THAT(ViolationsOf(error), ElementsAre(Pair("a", "is empty"), Pair("b[1]", "is negative")));
}

TEST(StatusTest, DetailsSurviveTheWire) {
  const absl::Status error = WithReason(absl::AbortedError("stale"), "ETAG_MISMATCH", {{"name", "x/1"}});
  const absl::Status back = FromGrpc(ToGrpc(error));
  EXPECT_EQ(back, error);
  EXPECT_EQ(ReasonOf(back), "ETAG_MISMATCH");
  EXPECT_THAT(MetadataOf(back), ElementsAre(Pair("name", "x/1")));
}

TEST(StatusTest, TheReasonIsToldFirst) {
  Violations violations;
  violations.Add("a", "is empty");
  std::vector<absl::Status> errors;  // Each with its payloads elsewhere in memory, by which absl orders them.
  for (int i = 0; i < 100; ++i) errors.push_back(violations.ToStatus());
  for (const absl::Status& error : errors) {
    google::rpc::Status told;
    ASSERT_TRUE(told.ParseFromString(ToGrpc(error).error_details()));
    ASSERT_EQ(told.details_size(), 2);
    EXPECT_EQ(told.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  }
}

TEST(StatusTest, LongMessagesAreCutBetweenCharacters) {
  std::string message = "x";
  while (message.size() < 5000) message += "ẹ";
  const std::string sent = ToGrpc(absl::NotFoundError(message)).error_message();
  EXPECT_LE(sent.size(), 4004u);
  EXPECT_EQ(sent.substr(sent.size() - 6), "ẹ…");
}

TEST(StatusTest, PlainErrorsCarryNoReason) {
  EXPECT_EQ(ReasonOf(absl::NotFoundError("no")), "");
}

TEST(GrpcStatusTest, LongDescriptionsAreCutAndNoViolationIsLost) {
  Violations violations;
  violations.Add("a", "is empty");
  std::string description;
  while (description.size() < 5000) description += "ẹ";
  for (const char* field : {"b", "c", "d"}) violations.Add(field, description);
  const auto told = ViolationsOf(FromGrpc(ToGrpc(violations.ToStatus())));
  ASSERT_EQ(told.size(), 4u);
  EXPECT_EQ(told[0], std::make_pair(std::string("a"), std::string("is empty")));
  for (size_t i = 1; i < told.size(); ++i) {
    EXPECT_GT(told[i].second.size(), 500u);
    EXPECT_EQ(told[i].second.substr(told[i].second.size() - 6), "ẹ…");
  }
}

TEST(GrpcStatusTest, WhatIsNotUtf8IsReplacedAndTheDetailsArrive) {
  const std::string path = "/\xFF\xFE";
  const grpc::Status sent =
      ToGrpc(WithReason(absl::NotFoundError("nothing is at " + path), "UNKNOWN_PATH", {{"path", path}}));
  EXPECT_EQ(sent.error_message(), "nothing is at /\uFFFD\uFFFD");
  EXPECT_EQ(ReasonOf(FromGrpc(sent)), "UNKNOWN_PATH");
  EXPECT_EQ(MetadataOf(FromGrpc(sent))["path"], "/\uFFFD\uFFFD");
  const auto violations = ViolationsOf(FromGrpc(ToGrpc(InvalidField("a", "is " + path))));
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].second, "is /\uFFFD\uFFFD");
}

}  // namespace
}  // namespace ocop::status
