#include "services/gateway/handlers/question.h"

#include <gtest/gtest.h>

namespace ocop::gateway {
namespace {

// Two questions are the same only if all that an answer rests on is.
TEST(QuestionTest, IsOfItsDayItsMethodAndTheStateOfItsSources) {
  Projection projection{*Definitions::BuiltIn()};
  const auto reading = projection.Read("provinces/82", absl::UnixEpoch());
  Sources sources = reading.sources();
  Picture picture{reading.figures(), sources, {}};
  indicators::v1::GetIndicatorValuesRequest request;
  rpc::Call call{.method = "/a", .now = absl::UnixEpoch()};
  const std::string question = QuestionOf(call, request, picture);
  EXPECT_EQ(QuestionOf(call, request, picture), question);
  call.now += absl::Hours(24);
  EXPECT_NE(QuestionOf(call, request, picture), question);
  call.now -= absl::Hours(24);
  call.method = "/b";
  EXPECT_NE(QuestionOf(call, request, picture), question);
  call.method = "/a";
  request.add_indicators("provinces/82/indicators/e1");
  EXPECT_NE(QuestionOf(call, request, picture), question);
  request.clear_indicators();
  sources[2].set_state(indicators::v1::Source::STATE_DOWN);
  EXPECT_NE(QuestionOf(call, request, picture), question);
  sources = reading.sources();
  Picture read = picture;
  read.read[1] = true;
  EXPECT_NE(QuestionOf(call, request, read), question);
}

}  // namespace
}  // namespace ocop::gateway
