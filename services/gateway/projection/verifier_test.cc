#include "services/gateway/projection/verifier.h"

#include <random>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/random_history.h"

namespace ocop::gateway {

// Makes a figure wrong, as a fault in the counters would.
class FiguresTampering {
 public:
  static void AddToNumerator(Figures& figures, size_t indicator, Id<Locality> locality) {
    figures.counters_.Add(
        {.place = {.home = locality.row}, .standings = {{kAlways, TallyOf(indicator), kInNumerator}}, .amounts = {}});
    figures.counters_.Merge([](Place place) { return std::vector<LocalityNumber>{place.home}; });
  }
};

namespace {

using namespace testing;  // NOLINT: our builders

// Of each place and many days: which tallies differ from a count of the units.
size_t AuditAll(const Figures& figures) {
  size_t differing = 0;
  for (uint32_t row = 0; row < figures.world().localities.size(); ++row) {
    const Id<Locality> area{row};
    if (!figures.world().localities.Has(area)) continue;
    for (clock::Day day : RandomHistory::Days()) {
      std::vector<Sums> sums;
      for (const auto& unit : figures.UnitsInside(area)) figures.Audit(unit, area, day, sums);
      differing += figures.Differing(area, day, sums).size();
    }
  }
  return differing;
}

TEST(AuditTest, FindsNothingAfterRandomHistoriesAndWhatIsWrongAlways) {
  for (unsigned seed = 31; seed <= 34; ++seed) {
    RandomHistory history(seed);
    Figures figures(*Definitions::BuiltIn());
    for (int change = 0; change < 400; ++change) {
      ASSERT_TRUE(figures.intake().Apply(history.Next()).ok());
      if (change % 9 == 0) figures.Settle();
    }
    figures.Settle();
    while (figures.RecountSome(100)) {
    }
    ASSERT_EQ(AuditAll(figures), 0u) << "seed " << seed;
    uint32_t row = 0;
    while (!figures.world().localities.Has({row})) ++row;
    FiguresTampering::AddToNumerator(figures, 2, {row});
    EXPECT_EQ(AuditAll(figures), RandomHistory::Days().size()) << "one figure, on every day";
    figures.Rebuild();
    EXPECT_EQ(AuditAll(figures), 0u);
  }
}

TEST(VerifierTest, VerifiesInTheBackgroundAndFindsNothing) {
  Projection projection(*Definitions::BuiltIn());
  RandomHistory history(3);
  journal::v1::WatchResponse response;
  for (int i = 0; i < 300; ++i) *response.add_entries() = history.Next();
  for (Service service : kAllServices) {
    response.set_synced(true);
    response.set_resume_token("token");
    ASSERT_TRUE(projection.Apply(service, response).ok());
    response.clear_entries();
  }
  while (projection.RecountSome()) {
  }
  metrics::Registry metrics;
  std::mt19937 random(4);
  const clock::SystemClock clock;
  Verifier verifier(projection, metrics, clock,
                    {.slice = 3, .rest = 0, .pause = absl::ZeroDuration(), .chance = [&random] {
                       return static_cast<double>(random() % 1000) / 1000;
                     }});
  const auto verified = metrics.Counters("ocop_gateway_figures_verified_total", "").With({});
  const absl::Time patience = absl::Now() + absl::Seconds(20);
  while (verified.Value() < 5000 && absl::Now() < patience) std::this_thread::yield();
  EXPECT_GE(verified.Value(), 5000);
  EXPECT_EQ(metrics.Counters("ocop_gateway_figures_differing_total", "").With({}).Value(), 0);
}

}  // namespace
}  // namespace ocop::gateway
