#include "common/rpc/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/logging/logging.h"

namespace ocop::rpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TelemetryTest : public ::testing::Test {
 protected:
  TelemetryTest() {
    logging::SetSink([this](std::string_view line) { lines_.emplace_back(line); });
  }
  ~TelemetryTest() override {
    logging::SetSink(nullptr);
    logging::SetMinimumSeverity(logging::Severity::kInfo);
  }

  void Answer(const absl::Status& status, absl::Duration duration) {
    Call call;
    call.method = "/a.B/C";
    telemetry_.ForMethod(call.method).Finished(call, status, duration);
  }

  metrics::Registry metrics_;
  Telemetry telemetry_{metrics_};
  std::vector<std::string> lines_;
};

TEST_F(TelemetryTest, LogsWhatWasRefusedOrSlow) {
  Answer(absl::OkStatus(), absl::Milliseconds(1));
  Answer(absl::NotFoundError("no such thing"), absl::Milliseconds(1));
  Answer(absl::OkStatus(), absl::Seconds(2));
  EXPECT_THAT(lines_, ElementsAre(AllOf(HasSubstr(R"("severity":"INFO")"), HasSubstr("NOT_FOUND")),
                                  AllOf(HasSubstr(R"("severity":"INFO")"), HasSubstr(R"("code":"OK")"))));
}

TEST_F(TelemetryTest, LogsEveryCallAtDebug) {
  logging::SetMinimumSeverity(logging::Severity::kDebug);
  Answer(absl::OkStatus(), absl::Milliseconds(1));
  EXPECT_THAT(lines_, ElementsAre(AllOf(HasSubstr(R"("severity":"DEBUG")"), HasSubstr("/a.B/C"))));
}

}  // namespace
}  // namespace ocop::rpc
