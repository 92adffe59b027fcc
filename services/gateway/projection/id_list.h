// Numbers of rows, and lists of them in 8 bytes: most rows are referred to by one other or by none, and a national
// deployment has millions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

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

// A list without order of its own. One id stands in the list itself; more stand in memory that it points to.
template <typename Record>
class Ids {
 public:
  using value_type = Id<Record>;

  Ids() = default;
  Ids(const Ids& other) {
    for (Id<Record> id : other) push_back(id);
  }
  Ids(Ids&& other) noexcept : words_(std::exchange(other.words_, {})) {}
  Ids& operator=(Ids other) noexcept {
    std::swap(words_, other.words_);
    return *this;
  }
  ~Ids() {
    if (!HasOne()) std::free(Many());
  }

  bool empty() const { return size() == 0; }
  uint32_t size() const {
    if (HasOne()) return 1;
    return Many() == nullptr ? 0 : Many()->size;
  }
  const Id<Record>* begin() const {
    if (HasOne()) return &words_.one;
    return Many() == nullptr ? nullptr : Many()->ids;
  }
  const Id<Record>* end() const { return begin() + size(); }
  Id<Record>* begin() { return const_cast<Id<Record>*>(std::as_const(*this).begin()); }
  Id<Record>* end() { return begin() + size(); }
  Id<Record>& back() { return *(end() - 1); }

  void push_back(Id<Record> id) {
    if (empty() && Many() == nullptr) {
      words_ = {.tag = kOne, .one = id};
      return;
    }
    Block* block = HasOne() ? nullptr : Many();
    const uint32_t count = size();
    if (block == nullptr || count == block->capacity) block = Grow(block, count);
    block->ids[count] = id;
    block->size = count + 1;
  }
  void pop_back() {
    if (HasOne()) {
      words_ = {};
    } else {
      --Many()->size;
    }
  }

  bool operator==(const Ids& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

 private:
  static constexpr uint32_t kOne = 1;  // No address of memory is odd.

  struct Block {
    uint32_t size;
    uint32_t capacity;
    Id<Record> ids[];
  };
  struct alignas(8) Words {
    uint32_t tag = 0;
    Id<Record> one = {0};
  };
  static_assert(sizeof(Words) == sizeof(Block*));

  bool HasOne() const { return words_.tag == kOne; }
  Block* Many() const {
    Block* block = nullptr;
    std::memcpy(&block, &words_, sizeof(block));
    return block;
  }

  // Moves what there is into a larger block.
  Block* Grow(Block* old, uint32_t count) {
    // With its head a block fills 16, 32, 64, … bytes, as memory is given out.
    const uint32_t capacity = old == nullptr ? 2 : old->capacity * 2 + 2;
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + capacity * sizeof(Id<Record>)));
    if (block == nullptr) throw std::bad_alloc();
    block->capacity = capacity;
    std::copy(begin(), end(), block->ids);
    block->size = count;
    std::free(old);
    std::memcpy(static_cast<void*>(&words_), &block, sizeof(block));
    return block;
  }

  Words words_;
};

}  // namespace ocop::gateway
