#include "services/gateway/projection/intake.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/gateway/projection/read_record.h"
#include "services/gateway/projection/record_fields.h"
#include "services/gateway/projection/references.h"

namespace ocop::gateway {
namespace {

using journal::v1::JournalEntry;

template <typename Resource>
bool IsDeleted(const Resource& resource) {
  if constexpr (requires { resource.has_delete_time(); }) return resource.has_delete_time();
  return false;
}

// The full name of the message in a type URL.
std::string_view TypeOf(const JournalEntry& entry) {
  const std::string_view url = entry.resource().type_url();
  return url.substr(url.rfind('/') + 1);
}

}  // namespace

Intake::Intake() {
  Add<registry::v1::IndicatorDefinition>(Service::kRegistry, world_.own_indicators);
  Add<registry::v1::Locality>(Service::kRegistry, world_.localities);
  Add<registry::v1::Succession>(Service::kRegistry, world_.successions);
  Add<registry::v1::Plan>(Service::kRegistry, world_.plans);
  Add<registry::v1::Target>(Service::kRegistry, world_.targets);
  Add<registry::v1::RoadmapCommune>(Service::kRegistry, world_.roadmap_communes);
  Add<registry::v1::Producer>(Service::kRegistry, world_.producers);
  Add<registry::v1::Product>(Service::kRegistry, world_.products);
  Add<registry::v1::Registration>(Service::kRegistry, world_.registrations);
  Add<registry::v1::CompliancePaper>(Service::kRegistry, world_.papers);
  Add<evaluation::v1::Recognition>(Service::kEvaluation, world_.recognitions);
  Add<salespoints::v1::SalesPoint>(Service::kSalesPoints, world_.sales_points);
  Add<salespoints::v1::Channel>(Service::kSalesPoints, world_.channels);
  Add<salespoints::v1::Listing>(Service::kSalesPoints, world_.listings);
  Add<salespoints::v1::SalesReport>(Service::kSalesPoints, world_.reports);
  Add<salespoints::v1::SalesBaseline>(Service::kSalesPoints, world_.baselines);
  Add<salespoints::v1::TradeEvent>(Service::kSalesPoints, world_.trade_events);
  Add<salespoints::v1::Participation>(Service::kSalesPoints, world_.participations);
  Add<training::v1::Learner>(Service::kTraining, world_.learners);
  Add<training::v1::Course>(Service::kTraining, world_.courses);
  Add<training::v1::Class>(Service::kTraining, world_.classes);
  Add<training::v1::Attendance>(Service::kTraining, world_.attendances);
}

template <typename Resource, typename Record>
void Intake::Add(Service service, Table<Record>& table) {
  Type type;
  type.service = service;
  // The message is kept and used again: its strings need no new memory then.
  type.apply = [this, &table, resource = Resource()](const JournalEntry& entry, uint16_t snapshot) mutable {
    const NameTable::Key name = table.Expect(entry.resource_name());
    if (!resource.ParseFromString(entry.resource().value())) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read the resource of ", entry.resource_name()));
    }
    const bool present = entry.action() != JournalEntry::ACTION_DELETE && !IsDeleted(resource);
    const Id<Record> id = table.Mention(name);
    Replace(table, id, present ? ReadRecord(resource, world_) : Record(), present);
    table[id].snapshot = snapshot;
    if constexpr (std::is_same_v<Record, Producer>) ReplaceMerger(resource, snapshot);
    return absl::OkStatus();
  };
  type.drop_unless_in = [this, &table](uint16_t snapshot) {
    DropUnlessIn(snapshot, table);
    if constexpr (std::is_same_v<Record, Producer>) DropUnlessIn(snapshot, world_.mergers);
  };
  types_.emplace(Resource::descriptor()->full_name(), std::move(type));
}

template <typename Record>
void Intake::DropUnlessIn(uint16_t snapshot, Table<Record>& table) {
  for (uint32_t row = 0; row < table.size(); ++row) {
    const auto& kept = table[Id<Record>{row}];
    if (kept.present && kept.snapshot != snapshot) Replace(table, Id<Record>{row}, Record(), false);
  }
}

void Intake::ReplaceMerger(const registry::v1::Producer& producer, uint16_t snapshot) {
  const bool merged = !producer.merged_into().empty();
  if (!merged && !world_.mergers.Find(producer.name())) return;
  const Id<Merger> id = world_.mergers.Mention(producer.name());
  Replace(world_.mergers, id, merged ? ReadMerger(producer, world_) : Merger(), merged);
  world_.mergers[id].snapshot = snapshot;
}

template <typename Record>
void Intake::Replace(Table<Record>& table, Id<Record> id, Record record, bool present) {
  auto& row = table[id];
  if (row.present == present && static_cast<const Record&>(row) == record) return;
  if constexpr (std::is_same_v<Record, Locality>) {
    if (row.present != present || row.parent != record.parent) changes_.geography = true;
  }

  MarkDependents(world_, id, changes_);
  VisitReferences(world_, row, [id](auto& to_table, auto to, auto list) {
    if (!to) return;
    auto& ids = to_table[to].links.*list;
    auto* found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) return;
    *found = ids.back();
    ids.pop_back();
  });
  static_cast<Record&>(row) = std::move(record);
  row.present = present;
  VisitReferences(world_, row, [id](auto& to_table, auto to, auto list) {
    if (to) (to_table[to].links.*list).push_back(id);
  });
  MarkDependents(world_, id, changes_);
}

absl::Status Intake::Apply(const JournalEntry& entry) {
  auto type = types_.find(status::View(TypeOf(entry)));
  if (type == types_.end()) return absl::OkStatus();
  return type->second.apply(entry, snapshots_[static_cast<size_t>(type->second.service)]);
}

template <typename Visit>
void Intake::VisitPresent(Visit visit) {
  VisitTables(world_, [&]<typename Record>(Table<Record>& table) {
    for (uint32_t row = 0; row < table.size(); ++row) {
      if (table.Has({row})) visit(table, Id<Record>{row});
    }
  });
}

absl::Status Intake::Restore(const std::function<absl::Status(World&)>& fill) {
  OCOP_RETURN_IF_ERROR(fill(world_));
  VisitPresent([this](auto& table, auto id) {
    VisitReferences(world_, table[id], [id](auto& to_table, auto to, auto list) {
      if (to) (to_table[to].links.*list).push_back(id);
    });
  });
  MarkAll();
  return absl::OkStatus();
}

void Intake::MarkAll() {
  VisitPresent([this](auto&, auto id) { MarkDependents(world_, id, changes_); });
  changes_.geography = true;
}

void Intake::BeginSnapshot(Service service) {
  ++snapshots_[static_cast<size_t>(service)];
}

void Intake::EndSnapshot(Service service) {
  for (auto& [name, type] : types_) {
    if (type.service == service) type.drop_unless_in(snapshots_[static_cast<size_t>(service)]);
  }
}

}  // namespace ocop::gateway
