// Coordinates.
#pragma once

#include <cmath>
#include <string>

#include "common/status/status.h"
#include "google/type/latlng.pb.h"

namespace ocop::salespoints {

// Adds a violation unless `place` is on the earth. Written so that a NaN is refused too.
inline void RequirePlace(status::Violations& violations, const std::string& field, const google::type::LatLng& place) {
  if (!(std::abs(place.latitude()) <= 90)) violations.Add(field + ".latitude", "lies between -90 and 90 degrees");
  if (!(std::abs(place.longitude()) <= 180)) violations.Add(field + ".longitude", "lies between -180 and 180 degrees");
}

}  // namespace ocop::salespoints
