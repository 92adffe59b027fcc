#include "common/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace ocop::metrics {
namespace {

using testing::HasSubstr;

TEST(MetricsTest, CountersRise) {
  Registry registry;
  const CounterFamily calls = registry.Counters("calls_total", "Calls answered");
  const Counter ok = calls.With({{"code", "OK"}});
  ok.Increment();
  ok.Increment(2);
  calls.With({{"code", "NOT_FOUND"}}).Increment();
  EXPECT_EQ(ok.Value(), 3);
  EXPECT_THAT(registry.Text(), HasSubstr("# HELP calls_total Calls answered\n# TYPE calls_total counter\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("calls_total{code=\"OK\"} 3\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("calls_total{code=\"NOT_FOUND\"} 1\n"));
}

TEST(MetricsTest, TheSameNameAndLabelsAreTheSameCounter) {
  Registry registry;
  registry.Counters("calls_total", "help").With({{"a", "b"}}).Increment();
  EXPECT_EQ(registry.Counters("calls_total", "help").With({{"a", "b"}}).Value(), 1);
}

TEST(MetricsTest, GaugesRiseAndFall) {
  Registry registry;
  const Gauge depth = registry.Gauges("queue_depth", "Waiting").With({});
  depth.Set(5);
  depth.Add(-2);
  EXPECT_EQ(depth.Value(), 3);
  EXPECT_THAT(registry.Text(), HasSubstr("queue_depth 3\n"));
}

TEST(MetricsTest, HistogramsCountSecondsInBuckets) {
  Registry registry;
  const Histogram latency = registry.Histograms("latency_seconds", "Time taken").With({});
  latency.Observe(absl::Milliseconds(2));
  latency.Observe(absl::Seconds(60));
  EXPECT_THAT(registry.Text(), HasSubstr("latency_seconds_bucket{le=\"0.001\"} 0\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("latency_seconds_bucket{le=\"0.0025\"} 1\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("latency_seconds_bucket{le=\"10\"} 1\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("latency_seconds_bucket{le=\"+Inf\"} 2\n"));
  EXPECT_THAT(registry.Text(), HasSubstr("latency_seconds_count 2\n"));
}

TEST(MetricsTest, HistogramsTakeOtherBounds) {
  Registry registry;
  registry.Histograms("batch_size", "Rows", {1, 8}).With({}).Observe(5);
  EXPECT_THAT(registry.Text(), HasSubstr("batch_size_bucket{le=\"8\"} 1\n"));
}

TEST(MetricsTest, LatencyBoundsSpanOneHundredMicrosecondsToTenSeconds) {
  EXPECT_EQ(LatencyBounds().front(), 100e-6);
  EXPECT_EQ(LatencyBounds().back(), 10);
  EXPECT_TRUE(std::is_sorted(LatencyBounds().begin(), LatencyBounds().end()));
}

TEST(MetricsTest, RefusesForbiddenNames) {
  Registry registry;
  EXPECT_THROW(registry.Counters("with blank", "help"), std::invalid_argument);
  registry.Counters("taken", "help");
  EXPECT_THROW(registry.Gauges("taken", "help"), std::invalid_argument);
}

TEST(MetricsTest, CountsAcrossThreads) {
  Registry registry;
  const CounterFamily family = registry.Counters("calls_total", "help");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&family] {
      for (int i = 0; i < 1'000; ++i) family.With({{"a", "b"}}).Increment();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(family.With({{"a", "b"}}).Value(), 4'000);
}

}  // namespace
}  // namespace ocop::metrics
