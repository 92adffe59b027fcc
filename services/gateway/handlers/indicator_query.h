// What a request names, found: indicators, localities and days.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/type/date.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

// `provinces/82` and the place of `t1` in the definitions.
struct IndicatorInProvince {
  std::string parent;
  size_t place;
};

// NOT_FOUND `INDICATOR_NOT_FOUND`; INVALID_ARGUMENT for a name of another form. `field` is the name's path in the
// request.
absl::StatusOr<IndicatorInProvince> FindIndicator(const Definitions& definitions, const std::string& name,
                                                  const std::string& field);

// The locality of that name, or without a name the province of `parent` as it stands on the day.
// NOT_FOUND `LOCALITY_NOT_FOUND`; INVALID_ARGUMENT for one of another province.
absl::StatusOr<Id<Locality>> FindLocality(const Figures& figures, const std::string& parent, const std::string& name,
                                          clock::Day day, const std::string& field);

// INVALID_ARGUMENT unless `date` is a full day that exists.
absl::StatusOr<clock::Day> ReadDay(const google::type::Date& date, const std::string& field);

// The definition as the province's resource.
indicators::v1::Indicator ToIndicator(const Definition& definition, const std::string& parent);

// The value of one indicator for one locality on one day, with target and status.
void FillValue(const Figures& figures, const std::string& parent, size_t place, Id<Locality> locality, clock::Day day,
               indicators::v1::IndicatorValue& value);

}  // namespace ocop::gateway
