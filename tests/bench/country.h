// A synthetic country: provinces on two maps, the programme's ten years in them, and a psql script that loads it all.
//
//   Country country({.provinces = 34, .communes = 3321, .products = 1'000'000, .entries = 10'000'000});
//   country.Print(std::cout);
//
// The same options give the same country on any machine. Nothing in it is real but the codes of the provinces and the
// shape: most products are in few communes, most producers have one or two products and some a dozen; recognitions
// expire, are renewed with more stars or the same, or are revoked; a quarter of the products report their sales by
// quarter. Until 2025-06-30 there are districts and the communes of the old map, from the next day the new communes,
// each of them made of one to five old ones.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "tests/reference/dice.h"

namespace ocop::bench {

// The last day of the country's history; there is nothing in it of 2026.
inline constexpr clock::Day kLastDay = 20453;  // 2025-12-31

struct CountryOptions {
  int provinces = 1;   // At most 34; the first is 82.
  int communes = 100;  // Of the new map, in all provinces together.
  int products = 1000;
  int years = 10;
  // Journal entries, about: what is more than one for each row is given to products, recognitions and listings that are
  // written again. 0: no journal.
  int64_t entries = 0;
  uint32_t seed = 1;
};

template <class Resource>
struct Made {
  Resource resource;
  clock::Day day = 0;  // When it was entered.
  int updates = 0;
};

template <class Resource>
using MadeOnes = std::vector<Made<Resource>>;

// What all products of a province stand on.
struct ProvinceBase {
  std::string name;  // `provinces/82`
  std::vector<std::string> old_communes, new_communes;
  MadeOnes<registry::v1::Locality> localities;
  MadeOnes<registry::v1::Succession> successions;
  MadeOnes<registry::v1::Plan> plans;
  MadeOnes<registry::v1::Target> targets;
  MadeOnes<registry::v1::RoadmapCommune> roadmap;
  MadeOnes<salespoints::v1::Channel> channels;
  MadeOnes<salespoints::v1::SalesPoint> sales_points;
  MadeOnes<salespoints::v1::TradeEvent> events;
  MadeOnes<training::v1::Course> courses;
  MadeOnes<training::v1::Class> classes;
  std::vector<clock::Day> class_days;
  MadeOnes<training::v1::Learner> learners;
  MadeOnes<training::v1::Attendance> attendances;
};

// Some producers with all that is theirs.
struct ProductChunk {
  MadeOnes<registry::v1::Producer> producers;
  MadeOnes<registry::v1::Product> products;
  MadeOnes<registry::v1::Registration> registrations;
  MadeOnes<registry::v1::CompliancePaper> papers;
  MadeOnes<evaluation::v1::Recognition> recognitions;
  MadeOnes<salespoints::v1::Listing> listings;
  MadeOnes<salespoints::v1::SalesReport> reports;
  MadeOnes<salespoints::v1::SalesBaseline> baselines;
  MadeOnes<salespoints::v1::Participation> participations;
  MadeOnes<training::v1::Learner> learners;
  MadeOnes<training::v1::Attendance> attendances;
};

class Country {
 public:
  explicit Country(CountryOptions options);

  // The script, or its part: of `parts` that may be loaded side by side, when nothing checks references meanwhile.
  void Print(std::ostream& out, int part = 0, int parts = 1) const;

  int provinces() const { return options_.provinces; }
  int ProductsOf(int province) const;
  int CommunesOf(int province) const;
  int ChunksOf(int province) const;
  ProvinceBase Base(int province) const;
  ProductChunk Chunk(const ProvinceBase& base, int province, int chunk) const;

 private:
  class Filler;

  int Share(int total, int province) const;
  reference::Dice DiceFor(int province, int chunk) const;

  const CountryOptions options_;
  const clock::Day first_day_;
};

}  // namespace ocop::bench
