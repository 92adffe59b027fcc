#include "services/gateway/projection/figures.h"

#include <algorithm>
#include <span>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"
#include "common/status/status.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Indicator;

// While a province is loaded, changes are brought in whenever this many wait, so that they never take much memory.
constexpr size_t kMostPending = 1 << 20;

}  // namespace

Figures::Figures(Definitions definitions) : Figures(std::move(definitions), std::make_shared<Intake>()) {}

Figures::Figures(Definitions definitions, std::shared_ptr<Intake> intake)
    : definitions_(std::move(definitions)),
      computed_(definitions_.size(), true),
      intake_(std::move(intake)),
      examiner_(definitions_, intake_->world(),
                [this](uint16_t tally, LocalityNumber area) { return counters_.AnyInNumerator(tally, area); }) {
  for (size_t place : definitions_.Places()) made_of_.push_back(ServicesBehind(definitions_[place]));
}

void Figures::Settle() {
  Changes& changes = intake_->changes();
  SettleDefinitions();
  const bool map_changed = std::exchange(changes.geography, false);
  Geography next;
  if (map_changed) {
    next = Geography(world());
    MarkMoved(next);
  }
  const auto officers = changes.officers.Take();
  const auto producers = changes.producers.Take();
  const auto products = changes.products.Take();
  const auto listings = changes.listings.Take();
  const auto sales_points = changes.sales_points.Take();

  // What is taken back must come off where it was put on: on the old map.
  TakeBack(officers, officers_);
  TakeBack(producers, producers_);
  TakeBack(products, products_);
  TakeBack(listings, listings_);
  TakeBack(sales_points, sales_points_);
  if (map_changed) {
    TakeBack(changes.areas.ids(), areas_);
    MergeCounters();
    geography_ = std::move(next);
  }
  Add(officers, officers_);
  Add(producers, producers_);
  Add(products, products_);
  Add(listings, listings_);
  Add(sales_points, sales_points_);
  MergeCounters();
  SettleAreas();
}

// Areas come last, since they are judged by the counts of what lies in them.
void Figures::SettleAreas() {
  const auto areas = intake_->changes().areas.Take();
  if (areas.empty()) return;
  TakeBack(areas, areas_);
  Add(areas, areas_);
  MergeCounters();
  FindProvinces();
}

void Figures::SettleDefinitions() {
  for (Id<OwnIndicator> id : intake_->changes().own_indicators.Take()) {
    if (const auto old = own_.find(id.row); old != own_.end()) {
      if (Reword(id, old->second)) continue;
      const Unit unit = definitions_[old->second].unit();
      definitions_.Remove(old->second);
      computed_[old->second] = false;
      own_.erase(old);
      StartRecount(unit, std::nullopt);
    }
    uncountable_.erase(LastId(world().own_indicators.NameOf(id)));
    if (world().own_indicators.Has(id)) Define(id);
  }
}

// Other titles need no other figures.
bool Figures::Reword(Id<OwnIndicator> id, size_t place) {
  Indicator indicator;
  if (!world().own_indicators.Has(id)) return false;
  indicator.ParseFromString(world().own_indicators[id].definition);
  absl::StatusOr<Definition> definition = Definition::Make(std::move(indicator));
  return definition.ok() && definitions_.Reword(place, *std::move(definition));
}

// One that can't be counted by is kept apart and told about: the gateway checks definitions before it stores them, but
// whoever calls the registry itself goes past it, and with a new version of the suite the facts that an older one asks
// about may be gone, or its id be that of an indicator which comes with it.
void Figures::Define(Id<OwnIndicator> id) {
  Indicator indicator;
  indicator.ParseFromString(world().own_indicators[id].definition);
  const auto add = [&]() -> absl::StatusOr<size_t> {
    if (definitions_.Find(LastId(indicator.name()))) {
      return absl::AlreadyExistsError(
          "an indicator that comes with the suite has its id: delete this one and define it again under another");
    }
    OCOP_ASSIGN_OR_RETURN(Definition definition, Definition::Make(indicator));
    return definitions_.Add(std::move(definition));
  };
  const absl::StatusOr<size_t> place = add();
  if (!place.ok()) {
    logging::Error("an indicator can't be counted",
                   {{"name", world().own_indicators.NameOf(id)}, {"error", place.status().message()}});
    indicator.set_state(Indicator::STATE_UNCOUNTABLE);
    indicator.set_problem(std::string(place.status().message()));
    uncountable_[LastId(indicator.name())] = std::move(indicator);
    return;
  }
  own_[id.row] = *place;
  computed_.push_back(false);
  made_of_.push_back(ServicesBehind(definitions_[*place]));
  StartRecount(definitions_[*place].unit(), *place);
}

void Figures::StartRecount(Unit unit, std::optional<size_t> indicator) {
  if (!HasCounted(unit)) {  // What is counted for the first time is counted by all of them.
    if (indicator) computed_[*indicator] = true;
    return;
  }
  Recount& recount = recounts_[unit];
  recount.next = 0;
  if (indicator) recount.indicators.push_back(*indicator);
}

bool Figures::HasCounted(Unit unit) const {
  switch (unit) {
    case Indicator::UNIT_OFFICER:
      return !officers_.empty();
    case Indicator::UNIT_PRODUCER:
      return !producers_.empty();
    case Indicator::UNIT_PRODUCT:
      return !products_.empty();
    case Indicator::UNIT_SALES_POINT:
      return !sales_points_.empty();
    default:
      return !areas_.empty();
  }
}

bool Figures::RecountSome(size_t most) {
  if (recounts_.empty()) return false;
  auto& [unit, recount] = *recounts_.begin();
  bool done = false;
  switch (unit) {
    case Indicator::UNIT_OFFICER:
      done = RecountRows(recount.next, most, world().learners, officers_);
      break;
    case Indicator::UNIT_PRODUCER:
      done = RecountRows(recount.next, most, world().producers, producers_);
      break;
    case Indicator::UNIT_PRODUCT:
      done = RecountRows(recount.next, most, world().products, products_);
      break;
    case Indicator::UNIT_SALES_POINT:
      done = RecountRows(recount.next, most, world().sales_points, sales_points_);
      break;
    default:
      done = RecountRows(recount.next, most, world().localities, areas_);
  }
  recount.next += static_cast<uint32_t>(most);
  SettleAreas();
  if (done) {
    for (size_t indicator : recount.indicators) computed_[indicator] = definitions_.Has(indicator);
    recounts_.erase(recounts_.begin());
  }
  return !recounts_.empty();
}

template <typename Record>
bool Figures::RecountRows(uint32_t first, size_t most, const Table<Record>& table, Contributions& contributions) {
  const auto end = static_cast<uint32_t>(std::min<size_t>(table.size(), first + most));
  std::vector<Id<Record>> ids;
  for (uint32_t row = first; row < end; ++row) ids.push_back({row});
  TakeBack(ids, contributions);
  Add(ids, contributions);
  MergeCounters();
  return end == table.size();
}

template <typename Record>
void Figures::TakeBack(const std::vector<Id<Record>>& ids, Contributions& contributions) {
  for (Id<Record> id : ids) {
    if (id.row >= contributions.size()) continue;
    if (IsAudited(id)) {
      const Contribution old = counters_.Unpacked(contributions[id.row]);
      audit_->TakeBack(old, LocalitiesOf(old.place));
    }
    counters_.Remove(contributions[id.row]);
    contributions[id.row] = {};
  }
}

template <typename Record>
void Figures::Add(const std::vector<Id<Record>>& ids, Contributions& contributions) {
  for (Id<Record> id : ids) {
    if (id.row >= contributions.size()) {
      // Seldom a step at a time, and never much in reserve.
      contributions.resize(std::max<size_t>(id.row + 1, contributions.size() + contributions.size() / 8));
    }
    const Contribution contribution = examiner_.Examine(id);
    if (IsAudited(id)) audit_->Add(contribution, LocalitiesOf(contribution.place));
    contributions[id.row] = counters_.Add(contribution);
    if (counters_.pending() > kMostPending) MergeCounters();
  }
}

void Figures::MarkMoved(const Geography& next) {
  const auto differ = [](std::span<const Id<Locality>> before, std::span<const Id<Locality>> after) {
    return !std::equal(before.begin(), before.end(), after.begin(), after.end());
  };
  for (uint32_t row = 0; row < world().localities.size(); ++row) {
    const Id<Locality> id{row};
    if (differ(geography_.CountedAt(id), next.CountedAt(id))) {
      MarkAllAt(world(), id, intake_->changes());
    } else if (differ(geography_.Inside(id), next.Inside(id))) {
      MarkListingsFrom(world(), id, intake_->changes());
    }
  }
}

void Figures::MergeCounters() {
  const auto changed = counters_.Merge([this](Place place) { return LocalitiesOf(place); });
  for (const Cell& cell : changed) {
    if (cell.tally < kInnerTallyCount) intake_->changes().areas.Insert({cell.locality});
  }
}

std::vector<LocalityNumber> Figures::LocalitiesOf(Place place) const {
  std::vector<LocalityNumber> localities;
  for (Id<Locality> area : geography_.CountedAt({place.home})) {
    if (geography_.AreApart({place.except}, area)) localities.push_back(area.row);
  }
  return localities;
}

void Figures::FindProvinces() {
  const Table<Locality>& localities = world().localities;
  provinces_.clear();
  for (uint32_t row = 0; row < localities.size(); ++row) {
    if (localities[Id<Locality>{row}].kind == registry::v1::Locality::KIND_PROVINCE) provinces_.push_back({row});
  }
  std::sort(provinces_.begin(), provinces_.end(),
            [&](Id<Locality> a, Id<Locality> b) { return localities.NameOf(a) < localities.NameOf(b); });
}

Sums Figures::Value(size_t indicator, Id<Locality> locality, clock::Day day) const {
  return counters_.At(TallyOf(indicator), locality.row, day);
}

Id<Target> Figures::TargetOf(size_t indicator, Id<Locality> locality, clock::Day day) const {
  const auto year = static_cast<int>(clock::ToCivilDay(day).year());
  Id<Target> first;
  for (Id<Target> id : world().localities[locality].links.targets) {
    const Target& target = world().targets[id];
    if (!world().plans.Has(target.plan) || world().plans[target.plan].year != year) continue;
    if (target.indicator != definitions_[indicator].id()) continue;
    if (!first || world().targets.NameOf(id) < world().targets.NameOf(first)) first = id;
  }
  return first;
}

Id<Locality> Figures::ProvinceOn(std::string_view parent, clock::Day day) const {
  const std::string prefix = absl::StrCat(status::View(parent), "/localities/");
  const std::string_view code = parent.substr(parent.rfind('/') + 1);
  for (Id<Locality> id : provinces_) {
    const auto& province = world().localities[id];
    if (province.code == code && province.valid.Contain(day) &&
        absl::StartsWith(world().localities.NameOf(id), prefix)) {
      return id;
    }
  }
  return {};
}

}  // namespace ocop::gateway
