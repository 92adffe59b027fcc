// What an answer is made from: the figures of one province, as they are now or as they were known at some moment.
#pragma once

#include <array>

#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/projection/projection.h"

namespace ocop::gateway {

// A view; what it is of must outlive it.
struct Picture {
  const Figures& figures;
  const Sources& sources;
  // Which services have been read.
  std::array<bool, kServiceCount> read;
  // Of an earlier moment of knowledge.
  bool past = false;

  static Picture Of(const Projection::Reading& reading) {
    Picture picture{reading.figures(), reading.sources(), {}};
    for (Service service : kAllServices) picture.read[static_cast<size_t>(service)] = reading.Has(service);
    return picture;
  }
};

// Whether all that an indicator is made of is in the picture and current.
indicators::v1::IndicatorValue::Freshness FreshnessOf(const Picture& picture, size_t indicator);

template <typename Response>
void AddSources(const Picture& picture, Response& response) {
  for (const indicators::v1::Source& source : picture.sources) *response.add_sources() = source;
}

}  // namespace ocop::gateway
