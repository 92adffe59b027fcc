#include "services/gateway/projection/verifier.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/logging/logging.h"

namespace ocop::gateway {
namespace {

// Days that are asked about most lie around today; a third of the samples is from all of a decade.
clock::Day ChooseDay(clock::Day today, double chance, double which) {
  if (which < 1.0 / 3) return today;
  const int year = static_cast<int>(clock::ToCivilDay(today).year());
  if (which < 2.0 / 3) return clock::ToDay(year - static_cast<int>(chance * 5), 12, 31);
  return today - static_cast<clock::Day>(chance * 3650);
}

}  // namespace

Verifier::Verifier(Projection& projection, metrics::Registry& metrics, const clock::Clock& clock, Options options)
    : projection_(projection),
      clock_(clock),
      options_(std::move(options)),
      verified_(metrics.Counters("ocop_gateway_figures_verified_total", "Figures counted again and compared").With({})),
      dropped_(metrics
                   .Counters("ocop_gateway_verifications_dropped_total",
                             "Samples given up because the province changed meanwhile")
                   .With({})),
      differing_(metrics
                     .Counters("ocop_gateway_figures_differing_total",
                               "Figures that were not what counting again gives; must be 0")
                     .With({})),
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
  while (Rest(options_.pause)) {
    Sample sample;
    if (!projection_.Ready() || !ChooseSample(sample)) continue;
    if (!Verify(sample)) dropped_.Increment();
  }
}

bool Verifier::ChooseSample(Sample& sample) const {
  const std::vector<std::string> provinces = projection_.Provinces();
  if (provinces.empty()) return false;
  const auto choose = [this](size_t count) {
    return std::min(count - 1, static_cast<size_t>(options_.chance() * static_cast<double>(count)));
  };
  sample.province = provinces[choose(provinces.size())];
  sample.day = ChooseDay(clock::Today(clock_.Now()), options_.chance(), options_.chance());
  const Projection::Reading reading = projection_.Read(sample.province, clock_.Now());
  const auto& localities = reading.figures().world().localities;
  if (localities.size() == 0) return false;
  sample.locality = {static_cast<uint32_t>(choose(localities.size()))};
  return localities.Has(sample.locality);
}

bool Verifier::Verify(const Sample& sample) {
  uint64_t version = 0;
  std::vector<Figures::AuditedUnit> units;
  {
    const Projection::Reading reading = projection_.Read(sample.province, clock_.Now());
    if (reading.figures().recounting()) return false;
    version = reading.version();
    units = reading.figures().UnitsInside(sample.locality);
  }
  std::vector<Sums> sums;
  for (size_t next = 0; next < units.size();) {
    const absl::Time begin = clock_.Now();
    {
      const Projection::Reading reading = projection_.Read(sample.province, begin);
      if (reading.version() != version) return false;
      for (const size_t end = std::min(units.size(), next + options_.slice); next < end; ++next) {
        reading.figures().Audit(units[next], sample.locality, sample.day, sums);
      }
    }
    if (!Rest((clock_.Now() - begin) * options_.rest)) return true;
  }
  std::vector<uint16_t> differing;
  {
    const Projection::Reading reading = projection_.Read(sample.province, clock_.Now());
    if (reading.version() != version) return false;
    differing = reading.figures().Differing(sample.locality, sample.day, sums);
  }
  verified_.Increment(static_cast<double>(sums.size()));
  if (!differing.empty()) Report(sample, differing);
  return true;
}

void Verifier::Report(const Sample& sample, const std::vector<uint16_t>& differing) {
  differing_.Increment(static_cast<double>(differing.size()));
  std::string locality;
  {
    const Projection::Reading reading = projection_.Read(sample.province, clock_.Now());
    locality = reading.figures().world().localities.NameOf(sample.locality);
  }
  logging::Error(
      "figures are not what their units give",
      {{"locality", locality}, {"day", clock::FormatDay(sample.day)}, {"tallies", absl::StrJoin(differing, ",")}});
  const absl::Time begin = clock_.Now();
  projection_.Rebuild(sample.province);
  logging::Warning("figures of a province were counted again from nothing",
                   {{"province", sample.province}, {"took", absl::FormatDuration(clock_.Now() - begin)}});
}

}  // namespace ocop::gateway
