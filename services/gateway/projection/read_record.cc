#include "services/gateway/projection/read_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

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

// `t1` of `provinces/82/indicators/t1`, where the target stands under the same province; otherwise empty, so that a
// target for another province's indicator is nobody's.
std::string IndicatorId(const registry::v1::Target& target) {
  const std::string_view province = ParentOf(ParentOf(target.name()));
  const std::string prefix = absl::StrCat(status::View(province), "/indicators/");
  if (target.indicator().compare(0, prefix.size(), prefix) != 0) return "";
  return target.indicator().substr(prefix.size());
}

}  // namespace

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
          .synthetic = resource.synthetic()};
}

Product ReadRecord(const registry::v1::Product& resource, World& world) {
  return {.display_name = resource.display_name(),
          .producer = world.producers.Mention(resource.producer()),
          .synthetic = resource.synthetic()};
}

Registration ReadRecord(const registry::v1::Registration& resource, World& world) {
  return {.product = world.products.Mention(resource.product()), .day = DayOr(resource.register_date(), kForever)};
}

CompliancePaper ReadRecord(const registry::v1::CompliancePaper& resource, World& world) {
  return {.kind = resource.kind(),
          .producer = world.producers.Mention(resource.producer()),
          .product = world.products.Mention(resource.product()),
          .in_force = Period(resource.issue_date(), resource.expire_date())};
}

Recognition ReadRecord(const evaluation::v1::Recognition& resource, World& world) {
  Days in_force = Period(resource.decision_date(), resource.expire_date());
  if (resource.has_revoke_date()) in_force.last = std::min(in_force.last, DayOr(resource.revoke_date(), kForever) - 1);
  return {.product = world.products.Mention(resource.product()), .stars = resource.stars(), .in_force = in_force};
}

SalesPoint ReadRecord(const salespoints::v1::SalesPoint& resource, World& world) {
  return {.locality = world.localities.Mention(resource.locality()),
          .open = Period(resource.opening_date(), resource.closing_date())};
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
  return {.product = world.products.Mention(resource.product()),
          .period = Period(resource.period_start(), resource.period_end()),
          .revenue_vnd = resource.revenue_vnd(),
          .profit_vnd = resource.profit_vnd()};
}

SalesBaseline ReadRecord(const salespoints::v1::SalesBaseline& resource, World& world) {
  return {.product = world.products.Mention(resource.product()),
          .year = resource.year(),
          .revenue_vnd = resource.revenue_vnd(),
          .profit_vnd = resource.profit_vnd()};
}

Learner ReadRecord(const training::v1::Learner& resource, World& world) {
  return {.display_name = resource.display_name(),
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

}  // namespace ocop::gateway
