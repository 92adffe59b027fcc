#include "services/gateway/projection/name_table.h"

#include <array>

#include "absl/hash/hash.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

constexpr size_t kUuidText = 36;
constexpr size_t kUuidBytes = 16;

// Where the bytes of a UUID stand in its text; dashes stand between.
constexpr std::array<uint8_t, kUuidBytes> kPlaces = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::array<uint8_t, 4> kDashes = {8, 13, 18, 23};
constexpr uint8_t kNoDigit = 0xff;

constexpr std::array<uint8_t, 256> kHexValues = [] {
  std::array<uint8_t, 256> values = {};
  values.fill(kNoDigit);
  for (uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (uint8_t i = 0; i < 6; ++i) values['a' + i] = static_cast<uint8_t>(10 + i);
  return values;
}();

uint8_t HexValue(char digit) {
  return kHexValues[static_cast<unsigned char>(digit)];
}

// Only the form in which a UUID is written again.
bool ReadUuid(std::string_view text, std::array<uint64_t, 2>& id) {
  if (text.size() != kUuidText) return false;
  for (uint8_t dash : kDashes) {
    if (text[dash] != '-') return false;
  }
  uint8_t seen = 0;
  for (size_t i = 0; i < kUuidBytes; ++i) {
    const uint8_t high = HexValue(text[kPlaces[i]]), low = HexValue(text[kPlaces[i] + size_t{1}]);
    seen |= high | low;
    uint64_t& half = id[i / 8];
    half = half << 8 | static_cast<uint64_t>(high << 4 | low);
  }
  return seen < 16;
}

void AppendUuid(const std::array<uint64_t, 2>& id, std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < kUuidBytes; ++i) {
    const uint64_t byte = id[i / 8] >> (8 * (7 - i % 8));
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[byte >> 4 & 15];
    text += kDigits[byte & 15];
  }
}

// Where the id begins.
size_t Split(std::string_view name) {
  return name.rfind('/') + 1;  // 0 where there is no slash.
}

}  // namespace

uint32_t TextTable::Mention(std::string_view text) {
  if (const auto found = Find(text)) return *found;
  const auto number = static_cast<uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

std::optional<uint32_t> TextTable::Find(std::string_view text) const {
  const auto found = numbers_.find(status::View(text));
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

NameTable::NameTable() : numbers_(0, Hash{this}, Equal{this}) {}

size_t NameTable::Hash::operator()(const Key& key) const {
  return absl::HashOf(key.head, key.id[0], key.id[1]);
}

NameTable::Key NameTable::Expect(std::string_view name) {
  const std::string_view collection = name.substr(0, Split(name)), id = name.substr(collection.size());
  if (texts_.size() == 0 || last_collection_.first != collection) {
    last_collection_ = {std::string(collection), texts_.Mention(collection)};
  }
  Key key = {2 * last_collection_.second, {}};
  if (!ReadUuid(id, key.id)) key = {key.head + 1, {texts_.Mention(id), 0}};
  numbers_.prefetch(key);
  return key;
}

uint32_t NameTable::Mention(const Key& key) {
  return *numbers_.lazy_emplace(key, [&](const auto& make) {
    Store(key);
    make(size_ - 1);
  });
}

void NameTable::Store(const Key& key) {
  if (size_ == 0) first_head_ = key.head;
  if (heads_.empty() && key.head != first_head_) heads_.assign(size_, first_head_);
  if (!heads_.empty()) heads_.push_back(key.head);
  if (size_ % kChunk == 0) ids_.push_back(std::make_unique<IdBits[]>(kChunk));
  ids_[size_ / kChunk][size_ % kChunk] = key.id;
  ++size_;
}

std::optional<uint32_t> NameTable::Find(std::string_view name) const {
  const std::string_view before = name.substr(0, Split(name)), id = name.substr(before.size());
  const auto collection = texts_.Find(before);
  if (!collection) return std::nullopt;
  Key key = {2 * *collection, {}};
  if (!ReadUuid(id, key.id)) {
    const auto text = texts_.Find(id);
    if (!text) return std::nullopt;
    key = {key.head + 1, {*text, 0}};
  }
  const auto found = numbers_.find(key);
  if (found == numbers_.end()) return std::nullopt;
  return *found;
}

std::string NameTable::NameOf(uint32_t number) const {
  const Key key = KeyOf(number);
  std::string name = texts_[key.head / 2];
  if (key.head % 2 == 0) {
    AppendUuid(key.id, name);
  } else {
    name += texts_[static_cast<uint32_t>(key.id[0])];
  }
  return name;
}

}  // namespace ocop::gateway
