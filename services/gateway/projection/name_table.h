// Resource names, numbered from 0 in the order in which they are first mentioned, in little memory: a national
// deployment has millions.
//
// Most of a name is said again in every other: a name is kept as the number of its collection and an id of 16 bytes.
// That is a UUID's own bytes; any other id is a text, kept once, and its number stands in the 16 bytes. The names are
// found by a hash of their numbers, which compares with what is stored.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace ocop::gateway {

// Texts, numbered in the order in which they are first mentioned.
class TextTable {
 public:
  uint32_t Mention(std::string_view text);
  std::optional<uint32_t> Find(std::string_view text) const;
  const std::string& operator[](uint32_t number) const { return texts_[number]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // None ever moves.
  absl::flat_hash_map<absl::string_view, uint32_t> numbers_;
};

class NameTable {
 public:
  using IdBits = std::array<uint64_t, 2>;

  // A name split. `head` is the number of the text before the id, times 2, and 1 more where the id is a text too.
  struct Key {
    uint32_t head;
    IdBits id;

    bool operator==(const Key&) const = default;
  };

  NameTable();
  NameTable(const NameTable&) = delete;

  // The name as a key, which is soon to be mentioned: what that will look at is fetched meanwhile.
  Key Expect(std::string_view name);

  // The number of the name, given when there is none.
  uint32_t Mention(const Key& key);
  uint32_t Mention(std::string_view name) { return Mention(Expect(name)); }
  std::optional<uint32_t> Find(std::string_view name) const;

  std::string NameOf(uint32_t number) const;
  uint32_t size() const { return size_; }

 private:
  struct Hash {
    using is_transparent = void;
    const NameTable* table;
    size_t operator()(uint32_t number) const { return (*this)(table->KeyOf(number)); }
    size_t operator()(const Key& key) const;
  };
  struct Equal {
    using is_transparent = void;
    const NameTable* table;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, const Key& b) const { return table->KeyOf(a) == b; }
    bool operator()(const Key& a, uint32_t b) const { return (*this)(b, a); }
  };
  static constexpr uint32_t kChunk = 1024;

  Key KeyOf(uint32_t number) const {
    return {heads_.empty() ? first_head_ : heads_[number], ids_[number / kChunk][number % kChunk]};
  }
  void Store(const Key& key);

  TextTable texts_;
  // Of the last name that was mentioned: as a rule the next is of the same collection.
  std::pair<std::string, uint32_t> last_collection_;
  std::vector<std::unique_ptr<IdBits[]>> ids_;  // In chunks, by number.
  std::vector<uint32_t> heads_;                 // By number; empty while all are the first one, as a rule for ever.
  uint32_t first_head_ = 0;
  uint32_t size_ = 0;
  absl::flat_hash_set<uint32_t, Hash, Equal> numbers_;
};

}  // namespace ocop::gateway
