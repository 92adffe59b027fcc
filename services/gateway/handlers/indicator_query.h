// What a request names, found: indicators, localities and days; and values as answers tell them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/date.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/handlers/picture.h"

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

// The same for an indicator whose values are asked for: UNAVAILABLE `INDICATOR_COMPUTING` while there are none,
// FAILED_PRECONDITION `INDICATOR_UNCOUNTABLE` for one that there will be none of.
absl::StatusOr<IndicatorInProvince> FindComputed(const Figures& figures, const std::string& name,
                                                 const std::string& field);

// Places of the indicators named, all of `parent`; of all that have values when none is named.
absl::StatusOr<std::vector<size_t>> FindIndicators(const Figures& figures, const std::string& parent,
                                                   const google::protobuf::RepeatedPtrField<std::string>& names);

// The locality of that name, or without a name the province of `parent` as it stands on the day.
// NOT_FOUND `LOCALITY_NOT_FOUND`; INVALID_ARGUMENT for one of another province.
absl::StatusOr<Id<Locality>> FindLocality(const Figures& figures, const std::string& parent, const std::string& name,
                                          clock::Day day, const std::string& field);

// INVALID_ARGUMENT unless `date` is a full day that exists.
absl::StatusOr<clock::Day> ReadDay(const google::type::Date& date, const std::string& field);

// The day of `as_of`, today in Việt Nam when it is not set.
template <typename Request>
absl::StatusOr<clock::Day> DayAsked(const rpc::Call& call, const Request& request) {
  if (!request.has_as_of()) return clock::Today(call.now);
  return ReadDay(request.as_of(), "as_of");
}

// Which question a page belongs to: all of the request but its page.
template <typename Request>
uint64_t PageFingerprint(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return pagination::Fingerprint({Request::descriptor()->full_name(), request.SerializeAsString()});
}

// The key of the last row of the page before; empty on the first. INVALID_ARGUMENT `INVALID_PAGE_TOKEN`.
template <typename Request>
absl::StatusOr<std::string> LastOfPageBefore(const Request& request) {
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last,
                        pagination::Decode(request.page_token(), PageFingerprint(request), 1));
  return last.empty() ? "" : last.front();
}

// Path of an element of a repeated field.
std::string Indexed(std::string_view field, int index);

// The definition as the province's resource.
indicators::v1::Indicator ToIndicator(const Figures& figures, size_t place, const std::string& parent);

// The same of one that can't be counted.
indicators::v1::Indicator ToUncountable(indicators::v1::Indicator uncountable, const std::string& parent);

// The resource of that name, also one that can't be counted unless another has its name; otherwise as FindIndicator.
absl::StatusOr<indicators::v1::Indicator> ReadIndicator(const Figures& figures, const std::string& name,
                                                        const std::string& field);

// What the plan of a year sets a locality, looked through once for many indicators or days: a locality may have the
// targets of ten plans.
class TargetsOfYear {
 public:
  // Of the year of `day`.
  TargetsOfYear(const Figures& figures, Id<Locality> locality, clock::Day day);

  // As Figures::TargetOf.
  Id<Target> Of(size_t indicator) const;

 private:
  const Figures& figures_;
  std::vector<Id<Target>> targets_;
};

// Values of one locality on one day; what they have in common is looked up once.
class ValuesOfDay {
 public:
  // What is passed must outlive this.
  ValuesOfDay(const Picture& picture, const std::string& parent, Id<Locality> locality, clock::Day day);

  // The value of one indicator, with target, status and freshness.
  void Fill(size_t indicator, indicators::v1::IndicatorValue& value) const;

 private:
  const Picture& picture_;
  const std::string& parent_;
  const Id<Locality> locality_;
  const std::string locality_name_;
  const clock::Day day_;
  const google::type::Date date_;
  const TargetsOfYear targets_;
};

}  // namespace ocop::gateway
