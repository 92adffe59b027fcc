#include "services/gateway/edge/request_telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "common/logging/logging.h"
#include "nlohmann/json.hpp"

namespace ocop::gateway {
namespace {

using ::testing::HasSubstr;

TEST(RequestTelemetryTest, CountsAndTimesEachRequestAndLogsWhatWentWrong) {
  std::vector<std::string> lines;
  logging::SetSink([&lines](std::string_view line) { lines.emplace_back(line); });
  metrics::Registry registry;
  RequestTelemetry telemetry(registry);
  telemetry.Observe({"/a.B/C", "ok", 200, absl::Milliseconds(3), "r1"});
  telemetry.Observe({"/a.B/C", "ok", 200, absl::Milliseconds(3), "r2"});
  telemetry.Observe({"/a.B/C", "internal", 500, absl::Milliseconds(3), "r3"});
  logging::SetSink(nullptr);

  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr(R"(ocop_http_requests_total{code="ok",method="/a.B/C"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(ocop_http_requests_total{code="internal",method="/a.B/C"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(ocop_http_request_duration_seconds_count{method="/a.B/C"} 3)"));

  ASSERT_EQ(lines.size(), 1u);
  const auto line = nlohmann::json::parse(lines[0]);
  EXPECT_EQ(line["severity"], "WARNING");
  EXPECT_EQ(line["method"], "/a.B/C");
  EXPECT_EQ(line["code"], "internal");
  EXPECT_EQ(line["request_id"], "r3");
}

}  // namespace
}  // namespace ocop::gateway
