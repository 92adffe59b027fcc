// The fields of each record and the tables of the world, told once: what a checkpoint writes and reads.
#pragma once

#include <type_traits>

#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// Each calls visit(field) for every field of the record, in order. `Record` is const or not.

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Locality>
void VisitFields(Record& record, Visit visit) {
  visit(record.code);
  visit(record.full_name);
  visit(record.kind);
  visit(record.parent);
  visit(record.valid);
  visit(record.synthetic);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Succession>
void VisitFields(Record& record, Visit visit) {
  visit(record.predecessor);
  visit(record.successor);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Plan>
void VisitFields(Record& record, Visit visit) {
  visit(record.year);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Target>
void VisitFields(Record& record, Visit visit) {
  visit(record.plan);
  visit(record.locality);
  visit(record.indicator);
  visit(record.minimum);
  visit(record.maximum);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, RoadmapCommune>
void VisitFields(Record& record, Visit visit) {
  visit(record.plan);
  visit(record.locality);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Producer>
void VisitFields(Record& record, Visit visit) {
  visit(record.display_name);
  visit(record.locality);
  visit(record.in_programme);
  visit(record.synthetic);
  visit(record.women_led);
  visit(record.kind);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Merger>
void VisitFields(Record& record, Visit visit) {
  visit(record.duplicate);
  visit(record.survivor);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Product>
void VisitFields(Record& record, Visit visit) {
  visit(record.display_name);
  visit(record.producer);
  visit(record.synthetic);
  visit(record.group);
  visit(record.score_sheet);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Registration>
void VisitFields(Record& record, Visit visit) {
  visit(record.product);
  visit(record.day);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, CompliancePaper>
void VisitFields(Record& record, Visit visit) {
  visit(record.producer);
  visit(record.product);
  visit(record.in_force);
  visit(record.kind);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Recognition>
void VisitFields(Record& record, Visit visit) {
  visit(record.product);
  visit(record.stars);
  visit(record.in_force);
  visit(record.revoked);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, SalesPoint>
void VisitFields(Record& record, Visit visit) {
  visit(record.display_name);
  visit(record.locality);
  visit(record.open);
  visit(record.area_m2);
  visit(record.place_kind);
  visit(record.sign_displayed);
  visit(record.prices_listed);
  visit(record.hours_stated);
  visit(record.manager_named);
  visit(record.synthetic);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Channel>
void VisitFields(Record& record, Visit visit) {
  visit(record.kind);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Listing>
void VisitFields(Record& record, Visit visit) {
  visit(record.product);
  visit(record.sales_point);
  visit(record.channel);
  visit(record.on_sale);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, SalesReport>
void VisitFields(Record& record, Visit visit) {
  visit(record.revenue_vnd);
  visit(record.profit_vnd);
  visit(record.product);
  visit(record.period);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, SalesBaseline>
void VisitFields(Record& record, Visit visit) {
  visit(record.product);
  visit(record.year);
  visit(record.revenue_vnd);
  visit(record.profit_vnd);
  visit(record.has_profit);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Learner>
void VisitFields(Record& record, Visit visit) {
  visit(record.display_name);
  visit(record.account);
  visit(record.kind);
  visit(record.locality);
  visit(record.producer);
  visit(record.in_post);
  visit(record.synthetic);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Course>
void VisitFields(Record& record, Visit visit) {
  visit(record.topics);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Class>
void VisitFields(Record& record, Visit visit) {
  visit(record.course);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Attendance>
void VisitFields(Record& record, Visit visit) {
  visit(record.held_class);
  visit(record.learner);
  visit(record.completed);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, TradeEvent>
void VisitFields(Record& record, Visit visit) {
  visit(record.first_day);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Participation>
void VisitFields(Record& record, Visit visit) {
  visit(record.event);
  visit(record.producer);
  visit(record.products);
}

template <typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, OwnIndicator>
void VisitFields(Record& record, Visit visit) {
  visit(record.definition);
}

// Calls visit(table) for every table, in order.
template <typename AnyWorld, typename Visit>
void VisitTables(AnyWorld& world, Visit visit) {
  visit(world.own_indicators);
  visit(world.localities);
  visit(world.successions);
  visit(world.plans);
  visit(world.targets);
  visit(world.roadmap_communes);
  visit(world.producers);
  visit(world.mergers);
  visit(world.products);
  visit(world.registrations);
  visit(world.papers);
  visit(world.recognitions);
  visit(world.sales_points);
  visit(world.channels);
  visit(world.listings);
  visit(world.reports);
  visit(world.baselines);
  visit(world.learners);
  visit(world.courses);
  visit(world.classes);
  visit(world.attendances);
  visit(world.trade_events);
  visit(world.participations);
}

}  // namespace ocop::gateway
