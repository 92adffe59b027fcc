#include "services/gateway/projection/name_table.h"

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

constexpr bool IsDash(size_t place) {
  return place == 8 || place == 13 || place == 18 || place == 23;
}

int HexValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

// Only the form in which a UUID is written again.
bool ReadUuid(std::string_view text, char* bytes) {
  if (text.size() != kUuidText) return false;
  size_t digits = 0;
  for (size_t i = 0; i < kUuidText; ++i) {
    if (IsDash(i)) {
      if (text[i] != '-') return false;
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0) return false;
    char& byte = bytes[digits / 2];
    byte = static_cast<char>(digits % 2 == 0 ? value << 4 : static_cast<unsigned char>(byte) | value);
    ++digits;
  }
  return true;
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
  const auto [collection, added] =
      collection_numbers_.try_emplace(std::string(name.substr(0, id)), static_cast<uint32_t>(collections_.size()));
  if (added) collections_.push_back(collection->first);
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
