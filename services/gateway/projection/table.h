// Records of one kind by resource name, numbered so that they refer to each other by number.
//
// The streams of the services are independent of each other: a recognition may arrive before the product it is for.
// So a row is made when its name is first mentioned, by the record itself or by a reference to it, and lives for ever;
// `present` says whether the record is there now. What refers to a row is kept in its `links`, also while the record
// itself is absent, and so the order of arrival makes no difference.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/projection/id_list.h"
#include "services/gateway/projection/name_table.h"

namespace ocop::gateway {

template <typename Record>
class Table {
 public:
  // A row: what the record says (all default while absent), and who refers to it.
  struct Row : Record {
    [[no_unique_address]] typename Record::Links links;
    bool present = false;
    uint16_t snapshot = 0;  // The last snapshot that held it; see Intake.
  };

  // The row of `name`, made when there is none. No name, no row.
  Id<Record> Mention(std::string_view name) { return name.empty() ? Id<Record>() : Mention(names_.Expect(name)); }

  // The same in two steps, between which something else may be done while memory is waited for.
  NameTable::Key Expect(std::string_view name) { return names_.Expect(name); }
  Id<Record> Mention(const NameTable::Key& key) {
    const uint32_t number = names_.Mention(key);
    if (number == size_) AddRow();
    return {number};
  }

  // The row of `name` where the record is present, otherwise none.
  Id<Record> Find(std::string_view name) const {
    const auto number = names_.Find(name);
    return number && (*this)[Id<Record>{*number}].present ? Id<Record>{*number} : Id<Record>();
  }

  // Whether `id` is a row and its record is present.
  bool Has(Id<Record> id) const { return id && (*this)[id].present; }

  // Empty for none.
  std::string NameOf(Id<Record> id) const { return id ? names_.NameOf(id.row) : std::string(); }
  const Row& operator[](Id<Record> id) const { return chunks_[id.row / kChunk][id.row % kChunk]; }
  Row& operator[](Id<Record> id) { return chunks_[id.row / kChunk][id.row % kChunk]; }

  // Rows, present or not.
  uint32_t size() const { return size_; }

 private:
  // Rows stand in chunks, so that a table that grows neither moves them nor keeps as much again in reserve.
  static constexpr uint32_t kChunk = 1024;

  void AddRow() {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Row[]>(kChunk));
    ++size_;
  }

  NameTable names_;
  std::vector<std::unique_ptr<Row[]>> chunks_;
  uint32_t size_ = 0;
};

}  // namespace ocop::gateway
