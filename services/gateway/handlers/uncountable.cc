#include "services/gateway/handlers/uncountable.h"

namespace ocop::gateway {
namespace {

// Changes may come much faster than anybody looks.
constexpr absl::Duration kBetweenLooks = absl::Seconds(1);

}  // namespace

ChangeLoop::Task TellUncountable(const Projection& projection, metrics::Registry& metrics) {
  const metrics::GaugeFamily gauges =
      metrics.Gauges("ocop_gateway_uncountable_indicators",
                     "Indicators of the province's own by which nothing can be counted; must be 0");
  return [&projection, gauges, next = absl::InfinitePast()](absl::Time now) mutable {
    if (now < next) return true;
    next = now + kBetweenLooks;
    for (const std::string& province : projection.Provinces()) {
      const Projection::Reading reading = projection.Read(province, now);
      gauges.With({{"province", province}}).Set(static_cast<double>(reading.figures().uncountable().size()));
    }
    return true;
  };
}

}  // namespace ocop::gateway
