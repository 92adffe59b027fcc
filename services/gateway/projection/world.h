// What the services' resources say now, as far as the indicators and tasks ask: compact records by name, tied together.
//
// Only facts that some indicator, explanation or task needs are kept. A soft-deleted resource is absent: a deletion
// says that it was entered by mistake, so it counts nowhere, on no day. Written by Intake alone.
#pragma once

#include <cstdint>
#include <string>

#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/gateway/indicators/step_function.h"
#include "services/gateway/projection/table.h"
#include "services/gateway/projection/text.h"

namespace ocop::gateway {

struct Locality;
struct Succession;
struct Plan;
struct Target;
struct RoadmapCommune;
struct Producer;
struct Merger;
struct Product;
struct Registration;
struct CompliancePaper;
struct Recognition;
struct SalesPoint;
struct Channel;
struct Listing;
struct SalesReport;
struct SalesBaseline;
struct Learner;
struct Course;
struct Class;
struct Attendance;
struct TradeEvent;
struct Participation;

// Each record: its own facts, compared as a whole to see whether anything changed, and in `Links` who refers to it.

struct Locality {
  std::string code;
  Text full_name;
  registry::v1::Locality::Kind kind = registry::v1::Locality::KIND_UNSPECIFIED;
  Id<Locality> parent;
  Days valid;
  bool synthetic = false;

  bool operator==(const Locality&) const = default;
  struct Links {
    Ids<Locality> children;
    Ids<Succession> to_successors, to_predecessors;
    Ids<Producer> producers;
    Ids<Learner> learners;
    Ids<SalesPoint> sales_points;
    Ids<RoadmapCommune> roadmap;
    Ids<Target> targets;
  };
};

struct Succession {
  Id<Locality> predecessor;
  Id<Locality> successor;

  bool operator==(const Succession&) const = default;
  struct Links {};
};

struct Plan {
  int32_t year = 0;

  bool operator==(const Plan&) const = default;
  struct Links {
    Ids<Target> targets;
    Ids<RoadmapCommune> roadmap;
  };
};

struct Target {
  Id<Plan> plan;
  Id<Locality> locality;
  std::string indicator;
  int64_t minimum = 0;
  int64_t maximum = 0;

  bool operator==(const Target&) const = default;
  struct Links {};
};

struct RoadmapCommune {
  Id<Plan> plan;
  Id<Locality> locality;

  bool operator==(const RoadmapCommune&) const = default;
  struct Links {};
};

struct Producer {
  Text display_name;
  Id<Locality> locality;
  Days in_programme;
  bool synthetic = false;
  bool women_led = false;
  uint8_t kind = 0;  // registry::v1::Producer::Kind; 0 for one that is not known here.

  bool operator==(const Producer&) const = default;
  struct Links {
    Ids<Product> products;
    Ids<CompliancePaper> papers;
    Ids<Learner> learners;
    Ids<Participation> participations;
    Ids<Merger> mergers;  // Of this one, and of others into it.
  };
};

// A producer that was a second record of another one: it is gone, and what others tell of it is the other's. Named as
// the one that is gone.
struct Merger {
  Id<Producer> duplicate;
  Id<Producer> survivor;

  bool operator==(const Merger&) const = default;
  struct Links {};
};

struct Product {
  Text display_name;
  Id<Producer> producer;
  bool synthetic = false;
  uint8_t group = 0;  // registry::v1::Product::Group; 0 for one that is not known here.
  uint8_t score_sheet = 0;

  bool operator==(const Product&) const = default;
  struct Links {
    Ids<Registration> registrations;
    Ids<CompliancePaper> papers;
    Ids<Recognition> recognitions;
    Ids<Listing> listings;
    Ids<SalesReport> reports;
    Ids<SalesBaseline> baselines;
    Ids<Participation> participations;
  };
};

struct Registration {
  Id<Product> product;
  clock::Day day = kForever;

  bool operator==(const Registration&) const = default;
  struct Links {};
};

struct CompliancePaper {
  Id<Producer> producer;
  Id<Product> product;  // None: it holds for all that the producer makes.
  Days in_force;
  uint8_t kind = 0;  // registry::v1::CompliancePaper::Kind; 0 for one that is not known here.

  bool operator==(const CompliancePaper&) const = default;
  struct Links {};
};

struct Recognition {
  Id<Product> product;
  int32_t stars = 0;
  Days in_force;         // From the decision to the last day before expiry or revocation takes effect.
  bool revoked = false;  // What ended it was a revocation.

  bool operator==(const Recognition&) const = default;
  struct Links {};
};

struct SalesPoint {
  Text display_name;
  Id<Locality> locality;
  Days open;
  int32_t area_m2 = 0;
  uint8_t place_kind = 0;  // salespoints::v1::SalesPoint::PlaceKind; 0 for one that is not known here.
  bool sign_displayed = false;
  bool prices_listed = false;
  bool hours_stated = false;
  bool manager_named = false;
  bool synthetic = false;

  bool operator==(const SalesPoint&) const = default;
  struct Links {
    Ids<Listing> listings;
  };
};

struct Channel {
  salespoints::v1::Channel::Kind kind = salespoints::v1::Channel::KIND_UNSPECIFIED;

  bool operator==(const Channel&) const = default;
  struct Links {
    Ids<Listing> listings;
  };
};

struct Listing {
  Id<Product> product;
  Id<SalesPoint> sales_point;
  Id<Channel> channel;
  Days on_sale;

  bool operator==(const Listing&) const = default;
  struct Links {};
};

// The largest first: there are more of these than of anything else, and what is left over holds the row's own marks.
struct SalesReport {
  int64_t revenue_vnd = 0;
  int64_t profit_vnd = 0;
  Id<Product> product;
  Days period;

  bool operator==(const SalesReport&) const = default;
  struct Links {};
};

struct SalesBaseline {
  Id<Product> product;
  int32_t year = 0;
  int64_t revenue_vnd = 0;
  int64_t profit_vnd = 0;
  bool has_profit = false;

  bool operator==(const SalesBaseline&) const = default;
  struct Links {};
};

struct Learner {
  Text display_name;
  Text account;  // Who calls as it: whose tasks are whose.
  training::v1::Learner::Kind kind = training::v1::Learner::KIND_UNSPECIFIED;
  Id<Locality> locality;
  Id<Producer> producer;
  Days in_post;
  bool synthetic = false;

  bool operator==(const Learner&) const = default;
  struct Links {
    Ids<Attendance> attendances;
  };
};

struct Course {
  uint32_t topics = 0;  // Bit 1 << training::v1::Course::Topic for each topic.

  bool operator==(const Course&) const = default;
  struct Links {
    Ids<Class> classes;
  };
};

struct Class {
  Id<Course> course;

  bool operator==(const Class&) const = default;
  struct Links {
    Ids<Attendance> attendances;
  };
};

struct Attendance {
  Id<Class> held_class;
  Id<Learner> learner;
  clock::Day completed = kForever;  // kForever: not completed.

  bool operator==(const Attendance&) const = default;
  struct Links {};
};

struct TradeEvent {
  clock::Day first_day = kForever;

  bool operator==(const TradeEvent&) const = default;
  struct Links {
    Ids<Participation> participations;
  };
};

struct Participation {
  Id<TradeEvent> event;
  Id<Producer> producer;
  Ids<Product> products;  // Those shown.

  bool operator==(const Participation&) const = default;
  struct Links {};
};

// A definition of the province's own; not a fact, but it comes by the same journal.
struct OwnIndicator {
  std::string definition;  // ocop.indicators.v1.Indicator, serialised.

  bool operator==(const OwnIndicator&) const = default;
  struct Links {};
};

struct World {
  Table<OwnIndicator> own_indicators;
  Table<Locality> localities;
  Table<Succession> successions;
  Table<Plan> plans;
  Table<Target> targets;
  Table<RoadmapCommune> roadmap_communes;
  Table<Producer> producers;
  Table<Merger> mergers;
  Table<Product> products;
  Table<Registration> registrations;
  Table<CompliancePaper> papers;
  Table<Recognition> recognitions;
  Table<SalesPoint> sales_points;
  Table<Channel> channels;
  Table<Listing> listings;
  Table<SalesReport> reports;
  Table<SalesBaseline> baselines;
  Table<Learner> learners;
  Table<Course> courses;
  Table<Class> classes;
  Table<Attendance> attendances;
  Table<TradeEvent> trade_events;
  Table<Participation> participations;

  // The producer that it goes on as: after a merger another one. The registry names the last at once, whatever was
  // merged into what.
  Id<Producer> GoesOnAs(Id<Producer> id) const {
    if (!id) return id;
    for (Id<Merger> merger : producers[id].links.mergers) {
      if (mergers[merger].duplicate == id) return mergers[merger].survivor;
    }
    return id;
  }

  // Calls visit(links) for it and for those that were merged into it, whom learners and events may name still.
  template <typename Visit>
  void VisitMerged(Id<Producer> id, Visit visit) const {
    visit(producers[id].links);
    for (Id<Merger> merger : producers[id].links.mergers) {
      if (mergers[merger].survivor == id) visit(producers[mergers[merger].duplicate].links);
    }
  }

  // Whether a product counts: it and its producer are present.
  bool Counts(Id<Product> product) const { return products.Has(product) && producers.Has(products[product].producer); }
};

}  // namespace ocop::gateway
