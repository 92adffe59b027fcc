#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

using indicators::v1::IndicatorValue;
using indicators::v1::Source;

IndicatorValue::Freshness FreshnessOf(const Picture& picture, size_t indicator) {
  IndicatorValue::Freshness worst =
      picture.past ? IndicatorValue::FRESHNESS_AS_KNOWN : IndicatorValue::FRESHNESS_CURRENT;
  for (Service service : kAllServices) {
    const auto place = static_cast<size_t>(service);
    if (!picture.figures.IsMadeOf(indicator, service)) continue;
    if (!picture.read[place]) return IndicatorValue::FRESHNESS_MISSING;
    if (!picture.past && picture.sources[place].state() != Source::STATE_LIVE) worst = IndicatorValue::FRESHNESS_STALE;
  }
  return worst;
}

}  // namespace ocop::gateway
