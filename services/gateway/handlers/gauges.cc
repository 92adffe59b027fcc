#include "services/gateway/handlers/gauges.h"

#include "common/clock/timestamp.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Source;

// Changes may come much faster than anybody looks.
constexpr absl::Duration kBetweenLooks = absl::Seconds(1);

class Gauges {
 public:
  explicit Gauges(metrics::Registry& metrics)
      : current_(metrics.Gauges("ocop_gateway_source_current",
                                "Whether the journal is read as it grows; 0 while it is loading, behind or down")),
        read_time_(metrics.Gauges("ocop_gateway_source_read_timestamp_seconds",
                                  "Everything that was committed before is in the figures")),
        incomplete_(metrics.Gauges("ocop_gateway_source_incomplete",
                                   "Whether the figures lack an entry that could not be read; must be 0")),
        uncountable_(metrics.Gauges("ocop_gateway_uncountable_indicators",
                                    "Indicators of the province's own by which nothing can be counted; must be 0")) {}

  void Set(const Projection& projection, absl::Time now) const {
    const Sources sources = projection.Read("", now).sources();
    for (const Source& source : sources) {
      const metrics::Labels labels = {{"source", source.service()}};
      current_.With(labels).Set(source.state() == Source::STATE_LIVE ? 1 : 0);
      if (!source.has_read_time()) continue;
      read_time_.With(labels).Set(absl::ToDoubleSeconds(clock::FromTimestamp(source.read_time()) - absl::UnixEpoch()));
    }
    for (const Service service : kAllServices) {
      incomplete_.With({{"source", NameOf(service)}}).Set(projection.LacksEntriesOf(service) ? 1 : 0);
    }
    for (const std::string& province : projection.Provinces()) {
      const Projection::Reading reading = projection.Read(province, now);
      uncountable_.With({{"province", province}}).Set(static_cast<double>(reading.figures().uncountable().size()));
    }
  }

 private:
  const metrics::GaugeFamily current_, read_time_, incomplete_, uncountable_;
};

}  // namespace

ChangeLoop::Task KeepGauges(const Projection& projection, metrics::Registry& metrics) {
  return [&projection, gauges = Gauges(metrics), next = absl::InfinitePast()](absl::Time now) mutable {
    if (now < next) return true;
    next = now + kBetweenLooks;
    gauges.Set(projection, now);
    return true;
  };
}

}  // namespace ocop::gateway
