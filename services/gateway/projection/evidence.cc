#include "services/gateway/projection/evidence.h"

#include <algorithm>

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;

// Kinds of records, as bits.
enum Kinds : uint32_t {
  kOwn = 0,  // The unit's own record, which is always among the witnesses.
  kRegistrations = 1 << 0,
  kPapers = 1 << 1,
  kRoadmap = 1 << 2,
  kRecognitions = 1 << 3,
  kListings = 1 << 4,  // With the points and channels where they are.
  kReports = 1 << 5,
  kBaselines = 1 << 6,
  kTraining = 1 << 7,
  kTradeEvents = 1 << 8,
  kProducers = 1 << 9,
  // What a producer has by its products, so that these are among the witnesses too.
  kOfProducts = kRegistrations | kPapers | kRecognitions | kListings,
  // What a producer has by those that were merged into it, so that these are too.
  kOfMerged = kTraining | kTradeEvents,
};

struct FactSource {
  std::string_view fact;
  uint32_t kinds;
};

// What each fact is worked out from, beside the unit's own record. The names are those of facts.cc.
constexpr FactSource kFactSources[] = {
    // Officers.
    {"in_post", kOwn},
    {"trained_programme_basics_in_year", kTraining},
    {"trained_cycle_steps_in_year", kTraining},
    {"last_training_date", kTraining},
    // Producers, and some of products too.
    {"in_programme", kOwn},
    {"new_in_year", kOwn},
    {"kind", kOwn},
    {"women_led", kOwn},
    {"trained_in_year", kTraining},
    {"registering_in_year", kRegistrations},
    {"food_safety_commitment", kPapers},
    {"packaging_label", kPapers},
    {"quality_system", kPapers},
    {"traceability", kPapers},
    {"channel_kinds", kListings},
    {"most_stars", kRecognitions},
    {"attended_trade_event_in_year", kTradeEvents},
    // Products.
    {"group", kOwn},
    {"score_sheet", kOwn},
    {"producer_kind", kOwn},
    {"producer_women_led", kOwn},
    {"registered_in_year", kRegistrations},
    {"stars", kRecognitions},
    {"raised_to_stars_in_year", kRecognitions},
    {"newly_recognised_in_year", kRecognitions},
    {"re_evaluated_in_year", kRecognitions},
    {"expired", kRecognitions},
    {"expired_in_year", kRecognitions},
    {"revoked_in_year", kRecognitions},
    {"sold_since_recognition", kRecognitions | kReports},
    {"has_revenue_baseline", kBaselines},
    {"has_profit_baseline", kBaselines},
    {"revenue_above_baseline", kBaselines | kReports},
    {"profit_above_baseline", kBaselines | kReports},
    {"revenue_in_year_vnd", kReports},
    {"profit_in_year_vnd", kReports},
    // Communes and district units.
    {"exists", kOwn},
    {"has_producer", kProducers},
    {"on_roadmap_in_year", kRoadmap},
    {"has_point_with_other_localities", kListings},
    // Sales points.
    {"open", kOwn},
    {"opened_in_year", kOwn},
    {"place_kind", kOwn},
    {"area_m2", kOwn},
    {"sign_displayed", kOwn},
    {"prices_listed", kOwn},
    {"hours_stated", kOwn},
    {"manager_named", kOwn},
};

const FactSource* Find(std::string_view fact) {
  const auto* found = std::find_if(std::begin(kFactSources), std::end(kFactSources),
                                   [&](const FactSource& source) { return source.fact == fact; });
  return found == std::end(kFactSources) ? nullptr : found;
}

uint32_t KindsBehind(const Definition& definition) {
  uint32_t kinds = 0;
  const auto facts = DescribeFacts(definition.unit());
  for (size_t fact : definition.asked()) {
    if (const FactSource* source = Find(facts[fact].name)) kinds |= source->kinds;
  }
  return kinds;
}

class Witnesses {
 public:
  explicit Witnesses(uint32_t kinds) : kinds_(kinds) {}

  bool Ask(Kinds kind) const { return (kinds_ & kind) != 0; }

  template <typename Record>
  void Add(Service service, const Table<Record>& table, Id<Record> id) {
    if (!table.Has(id)) return;
    Witness witness{service, table.NameOf(id)};
    if (std::find(found_.begin(), found_.end(), witness) == found_.end()) found_.push_back(std::move(witness));
  }
  template <typename Record>
  void Add(Service service, const Table<Record>& table, const Ids<Record>& ids) {
    for (Id<Record> id : ids) Add(service, table, id);
  }

  // Whether there is room for so many records of what lies in the unit.
  bool HasRoom(size_t records) const { return found_.size() + records <= most_; }
  // What has been added so far is not of those.
  void BeginInside() { most_ = found_.size() + kMostInside; }

  std::vector<Witness> Take() { return std::move(found_); }

 private:
  const uint32_t kinds_;
  size_t most_ = 0;
  std::vector<Witness> found_;
};

void AddTraining(const World& world, Id<Learner> learner, Witnesses& witnesses) {
  witnesses.Add(Service::kTraining, world.learners, learner);
  for (Id<Attendance> id : world.learners[learner].links.attendances) {
    witnesses.Add(Service::kTraining, world.attendances, id);
    const Id<Class> held = world.attendances[id].held_class;
    if (!world.classes.Has(held)) continue;
    witnesses.Add(Service::kTraining, world.classes, held);
    witnesses.Add(Service::kTraining, world.courses, world.classes[held].course);
  }
}

void AddListings(const World& world, const Product::Links& product, Witnesses& witnesses) {
  for (Id<Listing> id : product.listings) {
    witnesses.Add(Service::kSalesPoints, world.listings, id);
    witnesses.Add(Service::kSalesPoints, world.channels, world.listings[id].channel);
    witnesses.Add(Service::kSalesPoints, world.sales_points, world.listings[id].sales_point);
  }
}

void AddTradeEvents(const World& world, const Ids<Participation>& participations, Witnesses& witnesses) {
  for (Id<Participation> id : participations) {
    witnesses.Add(Service::kSalesPoints, world.participations, id);
    witnesses.Add(Service::kSalesPoints, world.trade_events, world.participations[id].event);
  }
}

// The last entry about the one that is gone tells of the merger.
void AddMerged(const World& world, Id<Producer> survivor, Witnesses& witnesses) {
  for (Id<Merger> id : world.producers[survivor].links.mergers) {
    if (world.mergers[id].survivor == survivor) witnesses.Add(Service::kRegistry, world.mergers, id);
  }
}

void AddRoadmap(const World& world, const Ids<RoadmapCommune>& roadmap, Witnesses& witnesses) {
  for (Id<RoadmapCommune> id : roadmap) {
    witnesses.Add(Service::kRegistry, world.roadmap_communes, id);
    witnesses.Add(Service::kRegistry, world.plans, world.roadmap_communes[id].plan);
  }
}

void AddProduct(const World& world, Id<Product> id, Witnesses& witnesses) {
  witnesses.Add(Service::kRegistry, world.products, id);
  witnesses.Add(Service::kRegistry, world.producers, world.products[id].producer);
}

void AddStars(const World& world, const std::vector<Id<Recognition>>& recognitions, Witnesses& witnesses) {
  for (Id<Recognition> id : recognitions) {
    if (!witnesses.HasRoom(3)) return;
    witnesses.Add(Service::kEvaluation, world.recognitions, id);
    AddProduct(world, world.recognitions[id].product, witnesses);
  }
}

void AddListingsFromElsewhere(const World& world, const std::vector<Id<Listing>>& listings, Witnesses& witnesses) {
  for (Id<Listing> id : listings) {
    if (!witnesses.HasRoom(4)) return;
    witnesses.Add(Service::kSalesPoints, world.listings, id);
    witnesses.Add(Service::kSalesPoints, world.sales_points, world.listings[id].sales_point);
    AddProduct(world, world.listings[id].product, witnesses);
  }
}

}  // namespace

bool HasWitnesses(std::string_view fact) {
  return Find(fact) != nullptr;
}

uint32_t ServicesBehind(const Definition& definition) {
  const uint32_t kinds = KindsBehind(definition);
  const auto bit = [](Service service) { return uint32_t{1} << static_cast<uint32_t>(service); };
  uint32_t services = bit(Service::kRegistry);  // Places are its own.
  if ((kinds & kRecognitions) != 0) services |= bit(Service::kEvaluation);
  const bool of_sales = (kinds & (kListings | kReports | kBaselines | kTradeEvents)) != 0;
  if (of_sales || definition.unit() == Indicator::UNIT_SALES_POINT) services |= bit(Service::kSalesPoints);
  if ((kinds & kTraining) != 0 || definition.unit() == Indicator::UNIT_OFFICER) services |= bit(Service::kTraining);
  return services;
}

std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Learner> id) {
  Witnesses witnesses(KindsBehind(definition));
  witnesses.Add(Service::kTraining, world.learners, id);
  if (witnesses.Ask(kTraining)) AddTraining(world, id, witnesses);
  return witnesses.Take();
}

std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Producer> id) {
  Witnesses witnesses(KindsBehind(definition));
  const Producer::Links& links = world.producers[id].links;
  witnesses.Add(Service::kRegistry, world.producers, id);
  if (witnesses.Ask(kPapers)) witnesses.Add(Service::kRegistry, world.papers, links.papers);
  for (Id<Product> product : links.products) {
    const Product::Links& of_product = world.products[product].links;
    if (witnesses.Ask(kOfProducts)) witnesses.Add(Service::kRegistry, world.products, product);
    if (witnesses.Ask(kRegistrations)) {
      witnesses.Add(Service::kRegistry, world.registrations, of_product.registrations);
    }
    if (witnesses.Ask(kRecognitions)) {
      witnesses.Add(Service::kEvaluation, world.recognitions, of_product.recognitions);
    }
    if (witnesses.Ask(kListings)) AddListings(world, of_product, witnesses);
  }
  if (witnesses.Ask(kOfMerged)) AddMerged(world, id, witnesses);
  world.VisitMerged(id, [&](const Producer::Links& each) {
    if (witnesses.Ask(kTraining)) {
      for (Id<Learner> learner : each.learners) AddTraining(world, learner, witnesses);
    }
    if (witnesses.Ask(kTradeEvents)) AddTradeEvents(world, each.participations, witnesses);
  });
  return witnesses.Take();
}

std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Product> id) {
  Witnesses witnesses(KindsBehind(definition));
  const Product::Links& links = world.products[id].links;
  witnesses.Add(Service::kRegistry, world.products, id);
  witnesses.Add(Service::kRegistry, world.producers, world.products[id].producer);
  if (witnesses.Ask(kRegistrations)) witnesses.Add(Service::kRegistry, world.registrations, links.registrations);
  if (witnesses.Ask(kRecognitions)) witnesses.Add(Service::kEvaluation, world.recognitions, links.recognitions);
  if (witnesses.Ask(kReports)) witnesses.Add(Service::kSalesPoints, world.reports, links.reports);
  if (witnesses.Ask(kBaselines)) witnesses.Add(Service::kSalesPoints, world.baselines, links.baselines);
  if (witnesses.Ask(kListings)) AddListings(world, links, witnesses);
  if (witnesses.Ask(kTradeEvents)) AddTradeEvents(world, links.participations, witnesses);
  return witnesses.Take();
}

std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<SalesPoint> id) {
  Witnesses witnesses(KindsBehind(definition));
  witnesses.Add(Service::kSalesPoints, world.sales_points, id);
  return witnesses.Take();
}

std::vector<Witness> WitnessesOf(const World& world, const Definition& definition, Id<Locality> id,
                                 const Deciding& deciding) {
  Witnesses witnesses(KindsBehind(definition));
  witnesses.Add(Service::kRegistry, world.localities, id);
  if (witnesses.Ask(kRoadmap)) AddRoadmap(world, world.localities[id].links.roadmap, witnesses);
  witnesses.BeginInside();
  if (witnesses.Ask(kRecognitions)) AddStars(world, deciding.recognitions, witnesses);
  if (witnesses.Ask(kListings)) AddListingsFromElsewhere(world, deciding.listings, witnesses);
  if (witnesses.Ask(kProducers)) {
    for (Id<Producer> producer : deciding.producers) {
      if (witnesses.HasRoom(1)) witnesses.Add(Service::kRegistry, world.producers, producer);
    }
  }
  return witnesses.Take();
}

}  // namespace ocop::gateway
