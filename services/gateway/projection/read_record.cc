#include "services/gateway/projection/read_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

using google::type::Date;

// An unset message field reads as an empty date, which is no day.
clock::Day DayOr(const Date& date, clock::Day otherwise) {
  return clock::FromDate(date).value_or(otherwise);
}

// From a required first day to an optional last one.
Days Period(const Date& first, const Date& last) {
  return {DayOr(first, kForever), DayOr(last, kForever)};
}

// `provinces/82/plans/2024` of `provinces/82/plans/2024/targets/t1`.
std::string_view ParentOf(std::string_view name) {
  for (int segments = 0; segments < 2; ++segments) name = name.substr(0, name.rfind('/'));
  return name;
}

// The number of an enum's value, which a later version of a service may have one more of.
template <typename Enum>
uint8_t Known(Enum value, bool (*is_valid)(int)) {
  return is_valid(value) ? static_cast<uint8_t>(value) : uint8_t{0};
}

// `t1` of `provinces/82/indicators/t1`, where the target stands under the same province; otherwise empty, so that a
// target for another province's indicator is nobody's.
std::string IndicatorId(const registry::v1::Target& target) {
  const std::string_view province = ParentOf(ParentOf(target.name()));
  const std::string prefix = absl::StrCat(status::View(province), "/indicators/");
  if (target.indicator().compare(0, prefix.size(), prefix) != 0) return "";
  return target.indicator().substr(prefix.size());
}

}  // namespace

indicators::v1::Indicator ReadDefinition(const registry::v1::IndicatorDefinition& resource) {
  using indicators::v1::Indicator;
  Indicator indicator;
  indicator.set_name(absl::StrCat("indicators/", resource.name().substr(resource.name().rfind('/') + 1)));
  indicator.set_code(resource.code());
  indicator.set_title_vi(resource.title_vi());
  indicator.set_title_en(resource.title_en());
  // Names that are none stay unspecified, with which no indicator can be counted.
  Indicator::Unit unit = Indicator::UNIT_UNSPECIFIED;
  if (Indicator::Unit_Parse(resource.unit(), &unit)) indicator.set_unit(unit);
  Indicator::Measure measure = Indicator::MEASURE_UNSPECIFIED;
  if (Indicator::Measure_Parse(resource.measure(), &measure)) indicator.set_measure(measure);
  Indicator::Comparator comparator = Indicator::COMPARATOR_UNSPECIFIED;
  if (Indicator::Comparator_Parse(resource.comparator(), &comparator)) indicator.set_comparator(comparator);
  indicator.set_denominator_filter(resource.denominator_filter());
  indicator.set_numerator_filter(resource.numerator_filter());
  indicator.set_candidate_filter(resource.candidate_filter());
  indicator.set_sum_fact(resource.sum_fact());
  indicator.set_reading(resource.reading());
  indicator.set_legal_basis(resource.legal_basis());
  indicator.set_version(resource.version());
  indicator.set_origin(Indicator::ORIGIN_PROVINCE);
  indicator.set_etag(resource.etag());
  return indicator;
}

OwnIndicator ReadRecord(const registry::v1::IndicatorDefinition& resource, World&) {
  return {.definition = ReadDefinition(resource).SerializeAsString()};
}

Locality ReadRecord(const registry::v1::Locality& resource, World& world) {
  Locality record;
  record.code = resource.code();
  record.full_name = resource.full_name();
  record.kind = resource.kind();
  record.parent = world.localities.Mention(resource.parent_locality());
  record.valid = {DayOr(resource.valid_from(), kAlways), DayOr(resource.valid_to(), kForever)};
  record.synthetic = resource.synthetic();
  return record;
}

Succession ReadRecord(const registry::v1::Succession& resource, World& world) {
  return {.predecessor = world.localities.Mention(resource.predecessor()),
          .successor = world.localities.Mention(resource.successor())};
}

Plan ReadRecord(const registry::v1::Plan& resource, World&) {
  return {.year = resource.year()};
}

Target ReadRecord(const registry::v1::Target& resource, World& world) {
  return {.plan = world.plans.Mention(ParentOf(resource.name())),
          .locality = world.localities.Mention(resource.locality()),
          .indicator = IndicatorId(resource),
          .minimum = resource.minimum(),
          .maximum = resource.maximum()};
}

RoadmapCommune ReadRecord(const registry::v1::RoadmapCommune& resource, World& world) {
  return {.plan = world.plans.Mention(ParentOf(resource.name())),
          .locality = world.localities.Mention(resource.locality())};
}

Producer ReadRecord(const registry::v1::Producer& resource, World& world) {
  return {.display_name = resource.display_name(),
          .locality = world.localities.Mention(resource.locality()),
          .in_programme = Period(resource.join_date(), resource.leave_date()),
          .synthetic = resource.synthetic(),
          .women_led = resource.representative_gender() == registry::v1::Producer::GENDER_FEMALE,
          .kind = Known(resource.kind(), registry::v1::Producer::Kind_IsValid)};
}

Merger ReadMerger(const registry::v1::Producer& resource, World& world) {
  return {.duplicate = world.producers.Mention(resource.name()),
          .survivor = world.producers.Mention(resource.merged_into())};
}

Product ReadRecord(const registry::v1::Product& resource, World& world) {
  return {.display_name = resource.display_name(),
          .producer = world.producers.Mention(resource.producer()),
          .synthetic = resource.synthetic(),
          .group = Known(resource.product_group(), registry::v1::Product::Group_IsValid),
          .score_sheet = static_cast<uint8_t>(resource.score_sheet())};
}

Registration ReadRecord(const registry::v1::Registration& resource, World& world) {
  return {.product = world.products.Mention(resource.product()), .day = DayOr(resource.register_date(), kForever)};
}

CompliancePaper ReadRecord(const registry::v1::CompliancePaper& resource, World& world) {
  return {.producer = world.producers.Mention(resource.producer()),
          .product = world.products.Mention(resource.product()),
          .in_force = Period(resource.issue_date(), resource.expire_date()),
          .kind = Known(resource.kind(), registry::v1::CompliancePaper::Kind_IsValid)};
}

Recognition ReadRecord(const evaluation::v1::Recognition& resource, World& world) {
  Days in_force = Period(resource.decision_date(), resource.expire_date());
  const clock::Day revoke = DayOr(resource.revoke_date(), kForever);
  const bool revoked = revoke != kForever && revoke <= in_force.last;
  if (revoked) in_force.last = revoke - 1;
  return {.product = world.products.Mention(resource.product()),
          .stars = resource.stars(),
          .in_force = in_force,
          .revoked = revoked};
}

SalesPoint ReadRecord(const salespoints::v1::SalesPoint& resource, World& world) {
  return {.display_name = resource.display_name(),
          .locality = world.localities.Mention(resource.locality()),
          .open = Period(resource.opening_date(), resource.closing_date()),
          .area_m2 = resource.area_m2(),
          .place_kind = Known(resource.place_kind(), salespoints::v1::SalesPoint::PlaceKind_IsValid),
          .sign_displayed = resource.sign_displayed(),
          .prices_listed = resource.prices_listed(),
          .hours_stated = !resource.opening_hours().empty(),
          .manager_named = !resource.manager().empty(),
          .synthetic = resource.synthetic()};
}

Channel ReadRecord(const salespoints::v1::Channel& resource, World&) {
  return {.kind = resource.kind()};
}

Listing ReadRecord(const salespoints::v1::Listing& resource, World& world) {
  return {.product = world.products.Mention(resource.product()),
          .sales_point = world.sales_points.Mention(resource.sales_point()),
          .channel = world.channels.Mention(resource.channel()),
          .on_sale = Period(resource.start_date(), resource.end_date())};
}

SalesReport ReadRecord(const salespoints::v1::SalesReport& resource, World& world) {
  return {.revenue_vnd = resource.revenue_vnd(),
          .profit_vnd = resource.profit_vnd(),
          .product = world.products.Mention(resource.product()),
          .period = Period(resource.period_start(), resource.period_end())};
}

SalesBaseline ReadRecord(const salespoints::v1::SalesBaseline& resource, World& world) {
  return {.product = world.products.Mention(resource.product()),
          .year = resource.year(),
          .revenue_vnd = resource.revenue_vnd(),
          .profit_vnd = resource.profit_vnd(),
          .has_profit = resource.has_profit_vnd()};
}

Learner ReadRecord(const training::v1::Learner& resource, World& world) {
  return {.display_name = resource.display_name(),
          .account = resource.account(),
          .kind = resource.kind(),
          .locality = world.localities.Mention(resource.locality()),
          .producer = world.producers.Mention(resource.producer()),
          .in_post = Period(resource.post_start_date(), resource.post_end_date()),
          .synthetic = resource.synthetic()};
}

Course ReadRecord(const training::v1::Course& resource, World&) {
  Course record;
  for (int topic : resource.topics()) {
    if (topic >= 0 && topic < 32) record.topics |= uint32_t{1} << topic;
  }
  return record;
}

Class ReadRecord(const training::v1::Class& resource, World& world) {
  return {.course = world.courses.Mention(resource.course())};
}

Attendance ReadRecord(const training::v1::Attendance& resource, World& world) {
  return {.held_class = world.classes.Mention(ParentOf(resource.name())),
          .learner = world.learners.Mention(resource.learner()),
          .completed = DayOr(resource.completion_date(), kForever)};
}

TradeEvent ReadRecord(const salespoints::v1::TradeEvent& resource, World&) {
  return {.first_day = DayOr(resource.start_date(), kForever)};
}

Participation ReadRecord(const salespoints::v1::Participation& resource, World& world) {
  Participation record = {.event = world.trade_events.Mention(ParentOf(resource.name())),
                          .producer = world.producers.Mention(resource.producer()),
                          .products = {}};
  for (const std::string& product : resource.products()) record.products.push_back(world.products.Mention(product));
  return record;
}

}  // namespace ocop::gateway
