#include "services/gateway/projection/name_table.h"

#include <array>
#include <cstring>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::gateway {
namespace {

constexpr size_t kBlockBytes = 1 << 16;
constexpr size_t kUuidText = 36;
constexpr size_t kUuidBytes = 16;
// The length byte of an id that is stored as a UUID's 16 bytes.
constexpr unsigned char kIsUuid = 255;
// No service gives longer ones; a name with a longer one is kept whole, as a collection.
constexpr size_t kLongestId = 200;
// Collections with smaller numbers, which most names belong to, take one byte.
constexpr unsigned char kLongNumber = 255;

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
bool ReadUuid(std::string_view text, char* bytes) {
  if (text.size() != kUuidText) return false;
  for (uint8_t dash : kDashes) {
    if (text[dash] != '-') return false;
  }
  uint8_t seen = 0;
  for (size_t i = 0; i < kUuidBytes; ++i) {
    const uint8_t high = HexValue(text[kPlaces[i]]), low = HexValue(text[kPlaces[i] + size_t{1}]);
    seen |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return seen < 16;
}

void AppendUuid(std::string_view bytes, std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < kUuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[static_cast<unsigned char>(bytes[i]) >> 4];
    text += kDigits[static_cast<unsigned char>(bytes[i]) & 15];
  }
}

}  // namespace

NameTable::NameTable() : numbers_(0, Hash{this}, Equal{this}) {}

// Where the id begins.
size_t NameTable::Split(std::string_view name) {
  const size_t id = name.rfind('/') + 1;  // 0 where there is no slash.
  return name.size() - id > kLongestId ? name.size() : id;
}

// Length byte and id, as it is stored after the collection's number.
std::string_view NameTable::Pack(std::string_view id, Room& room) {
  if (ReadUuid(id, room + 1)) {
    room[0] = static_cast<char>(kIsUuid);
    return {room, 1 + kUuidBytes};
  }
  room[0] = static_cast<char>(id.size());
  std::memcpy(room + 1, id.data(), id.size());
  return {room, 1 + id.size()};
}

size_t NameTable::Hash::operator()(const Key& key) const {
  return absl::HashOf(key.collection, status::View(key.id));
}

bool NameTable::Equal::operator()(uint32_t a, const Key& b) const {
  const Key stored = table->Stored(a);
  return stored.collection == b.collection && stored.id == b.id;
}

NameTable::Key NameTable::Stored(uint32_t number) const {
  const char* at = blocks_[places_[number] / kBlockBytes].data() + places_[number] % kBlockBytes;
  Key key;
  key.collection = static_cast<unsigned char>(*at++);
  if (key.collection == kLongNumber) {
    std::memcpy(&key.collection, at, sizeof(key.collection));
    at += sizeof(key.collection);
  }
  const auto length = static_cast<unsigned char>(*at);
  key.id = {at, size_t{1} + (length == kIsUuid ? kUuidBytes : length)};
  return key;
}

void NameTable::Store(const Key& key) {
  const bool is_short = key.collection < kLongNumber;
  const size_t bytes = 1 + (is_short ? 0 : sizeof(key.collection)) + key.id.size();
  if (blocks_.empty() || blocks_.back().size() + bytes > kBlockBytes) {
    blocks_.emplace_back();
    blocks_.back().reserve(kBlockBytes);
  }
  std::string& block = blocks_.back();
  places_.push_back(static_cast<uint32_t>((blocks_.size() - 1) * kBlockBytes + block.size()));
  block += static_cast<char>(is_short ? key.collection : kLongNumber);
  if (!is_short) block.append(reinterpret_cast<const char*>(&key.collection), sizeof(key.collection));
  block.append(key.id);
}

uint32_t NameTable::Mention(std::string_view name) {
  const size_t id = Split(name);
  auto collection = collection_numbers_.find(status::View(name.substr(0, id)));
  if (collection == collection_numbers_.end()) {
    collections_.emplace_back(name.substr(0, id));
    collection = collection_numbers_.emplace(collections_.back(), static_cast<uint32_t>(collections_.size() - 1)).first;
  }
  Room room;
  const Key key{collection->second, Pack(name.substr(id), room)};
  const auto found = numbers_.find(key);
  if (found != numbers_.end()) return *found;
  Store(key);
  numbers_.insert(size() - 1);
  return size() - 1;
}

std::optional<uint32_t> NameTable::Find(std::string_view name) const {
  const size_t id = Split(name);
  const auto collection = collection_numbers_.find(status::View(name.substr(0, id)));
  if (collection == collection_numbers_.end()) return std::nullopt;
  Room room;
  const auto found = numbers_.find(Key{collection->second, Pack(name.substr(id), room)});
  if (found == numbers_.end()) return std::nullopt;
  return *found;
}

std::string NameTable::NameOf(uint32_t number) const {
  const Key key = Stored(number);
  std::string name = collections_[key.collection];
  const std::string_view id = key.id.substr(1);
  if (static_cast<unsigned char>(key.id[0]) == kIsUuid) {
    AppendUuid(id, name);
  } else {
    name.append(id);
  }
  return name;
}

}  // namespace ocop::gateway
