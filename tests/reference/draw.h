// Random records. Every field that an indicator asks for is drawn; what names a record of another service names one of
// a fixed set, whether it exists, is still to come, or has gone.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "google/type/date.pb.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "tests/reference/dice.h"

namespace ocop::reference {

// How many there can be of each.
constexpr int kProducers = 14;
constexpr int kProducts = 28;

constexpr int kFirstYear = 2022;
constexpr int kLastYear = 2025;

class Draw {
 public:
  explicit Draw(Dice& dice) : dice_(dice) {}

  // The days on which something drawn begins or ends.
  const std::set<clock::Day>& days() const { return days_; }

  google::type::Date Day();
  // `drawn`, not before `first`.
  google::type::Date DayFrom(const google::type::Date& first, int within_days);
  std::string Name(const std::string& collection, int count);

  // Fill what may change, and, where the record is new, what may not.
  void Fill(ocop::registry::v1::Producer& producer);
  void Fill(ocop::registry::v1::Product& product);
  void Fill(ocop::registry::v1::Registration& registration);
  void Fill(ocop::registry::v1::CompliancePaper& paper);
  void Fill(ocop::registry::v1::Plan& plan);
  void Fill(ocop::registry::v1::Target& target);
  void Fill(ocop::registry::v1::RoadmapCommune& commune);
  void Fill(ocop::evaluation::v1::Recognition& recognition);
  void Fill(ocop::salespoints::v1::SalesPoint& point);
  void Fill(ocop::salespoints::v1::Channel& channel);
  void Fill(ocop::salespoints::v1::Contract& contract);
  void Fill(ocop::salespoints::v1::Listing& listing);
  void Fill(ocop::salespoints::v1::SalesReport& report);
  void Fill(ocop::salespoints::v1::SalesBaseline& baseline);
  void Fill(ocop::salespoints::v1::TradeEvent& event);
  void Fill(ocop::salespoints::v1::Participation& participation);
  void Fill(ocop::salespoints::v1::Lot& lot);
  void Fill(ocop::training::v1::Learner& learner);
  void Fill(ocop::training::v1::Course& course);
  void Fill(ocop::training::v1::Class& a_class);
  // Whoever calls the roll knows the class.
  void Fill(ocop::training::v1::Attendance& attendance, const ocop::training::v1::Class& a_class);

 private:
  google::type::Date Keep(clock::Day day);
  std::string Locality();

  Dice& dice_;
  std::set<clock::Day> days_;
};

}  // namespace ocop::reference
