#include "services/gateway/handlers/circumstances.h"

#include <gtest/gtest.h>

namespace ocop::gateway {
namespace {

TEST(CircumstancesTest, AreTheVersionTheDayAndTheStateOfTheSources) {
  Projection projection{*Definitions::BuiltIn()};
  const auto reading = projection.Read("provinces/82", absl::UnixEpoch());
  Sources sources = reading.sources();
  const Picture picture{reading.figures(), sources, {}};
  const absl::Time now = absl::UnixEpoch();
  const std::string circumstances = CircumstancesOf(1, picture, now);
  EXPECT_EQ(CircumstancesOf(1, picture, now + absl::Hours(1)), circumstances);
  EXPECT_NE(CircumstancesOf(2, picture, now), circumstances);
  EXPECT_NE(CircumstancesOf(1, picture, now + absl::Hours(24)), circumstances);
  Picture read = picture;
  read.read[1] = true;
  EXPECT_NE(CircumstancesOf(1, read, now), circumstances);
  sources[2].set_state(indicators::v1::Source::STATE_DOWN);
  EXPECT_NE(CircumstancesOf(1, picture, now), circumstances);
}

}  // namespace
}  // namespace ocop::gateway
