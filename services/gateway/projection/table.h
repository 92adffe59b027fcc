// Records of one kind by resource name, numbered so that they refer to each other by number.
//
// The streams of the services are independent of each other: a recognition may arrive before the product it is for.
// So a row is made when its name is first mentioned, by the record itself or by a reference to it, and lives for ever;
// `present` says whether the record is there now. What refers to a row is kept in its `links`, also while the record
// itself is absent, and so the order of arrival makes no difference.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/container/node_hash_map.h"
#include "common/status/status.h"

namespace ocop::gateway {

// Number of a row in the table of `Record`, or none.
template <typename Record>
struct Id {
  static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  uint32_t row = kNone;

  explicit operator bool() const { return row != kNone; }
  bool operator==(const Id&) const = default;
  auto operator<=>(const Id&) const = default;
};

// Rows that refer to a row; without order. Four of them take no more room than a pointer to more would.
template <typename Record>
using Ids = absl::InlinedVector<Id<Record>, 4>;

template <typename Record>
class Table {
 public:
  // A row: what the record says (all default while absent), and who refers to it.
  struct Row : Record {
    typename Record::Links links;
    bool present = false;
    uint32_t snapshot = 0;  // The last snapshot that held it; see Intake.
  };

  // The row of `name`, made when there is none. No name, no row.
  Id<Record> Mention(std::string_view name) {
    if (name.empty()) return {};
    auto [entry, added] = numbers_.try_emplace(std::string(name), static_cast<uint32_t>(rows_.size()));
    if (added) {
      rows_.emplace_back();
      names_.push_back(&entry->first);
    }
    return {entry->second};
  }

  // The row of `name` where the record is present, otherwise none.
  Id<Record> Find(std::string_view name) const {
    auto entry = numbers_.find(status::View(name));
    if (entry == numbers_.end() || !rows_[entry->second].present) return {};
    return {entry->second};
  }

  // Whether `id` is a row and its record is present.
  bool Has(Id<Record> id) const { return id && rows_[id.row].present; }

  const std::string& NameOf(Id<Record> id) const { return *names_[id.row]; }
  const Row& operator[](Id<Record> id) const { return rows_[id.row]; }
  Row& operator[](Id<Record> id) { return rows_[id.row]; }

  // Rows, present or not.
  uint32_t size() const { return static_cast<uint32_t>(rows_.size()); }

 private:
  std::vector<Row> rows_;
  std::vector<const std::string*> names_;
  absl::node_hash_map<std::string, uint32_t> numbers_;
};

}  // namespace ocop::gateway
