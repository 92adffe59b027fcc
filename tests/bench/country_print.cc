// The country as a script.
#include <algorithm>
#include <utility>

#include "services/evaluation/store/tables.h"
#include "services/registry/store/tables.h"
#include "services/salespoints/store/tables.h"
#include "services/training/store/tables.h"
#include "tests/bench/copy_script.h"
#include "tests/bench/country.h"

namespace ocop::bench {
namespace {

// Prints resources of one table.
class Printer {
 public:
  Printer(bool journal, std::ostream& out) : journal_(journal), out_(out) {}

  template <class Resource>
  void Print(const resource::Table& table, const char* schema, MadeOnes<Resource> resources) {
    CopyScript script(table, schema, journal_);
    for (Made<Resource>& made : resources) script.Add(made.resource, made.day, made.updates);
    script.Print(out_);
  }

 private:
  const bool journal_;
  std::ostream& out_;
};

void PrintBase(ProvinceBase base, Printer& printer) {
  // What lies in another comes after it.
  std::stable_sort(base.localities.begin(), base.localities.end(),
                   [](const auto& a, const auto& b) { return a.resource.kind() < b.resource.kind(); });
  printer.Print(registry::LocalityTable(), "registry", std::move(base.localities));
  printer.Print(registry::SuccessionTable(), "registry", std::move(base.successions));
  printer.Print(registry::PlanTable(), "registry", std::move(base.plans));
  printer.Print(registry::TargetTable(), "registry", std::move(base.targets));
  printer.Print(registry::RoadmapCommuneTable(), "registry", std::move(base.roadmap));
  printer.Print(salespoints::ChannelTable(), "salespoints", std::move(base.channels));
  printer.Print(salespoints::SalesPointTable(), "salespoints", std::move(base.sales_points));
  printer.Print(salespoints::TradeEventTable(), "salespoints", std::move(base.events));
  printer.Print(training::CourseTable(), "training", std::move(base.courses));
  printer.Print(training::ClassTable(), "training", std::move(base.classes));
  printer.Print(training::LearnerTable(), "training", std::move(base.learners));
  printer.Print(training::AttendanceTable(), "training", std::move(base.attendances));
}

void PrintChunk(ProductChunk chunk, Printer& printer) {
  printer.Print(registry::ProducerTable(), "registry", std::move(chunk.producers));
  printer.Print(registry::ProductTable(), "registry", std::move(chunk.products));
  printer.Print(registry::RegistrationTable(), "registry", std::move(chunk.registrations));
  printer.Print(registry::CompliancePaperTable(), "registry", std::move(chunk.papers));
  printer.Print(evaluation::RecognitionTable(), "evaluation", std::move(chunk.recognitions));
  printer.Print(salespoints::ListingTable(), "salespoints", std::move(chunk.listings));
  printer.Print(salespoints::SalesReportTable(), "salespoints", std::move(chunk.reports));
  printer.Print(salespoints::SalesBaselineTable(), "salespoints", std::move(chunk.baselines));
  printer.Print(salespoints::ParticipationTable(), "salespoints", std::move(chunk.participations));
  printer.Print(training::LearnerTable(), "training", std::move(chunk.learners));
  printer.Print(training::AttendanceTable(), "training", std::move(chunk.attendances));
}

// Lets as many be written again as bring the entries to `entries` for all products.
void Rewrite(int64_t entries, ProductChunk& chunk) {
  const auto rows = static_cast<int64_t>(chunk.producers.size() + chunk.products.size() + chunk.registrations.size() +
                                         chunk.papers.size() + chunk.recognitions.size() + chunk.listings.size() +
                                         chunk.reports.size() + chunk.baselines.size() + chunk.participations.size() +
                                         chunk.learners.size() + chunk.attendances.size());
  int64_t left = entries - rows;
  const auto rewrite = [&left](auto& resources) {
    for (auto& made : resources) {
      if (left-- <= 0) return;
      ++made.updates;
    }
  };
  while (left > 0) {
    rewrite(chunk.products);
    rewrite(chunk.recognitions);
    rewrite(chunk.listings);
  }
}

}  // namespace

void Country::Print(std::ostream& out, int part, int parts) const {
  Printer printer(options_.entries > 0, out);
  int job = 0;
  const auto is_mine = [&] { return job++ % parts == part; };
  for (int province = 0; province < options_.provinces; ++province) {
    const ProvinceBase base = Base(province);
    if (is_mine()) PrintBase(base, printer);
    for (int number = 0; number < ChunksOf(province); ++number) {
      if (!is_mine()) continue;
      ProductChunk chunk = Chunk(base, province, number);
      Rewrite(options_.entries * static_cast<int64_t>(chunk.products.size()) / options_.products, chunk);
      PrintChunk(std::move(chunk), printer);
    }
  }
}

}  // namespace ocop::bench
