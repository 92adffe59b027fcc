#include "common/steps/steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ocop::steps {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

enum class Door { kOpen, kShut, kLocked };

const Table<Door>& Doors() {
  static const auto& steps = *new Table<Door>{{"Shut", Door::kOpen, Door::kShut, {"guest", "keeper"}},
                                              {"Open", Door::kShut, Door::kOpen, {"guest"}},
                                              {"Lock", Door::kShut, Door::kLocked, {"keeper"}},
                                              {"Open", Door::kLocked, Door::kOpen, {"keeper", "guest"}},
                                              {"Break", Door::kLocked, Door::kOpen}};
  return steps;
}

TEST(StepsTest, AStepIsFoundByItsNameAndWhereItBegins) {
  ASSERT_NE(Doors().Find("Open", Door::kLocked), nullptr);
  EXPECT_EQ(Doors().Find("Open", Door::kLocked)->to, Door::kOpen);
  EXPECT_EQ(Doors().Find("Open", Door::kOpen), nullptr);
  EXPECT_EQ(Doors().Find("Paint", Door::kOpen), nullptr);
}

TEST(StepsTest, WhatCanBeDone) {
  EXPECT_THAT(Doors().ActionsFrom(Door::kShut), ElementsAre("Open", "Lock"));
  EXPECT_THAT(Doors().ActionsFrom(Door::kOpen), ElementsAre("Shut"));
}

TEST(StepsTest, WhoMayEverTakeAStep) {
  EXPECT_THAT(Doors().RolesOf("Open"), ElementsAre("guest", "keeper"));
  EXPECT_THAT(Doors().RolesOf("Break"), IsEmpty());
  EXPECT_THAT(Doors().RolesOf("Paint"), IsEmpty());
}

}  // namespace
}  // namespace ocop::steps
