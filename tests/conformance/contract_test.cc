// What every method promises by its descriptor alone.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "common/validation/validation.h"
#include "google/api/field_behavior.pb.h"
#include "tests/conformance/methods.h"
#include "tests/conformance/samples.h"

namespace ocop::conformance {
namespace {

TEST(ContractTest, TheWalkSeesEveryPackage) {
  std::set<std::string> packages;
  for (const auto* method : AllMethods()) packages.insert(method->file()->package());
  EXPECT_THAT(packages, ::testing::ElementsAre("ocop.evaluation.v1", "ocop.indicators.v1", "ocop.journal.v1",
                                               "ocop.registry.v1", "ocop.salespoints.v1", "ocop.training.v1"));
}

// The parts of google.type and google.protobuf are not ours to describe.
void ExpectBehaviours(const google::protobuf::Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    EXPECT_GT(field.options().ExtensionSize(google::api::field_behavior), 0) << field.full_name();
    const auto* child = field.message_type();
    if (child != nullptr && child->file()->package().rfind("ocop.", 0) == 0) ExpectBehaviours(*child);
  }
}

TEST(ContractTest, EveryFieldOfARequestSaysHowItBehaves) {
  for (const auto* method : AllMethods()) ExpectBehaviours(*method->input_type());
}

// Clients repeat such calls by themselves, and make them with GET.
TEST(ContractTest, EveryReadSaysThatItIsOne) {
  for (const auto* method : AllMethods()) {
    const bool read = method->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
    EXPECT_EQ(read, !IsChange(*method)) << method->full_name();
  }
}

// The ground of the walks over bad input: what is broken there is the only thing that is wrong.
TEST(ContractTest, TheSampleOfEveryMethodIsAdmitted) {
  for (const auto* method : AllMethods()) {
    const std::unique_ptr<Message> request = Sample(*method);
    EXPECT_EQ(validation::Admit(*request, absl::Now()), absl::OkStatus()) << method->full_name() << "\n"
                                                                          << request->DebugString();
  }
}

}  // namespace
}  // namespace ocop::conformance
