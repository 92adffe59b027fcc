// Takes journal entries into the world.
//
// Entries of one service come in order; those of different services in any. Whatever the order, the same set of current
// resources leads to the same world. Not thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "services/gateway/projection/changes.h"
#include "services/gateway/projection/evidence.h"
#include "services/gateway/projection/world.h"

namespace ocop::registry::v1 {
class Producer;
}  // namespace ocop::registry::v1

namespace ocop::gateway {

class Intake {
 public:
  Intake();
  Intake(const Intake&) = delete;

  // Entries of resources that no indicator asks about are passed over. INVALID_ARGUMENT when the resource cannot be
  // read; the world is then as before.
  absl::Status Apply(const journal::v1::JournalEntry& entry);

  // Between these two come all current resources of the service; what it had before and is not among them is gone.
  // What stands until then is the old state with the new laid over it.
  void BeginSnapshot(Service service);
  void EndSnapshot(Service service);

  // Fills the empty world by `fill`, which sets rows and their records; ties them together and names every unit.
  absl::Status Restore(const std::function<absl::Status(World&)>& fill);

  // Names every unit, as if all had changed.
  void MarkAll();

  const World& world() const { return world_; }

  // What has changed since they were last emptied.
  Changes& changes() { return changes_; }
  const Changes& changes() const { return changes_; }

 private:
  // How resources of one type are taken in, and which service has them.
  struct Type {
    Service service;
    std::function<absl::Status(const journal::v1::JournalEntry&, uint16_t snapshot)> apply;
    std::function<void(uint16_t snapshot)> drop_unless_in;
  };

  template <typename Resource, typename Record>
  void Add(Service service, Table<Record>& table);
  // Calls visit(table, id) for every row whose record is present.
  template <typename Visit>
  void VisitPresent(Visit visit);
  template <typename Record>
  void Replace(Table<Record>& table, Id<Record> id, Record record, bool present);
  template <typename Record>
  void DropUnlessIn(uint16_t snapshot, Table<Record>& table);
  void ReplaceMerger(const registry::v1::Producer& producer, uint16_t snapshot);

  World world_;
  Changes changes_;
  absl::flat_hash_map<std::string, Type> types_;  // By full name of the message.
  std::array<uint16_t, kServiceCount> snapshots_ = {};
};

}  // namespace ocop::gateway
