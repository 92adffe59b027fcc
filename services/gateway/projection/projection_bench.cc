// How fast a province is loaded and changed. Not a test: run by hand.
#include <benchmark/benchmark.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/gateway/projection/figures.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway {
namespace {

using namespace testing;  // NOLINT: our builders

constexpr int kDistricts = 23;
constexpr int kCommunes = 305;
constexpr int kProductsPerProducer = 5;

std::string Numbered(const char* prefix, int number) {
  return absl::StrCat(prefix, number);
}

std::string DayOf(int number) {
  return clock::FormatDay(On("2021-01-01") + number % 1400);
}

// About `count` entries: products with what belongs to them, and the map they lie on.
std::vector<journal::v1::JournalEntry> Province(int count) {
  using registry::v1::Locality;
  std::vector<journal::v1::JournalEntry> entries = {Put(MakeLocality("82", Locality::KIND_PROVINCE))};
  for (int i = 0; i < kDistricts; ++i) {
    entries.push_back(Put(MakeLocality(Numbered("d", i), Locality::KIND_DISTRICT, "82")));
  }
  for (int i = 0; i < kCommunes; ++i) {
    entries.push_back(Put(MakeLocality(Numbered("c", i), Locality::KIND_COMMUNE, Numbered("d", i % kDistricts))));
    entries.push_back(Put(MakeSalesPoint(Numbered("s", i), Numbered("c", i), "2022-01-01")));
  }
  for (int product = 0; static_cast<int>(entries.size()) < count; ++product) {
    const std::string id = Numbered("product-", product);
    const std::string producer = Numbered("producer-", product / kProductsPerProducer);
    if (product % kProductsPerProducer == 0) {
      entries.push_back(Put(MakeProducer(producer, Numbered("c", product % kCommunes), DayOf(product))));
    }
    entries.push_back(Put(MakeProduct(id, producer)));
    entries.push_back(Put(MakeRegistration(id, DayOf(product + 100))));
    entries.push_back(Put(MakeRecognition(id, id, 3 + product % 3, DayOf(product + 200), "2026-12-31")));
    if (product % 2 == 0)
      entries.push_back(Put(MakePointListing(id, id, Numbered("s", product % kCommunes), DayOf(product + 300))));
    if (product % 2 == 1) entries.push_back(Put(MakeReport(id, id, "2024-01-01", "2024-12-31", 100, 10)));
  }
  return entries;
}

double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0, resident = 0;
  statm >> total >> resident;
  return resident * 4096 / 1e6;
}

void Load(Figures& figures, const std::vector<journal::v1::JournalEntry>& entries) {
  for (const auto& entry : entries) {
    if (!figures.intake().Apply(entry).ok()) std::abort();
  }
}

void BM_LoadEntries(benchmark::State& state) {
  const auto entries = Province(static_cast<int>(state.range(0)));
  double megabytes = 0;  // Of the first round: later ones use memory again that was freed.
  for (auto _ : state) {
    const double before = ResidentMegabytes();
    Figures figures(*Definitions::BuiltIn());
    Load(figures, entries);
    figures.Settle();
    if (megabytes == 0) megabytes = ResidentMegabytes() - before;
  }
  state.counters["MB"] = megabytes;
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(entries.size()));
}
BENCHMARK(BM_LoadEntries)->Arg(3'000)->Arg(30'000)->Arg(300'000)->Arg(1'300'000)->Unit(benchmark::kMillisecond);

void BM_OneChange(benchmark::State& state) {
  Figures figures(*Definitions::BuiltIn());
  Load(figures, Province(static_cast<int>(state.range(0))));
  figures.Settle();
  int number = 0;
  for (auto _ : state) {
    const std::string id = Numbered("product-", number % 100);
    Load(figures, {Put(MakeRecognition(id, id, 3 + number / 100 % 2, DayOf(number), "2026-12-31"))});
    figures.Settle();
    ++number;
  }
}
BENCHMARK(BM_OneChange)->Arg(3'000)->Arg(300'000)->Unit(benchmark::kMicrosecond);

void BM_AllValues(benchmark::State& state) {
  Figures figures(*Definitions::BuiltIn());
  Load(figures, Province(static_cast<int>(state.range(0))));
  figures.Settle();
  const clock::Day day = On("2024-12-31");
  for (auto _ : state) {
    const Id<Locality> province = figures.ProvinceOn("provinces/82", day);
    for (size_t place = 0; place < figures.definitions().size(); ++place) {
      Sums sums = figures.Value(place, province, day);
      benchmark::DoNotOptimize(sums);
    }
  }
}
BENCHMARK(BM_AllValues)->Arg(3'000)->Arg(30'000)->Arg(300'000);

// One sample of the verifier, without its rests.
void BM_Audit(benchmark::State& state) {
  Figures figures(*Definitions::BuiltIn());
  Load(figures, Province(static_cast<int>(state.range(0))));
  figures.Settle();
  size_t slices = 0;
  for (auto _ : state) {
    Audit audit({On("2024-12-31"), On("2025-06-30"), On("2023-03-31")});
    figures.BeginAudit(audit);
    for (; !audit.finished(); ++slices) figures.AuditSome(100, audit);
    if (!audit.differences().empty()) std::abort();
    figures.EndAudit();
  }
  state.counters["slices"] = benchmark::Counter(static_cast<double>(slices), benchmark::Counter::kAvgIterations);
  state.counters["slice"] =
      benchmark::Counter(static_cast<double>(slices), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Audit)->Arg(30'000)->Arg(300'000)->Arg(1'300'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ocop::gateway
