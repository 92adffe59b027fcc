#include "services/gateway/projection/verifier.h"

#include <atomic>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/logging/logging.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gateway/projection/testing/random_history.h"

namespace ocop::gateway {

// Makes figures wrong, as faults in the counters would.
class FiguresTampering {
 public:
  // One figure, everywhere else all stays right.
  static void AddToNumerator(Figures& figures, size_t indicator, Id<Locality> locality) {
    figures.counters_.Add(
        {.place = {.home = locality.row}, .standings = {{kAlways, TallyOf(indicator), kInNumerator}}, .amounts = {}});
    figures.counters_.Merge([](Place place) { return std::vector<LocalityNumber>{place.home}; });
  }

  // As if a producer in the locality had not been taken back. What is judged by the counters is judged again.
  static void AddProducer(Figures& figures, Id<Locality> locality) {
    constexpr auto kTally = static_cast<uint16_t>(InnerTally::kProducers);
    figures.counters_.Add(
        {.place = {.home = locality.row}, .standings = {{kAlways, kTally, kInNumerator}}, .amounts = {}});
    figures.Settle();
  }
};

namespace {

using namespace testing;  // NOLINT: our builders
using registry::v1::Locality;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kPatience = absl::Seconds(20);

std::vector<Audit::Difference> AuditAll(Figures& figures) {
  Audit audit(RandomHistory::Days());
  figures.BeginAudit(audit);
  while (!audit.finished()) EXPECT_TRUE(figures.AuditSome(100, audit));
  figures.EndAudit();
  return audit.differences();
}

void Change(Figures& figures, const journal::v1::JournalEntry& entry) {
  ASSERT_TRUE(figures.intake().Apply(entry).ok());
  figures.Settle();
  while (figures.RecountSome(100)) {
  }
}

Id<gateway::Locality> AnyLocality(const Figures& figures) {
  uint32_t row = 0;
  while (!figures.world().localities.Has({row})) ++row;
  return {row};
}

TEST(AuditTest, FindsNothingAfterRandomHistoriesAndWhatIsWrongAlways) {
  for (unsigned seed = 31; seed <= 34; ++seed) {
    RandomHistory history(seed);
    Figures figures(*Definitions::BuiltIn());
    for (int change = 0; change < 400; ++change) Change(figures, history.Next());
    ASSERT_THAT(AuditAll(figures), IsEmpty()) << "seed " << seed;
    FiguresTampering::AddToNumerator(figures, 2, AnyLocality(figures));
    EXPECT_THAT(AuditAll(figures), SizeIs(RandomHistory::Days().size())) << "one figure, on every day";
    const std::unique_ptr<Figures> again = figures.CountedAgain();
    EXPECT_THAT(AuditAll(*again), IsEmpty());
    EXPECT_THAT(AuditAll(figures), SizeIs(RandomHistory::Days().size())) << "its readers see what they saw";
    for (int change = 0; change < 50; ++change) Change(*again, history.Next());
    EXPECT_THAT(AuditAll(*again), IsEmpty()) << "it is kept current as the one before was";
  }
}

// Audits with a change after every few units; answers how many slices it took.
size_t AuditAmidChanges(Figures& figures, RandomHistory& history, size_t slice, Audit& audit) {
  size_t slices = 0;
  figures.BeginAudit(audit);
  while (!audit.finished()) {
    slices += figures.AuditSome(slice, audit) ? 1 : 0;
    EXPECT_TRUE(figures.intake().Apply(history.Next()).ok());
    figures.Settle();
    figures.RecountSome(10);
  }
  figures.EndAudit();
  return slices;
}

TEST(AuditTest, FindsWhatIsWrongAndNothingElseWhileEverythingChanges) {
  for (unsigned seed = 41; seed <= 60; ++seed) {
    RandomHistory history(seed);
    Figures figures(*Definitions::BuiltIn());
    for (int change = 0; change < 300; ++change) Change(figures, history.Next());
    for (size_t slice : {1, 2, 7}) {
      Audit audit(RandomHistory::Days());
      AuditAmidChanges(figures, history, slice, audit);
      EXPECT_THAT(audit.differences(), IsEmpty()) << "seed " << seed << ", slices of " << slice;
    }
    const Id<gateway::Locality> locality = AnyLocality(figures);
    FiguresTampering::AddToNumerator(figures, 2, locality);
    Audit audit(RandomHistory::Days());
    AuditAmidChanges(figures, history, 3, audit);
    EXPECT_THAT(audit.differences(), SizeIs(RandomHistory::Days().size())) << "seed " << seed;
    for (const Audit::Difference& difference : audit.differences()) {
      EXPECT_EQ(difference.locality, locality.row);
      EXPECT_EQ(difference.tally, TallyOf(2));
    }
  }
}

// Producers come faster than the audit goes through those that were there.
TEST(AuditTest, NewUnitsDoNotPutOffItsEnd) {
  Figures figures(*Definitions::BuiltIn());
  Change(figures, Put(MakeLocality("c1", Locality::KIND_COMMUNE)));
  int producers = 0;
  const auto add_producer = [&] {
    Change(figures, Put(MakeProducer(absl::StrCat("p", producers++), "c1", "2024-01-01")));
  };
  while (producers < 10) add_producer();
  Audit audit(RandomHistory::Days());
  figures.BeginAudit(audit);
  int slices = 0;
  for (; !audit.finished() && slices < 100; ++slices) {
    ASSERT_TRUE(figures.AuditSome(1, audit));
    for (int i = 0; i < 3; ++i) add_producer();
  }
  figures.EndAudit();
  EXPECT_EQ(slices, 10 + 1 + 1 + 1) << "producers, the commune, its comparison, the end";
  EXPECT_THAT(audit.differences(), IsEmpty());
}

TEST(AuditTest, JudgesACommuneByItsUnitsWhateverTheCountersSay) {
  Figures figures(*Definitions::BuiltIn());
  Change(figures, Put(MakeLocality("c1", Locality::KIND_COMMUNE)));
  Change(figures, Put(MakePlan(2025)));
  Change(figures, Put(MakeRoadmapCommune(2025, "c1")));
  Change(figures, Put(MakeIndicator("with-producer", "UNIT_COMMUNE", "MEASURE_PERCENT", "on_roadmap_in_year = true",
                                    "has_producer = true")));
  ASSERT_THAT(AuditAll(figures), IsEmpty());
  FiguresTampering::AddProducer(figures, AnyLocality(figures));
  const size_t indicator = *figures.definitions().Find("with-producer");
  ASSERT_EQ(figures.Value(indicator, AnyLocality(figures), On("2025-06-01")).numerator, 1);
  const auto differences = AuditAll(figures);
  EXPECT_TRUE(std::any_of(differences.begin(), differences.end(),
                          [&](const Audit::Difference& each) { return each.tally == TallyOf(indicator); }));
}

class VerifierTest : public ::testing::Test {
 protected:
  VerifierTest() { Load(projection_); }
  ~VerifierTest() override { logging::SetSink(nullptr); }

  static void Load(Projection& projection) {
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
  }

  // Every value of every place on many days.
  static std::vector<Sums> AllValues(const Projection& projection) {
    const auto reading = projection.Read("provinces/82", absl::Now());
    const Figures& figures = reading.figures();
    std::vector<Sums> values;
    for (uint32_t row = 0; row < figures.world().localities.size(); ++row) {
      for (size_t place : figures.definitions().Listed()) {
        for (clock::Day day : RandomHistory::Days()) values.push_back(figures.Value(place, {row}, day));
      }
    }
    return values;
  }

  // While no verifier runs.
  Figures& figures() { return const_cast<Figures&>(projection_.Read("provinces/82", absl::Now()).figures()); }

  double Verified() { return metrics_.Counters("ocop_gateway_figures_verified_total", "").With({}).Value(); }
  double Differing() { return metrics_.Counters("ocop_gateway_figures_differing_total", "").With({}).Value(); }
  double VerifiedAt() {
    return metrics_.Gauges("ocop_gateway_province_verified_timestamp_seconds", "")
        .With({{"province", "provinces/82"}})
        .Value();
  }

  template <typename Condition>
  static bool Await(Condition condition) {
    const absl::Time end = absl::Now() + kPatience;
    while (!condition() && absl::Now() < end) std::this_thread::yield();
    return condition();
  }

  Projection projection_{*Definitions::BuiltIn()};
  metrics::Registry metrics_;
};

TEST_F(VerifierTest, VerifiesInTheBackgroundAndFindsNothing) {
  std::mt19937 random(4);
  clock::FakeClock clock(absl::FromUnixSeconds(1750000000));
  const Verifier verifier(projection_, metrics_, clock, {.slice = 3, .pause = absl::ZeroDuration(), .chance = [&] {
                                                           return static_cast<double>(random() % 1000) / 1000;
                                                         }});
  EXPECT_TRUE(Await([&] { return Verified() >= 50000; }));
  EXPECT_EQ(Differing(), 0);
  EXPECT_EQ(VerifiedAt(), 1750000000);
  clock.Advance(absl::Hours(1));
  EXPECT_TRUE(Await([&] { return VerifiedAt() == 1750003600; })) << "it tells when the province was last verified";
}

TEST_F(VerifierTest, WhatIsWrongIsToldAndRepaired) {
  absl::Mutex mutex;
  std::vector<std::string> lines;
  logging::SetSink([&](std::string_view line) {
    absl::MutexLock lock(&mutex);
    lines.emplace_back(line);
  });
  const Id<gateway::Locality> locality = AnyLocality(figures());
  FiguresTampering::AddToNumerator(figures(), 2, locality);
  const std::string name = figures().world().localities.NameOf(locality);
  const std::string indicator = figures().definitions()[2].indicator().name();
  Projection fresh(*Definitions::BuiltIn());
  Load(fresh);
  ASSERT_NE(AllValues(projection_), AllValues(fresh));
  {
    const clock::FakeClock clock(absl::FromUnixSeconds(1750000000));
    const Verifier verifier(projection_, metrics_, clock, {.slice = 3, .pause = absl::ZeroDuration()});
    ASSERT_TRUE(Await([&] { return Differing() > 0; }));
    const double verified = Verified();
    EXPECT_TRUE(Await([&] { return Verified() >= 3 * verified; })) << "it goes on after the repair";
  }
  EXPECT_EQ(Differing(), 3) << "one figure on the three days of the first sample, and nothing afterwards";
  EXPECT_EQ(AllValues(projection_), AllValues(fresh));

  ASSERT_THAT(lines, SizeIs(4));
  for (int day = 0; day < 3; ++day) {
    EXPECT_THAT(lines[day], HasSubstr("\"severity\":\"ERROR\""));
    EXPECT_THAT(lines[day], HasSubstr("figures are not what their units give"));
    EXPECT_THAT(lines[day], HasSubstr(absl::StrCat("\"locality\":\"", name, "\"")));
    EXPECT_THAT(lines[day], HasSubstr(absl::StrCat("\"counts\":\"provinces/82/", indicator, "\"")));
  }
  EXPECT_THAT(lines[0], HasSubstr("\"day\":\"2025-06-15\""));
  EXPECT_THAT(lines[3], HasSubstr("figures of a province were counted again from nothing"));
  EXPECT_THAT(lines[3], HasSubstr("\"province\":\"provinces/82\",\"differing\":3"));
}

// By the log: an error in a commune is told for each day of a sample.
TEST_F(VerifierTest, DaysToComeAreVerifiedToo) {
  for (const auto& [chance, last_of_year, any_day] :
       {std::tuple{0.0, "2021-12-31", "2019-06-17"}, std::tuple{0.999999, "2030-12-31", "2029-06-14"}}) {
    absl::Mutex mutex;
    std::string lines;
    logging::SetSink([&](std::string_view line) {
      absl::MutexLock lock(&mutex);
      lines.append(line);
    });
    FiguresTampering::AddToNumerator(figures(), 2, AnyLocality(figures()));
    {
      const clock::FakeClock clock(absl::FromUnixSeconds(1750000000));
      const Verifier verifier(projection_, metrics_, clock,
                              {.pause = absl::ZeroDuration(), .chance = [chance = chance] { return chance; }});
      const double differing = Differing();
      ASSERT_TRUE(Await([&] { return Differing() > differing; }));
    }
    for (const char* day : {"2025-06-15", last_of_year, any_day}) {
      EXPECT_THAT(lines, HasSubstr(absl::StrCat("\"day\":\"", day, "\"")));
    }
  }
}

// A change comes before or after a count, never into the middle of it, and none is lost.
TEST_F(VerifierTest, ReadersAndJournalsGoOnAroundRebuilds) {
  Projection fresh(*Definitions::BuiltIn());
  Load(fresh);
  std::atomic<bool> done = false;
  std::thread reading([&] {
    while (!done) EXPECT_FALSE(AllValues(projection_).empty());
  });
  std::thread rebuilding([&] {
    for (int i = 0; i < 50; ++i) projection_.Rebuild("provinces/82");
  });
  RandomHistory history(6);
  for (int change = 0; change < 200; ++change) {
    journal::v1::WatchResponse response;
    *response.add_entries() = history.Next();
    response.set_resume_token("token");
    for (Projection* projection : {&projection_, &fresh}) {
      EXPECT_TRUE(projection->Apply(Service::kRegistry, response).ok());
      while (projection->RecountSome()) {
      }
    }
  }
  rebuilding.join();
  done = true;
  reading.join();
  EXPECT_THAT(AuditAll(figures()), IsEmpty());
  EXPECT_EQ(AllValues(projection_), AllValues(fresh));
}

// Asked for the time around each slice, it lets an entry come in first.
class ClockOfABusyProvince : public clock::Clock {
 public:
  explicit ClockOfABusyProvince(Projection& projection) : projection_(projection) {}

  absl::Time Now() const override {
    journal::v1::WatchResponse response;
    *response.add_entries() = history_.Next();
    response.set_resume_token("token");
    EXPECT_TRUE(projection_.Apply(Service::kRegistry, response).ok());
    projection_.RecountSome();
    return absl::Now();
  }

 private:
  Projection& projection_;
  mutable RandomHistory history_{5};  // The verifier alone asks for the time.
};

TEST_F(VerifierTest, SamplesComeToTheirEndThoughEachSliceFindsTheProvinceChanged) {
  const ClockOfABusyProvince clock(projection_);
  const Verifier verifier(projection_, metrics_, clock, {.slice = 1, .rest = 0, .pause = absl::ZeroDuration()});
  EXPECT_TRUE(Await([&] { return Verified() >= 5000; }));
  EXPECT_EQ(Differing(), 0);
}

}  // namespace
}  // namespace ocop::gateway
