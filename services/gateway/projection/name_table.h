// Resource names, numbered from 0 in the order in which they are first mentioned, in little memory: a national
// deployment has millions.
//
// Most of a name is said again in every other: the collection is kept once, an id that is a UUID takes 16 bytes. The
// names are found by a hash of their numbers, which compares with what is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace ocop::gateway {

class NameTable {
 public:
  NameTable();
  NameTable(const NameTable&) = delete;

  // The number of the name, given when there is none.
  uint32_t Mention(std::string_view name);
  std::optional<uint32_t> Find(std::string_view name) const;

  std::string NameOf(uint32_t number) const;
  uint32_t size() const { return static_cast<uint32_t>(places_.size()); }

 private:
  // A name split: the number of its collection, and its id as it is stored.
  struct Key {
    uint32_t collection;
    std::string_view id;
  };
  // Room for the stored form of an id.
  using Room = char[256];

  struct Hash {
    using is_transparent = void;
    const NameTable* table;
    size_t operator()(uint32_t number) const { return (*this)(table->Stored(number)); }
    size_t operator()(const Key& key) const;
  };
  struct Equal {
    using is_transparent = void;
    const NameTable* table;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, const Key& b) const;
    bool operator()(const Key& a, uint32_t b) const { return (*this)(b, a); }
  };

  Key Stored(uint32_t number) const;
  static size_t Split(std::string_view name);
  static std::string_view Pack(std::string_view id, Room& room);
  void Store(const Key& key);

  std::vector<std::string> collections_;
  absl::flat_hash_map<std::string, uint32_t> collection_numbers_;
  std::vector<std::string> blocks_;  // Stored names, one after the other.
  std::vector<uint32_t> places_;     // Block and offset, by number.
  absl::flat_hash_set<uint32_t, Hash, Equal> numbers_;
};

}  // namespace ocop::gateway
