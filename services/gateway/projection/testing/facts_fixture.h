// A small world, and the facts of the one unit "a" in it.
#pragma once

#include "gtest/gtest.h"
#include "services/gateway/projection/evidence.h"
#include "services/gateway/projection/intake.h"
#include "services/gateway/projection/testing/resources.h"
#include "services/gateway/projection/unit_facts.h"

namespace ocop::gateway::testing {

inline StepFunction From(std::string_view first, std::string_view last) {
  return StepFunction::Between({On(first), On(last)});
}
inline StepFunction From(std::string_view first) {
  return StepFunction::Between({On(first), kForever});
}
inline StepFunction Always(int64_t value) {
  return StepFunction::Between({}, value);
}
// A list with the member `value` on the days of `when`.
inline StepFunction Holding(int value, const StepFunction& when) {
  return when.Mapped([value](int64_t is) { return is << value; });
}

class FactsTest : public ::testing::Test {
 protected:
  void GivenOne(const google::protobuf::Message& resource) { ASSERT_TRUE(intake_.Apply(Put(resource)).ok()); }
  template <typename... Resources>
  void Given(const Resources&... resources) {
    (GivenOne(resources), ...);
  }
  void GivenDeleted(const google::protobuf::Message& resource) { ASSERT_TRUE(intake_.Apply(Delete(resource)).ok()); }

  const World& world() const { return intake_.world(); }
  StepFunction Of(officer::Fact fact) {
    return OfficerFacts(world(), world().learners.Find(Name("learners", "a")))[fact];
  }
  StepFunction Of(producer::Fact fact) {
    return ProducerFacts(world(), world().producers.Find(Name("producers", "a")))[fact];
  }
  StepFunction Of(product::Fact fact) {
    return ProductFacts(world(), world().products.Find(Name("products", "a")))[fact];
  }

  StepFunction Of(sales_point::Fact fact) {
    return SalesPointFacts(world(), world().sales_points.Find(Name("salesPoints", "a")))[fact];
  }

  Intake intake_;
};

}  // namespace ocop::gateway::testing
