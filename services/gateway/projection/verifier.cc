#include "services/gateway/projection/verifier.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"

namespace ocop::gateway {
namespace {

// Localities and days of one sample that are named in the log: a fault may be in all of them.
constexpr size_t kMostNamed = 20;

// Of whom a tally tells: an indicator, or what communes and districts are judged by.
std::string NameOf(uint16_t tally, const std::string& province, const Definitions& definitions) {
  if (tally >= kInnerTallyCount) {
    const size_t place = tally - kInnerTallyCount;
    if (!definitions.Has(place)) return "an indicator that was removed meanwhile";
    return absl::StrCat(province, "/", definitions[place].indicator().name());
  }
  if (tally == TallyOf(InnerTally::kProducers)) return "producers in the programme";
  if (tally == TallyOf(InnerTally::kFromElsewhere)) return "listings of products from elsewhere";
  return absl::StrCat("products by stars: ", tally - TallyOfProductsWith(1) + 1);
}

double SecondsSinceEpoch(absl::Time time) {
  return absl::ToDoubleSeconds(time - absl::UnixEpoch());
}

}  // namespace

Verifier::Verifier(Projection& projection, metrics::Registry& metrics, const clock::Clock& clock, Options options)
    : projection_(projection),
      clock_(clock),
      options_(std::move(options)),
      verified_(metrics.Counters("ocop_gateway_figures_verified_total", "Figures counted again and compared").With({})),
      differing_(metrics
                     .Counters("ocop_gateway_figures_differing_total",
                               "Figures that were not what counting again gives; must be 0")
                     .With({})),
      verified_at_(metrics.Gauges("ocop_gateway_province_verified_timestamp_seconds",
                                  "When all localities of the province were last verified, or it was first seen")),
      thread_([this] { Run(); }) {}

Verifier::~Verifier() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

bool Verifier::Rest(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
}

void Verifier::Run() {
  std::string province;
  while (Rest(options_.pause)) {
    NoteNewProvinces();
    if (!projection_.Ready() || provinces_.empty()) continue;
    province = ProvinceAfter(province);
    Verify(province);
  }
}

void Verifier::NoteNewProvinces() {
  for (const std::string& name : projection_.Provinces()) {
    if (provinces_.contains(name)) continue;
    const metrics::Gauge gauge = verified_at_.With({{"province", name}});
    gauge.Set(SecondsSinceEpoch(clock_.Now()));
    provinces_.emplace(name, gauge);
  }
}

std::string Verifier::ProvinceAfter(const std::string& last) const {
  const auto next = provinces_.upper_bound(last);
  return next == provinces_.end() ? provinces_.begin()->first : next->first;
}

// Days that are asked about most: today and the ends of years; and one from all of a decade. What is known already of
// days to come, as terms that end, is counted for them too.
std::vector<clock::Day> Verifier::ChooseDays() const {
  constexpr int kYearsBefore = 4, kYearsAfter = 5;
  constexpr int kDaysBefore = 2190, kDaysAfter = 1460;
  const auto among = [&](int before, int after) {
    return static_cast<int>(options_.chance() * (before + 1 + after)) - before;
  };
  const clock::Day today = clock::Today(clock_.Now());
  const int year = static_cast<int>(clock::ToCivilDay(today).year());
  return {today, clock::ToDay(year + among(kYearsBefore, kYearsAfter), 12, 31), today + among(kDaysBefore, kDaysAfter)};
}

void Verifier::Verify(const std::string& province) {
  Audit audit(ChooseDays());
  projection_.BeginAudit(province, audit);
  const bool finished = Finish(province, audit);
  projection_.EndAudit(province);
  if (!finished) return;
  verified_.Increment(static_cast<double>(audit.compared()));
  provinces_.at(province).Set(SecondsSinceEpoch(clock_.Now()));
  if (!audit.differences().empty()) Report(province, audit.differences());
}

bool Verifier::Finish(const std::string& province, Audit& audit) {
  while (!audit.finished()) {
    const absl::Time begin = clock_.Now();
    const bool went_on = projection_.Read(province, begin).figures().AuditSome(options_.slice, audit);
    if (!Rest(went_on ? (clock_.Now() - begin) * options_.rest : options_.pause)) return false;
  }
  return true;
}

void Verifier::Report(const std::string& province, const std::vector<Audit::Difference>& differences) {
  differing_.Increment(static_cast<double>(differences.size()));
  Tell(province, differences);
  const absl::Time begin = clock_.Now();
  projection_.Rebuild(province);
  logging::Warning("figures of a province were counted again from nothing",
                   {{"province", province},
                    {"differing", differences.size()},
                    {"took", absl::FormatDuration(clock_.Now() - begin)}});
}

// A line for each locality and day; the differences of one stand together.
void Verifier::Tell(const std::string& province, const std::vector<Audit::Difference>& differences) const {
  const Projection::Reading reading = projection_.Read(province, clock_.Now());
  size_t named = 0;
  for (auto next = differences.begin(); next != differences.end() && named < kMostNamed; ++named) {
    const Audit::Difference& first = *next;
    std::string counts;
    for (; next != differences.end() && next->locality == first.locality && next->day == first.day; ++next) {
      absl::StrAppend(&counts, counts.empty() ? "" : ", ",
                      NameOf(next->tally, province, reading.figures().definitions()));
    }
    logging::Error("figures are not what their units give",
                   {{"locality", reading.figures().world().localities.NameOf({first.locality})},
                    {"day", clock::FormatDay(first.day)},
                    {"counts", counts}});
  }
}

}  // namespace ocop::gateway
