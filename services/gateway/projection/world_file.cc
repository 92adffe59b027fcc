#include "services/gateway/projection/world_file.h"

#include <cstring>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/gateway/projection/record_fields.h"

namespace ocop::gateway {
namespace {

absl::Status CutOff() {
  return absl::DataLossError("the bytes end within a record");
}

// Fields as bytes, numbers as they lie in memory: a checkpoint is read by the machine that wrote it, or one like it.
class Writer {
 public:
  explicit Writer(std::string& bytes) : bytes_(bytes) {}

  template <typename Number>
  requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
  void operator()(const Number& number) { bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number)); }
  void operator()(std::string_view text) {
    (*this)(static_cast<uint32_t>(text.size()));
    bytes_.append(text);
  }
  void operator()(const std::string& text) { (*this)(std::string_view(text)); }
  void operator()(const Text& text) { (*this)(text.view()); }
  void operator()(const Days& days) {
    (*this)(days.first);
    (*this)(days.last);
  }
  template <typename Record>
  void operator()(const Id<Record>& id) {
    (*this)(id.row);
  }
  template <typename Record>
  void operator()(const Ids<Record>& ids) {
    (*this)(ids.size());
    for (Id<Record> id : ids) (*this)(id);
  }

 private:
  std::string& bytes_;
};

// The same in the other direction. Once the bytes have ended, all that is read is nothing.
class Reader {
 public:
  explicit Reader(std::string_view& bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  void Fail() { ok_ = false; }

  template <typename Number>
  requires std::is_arithmetic_v<Number> || std::is_enum_v<Number>
  void operator()(Number& number) {
    const std::string_view taken = Take(sizeof(number));
    if (ok_) std::memcpy(&number, taken.data(), sizeof(number));
  }
  void operator()(bool& flag) {
    uint8_t byte = 0;
    (*this)(byte);
    flag = byte != 0;
  }
  void operator()(std::string& text) { text = std::string(TakeText()); }
  void operator()(Text& text) { text = Text(TakeText()); }
  void operator()(Days& days) {
    (*this)(days.first);
    (*this)(days.last);
  }
  template <typename Record>
  void operator()(Id<Record>& id) {
    (*this)(id.row);
  }
  template <typename Record>
  void operator()(Ids<Record>& ids) {
    uint32_t count = 0;
    (*this)(count);
    for (uint32_t i = 0; i < count && ok_; ++i) {
      Id<Record> id;
      (*this)(id);
      ids.push_back(id);
    }
  }
  std::string_view TakeText() {
    uint32_t length = 0;
    (*this)(length);
    return Take(length);
  }

 private:
  std::string_view Take(size_t length) {
    if (!ok_ || length > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, length);
    bytes_.remove_prefix(length);
    return taken;
  }

  std::string_view& bytes_;
  bool ok_ = true;
};

template <typename Record>
void AppendTable(const Table<Record>& table, std::string& bytes) {
  Writer write(bytes);
  write(table.size());
  for (uint32_t row = 0; row < table.size(); ++row) {
    const Id<Record> id{row};
    write(table.NameOf(id));
    write(table[id].present);
    if (table[id].present) VisitFields(static_cast<const Record&>(table[id]), [&](const auto& field) { write(field); });
  }
}

template <typename Record>
void TakeTable(Reader& read, Table<Record>& table) {
  uint32_t count = 0;
  read(count);
  for (uint32_t row = 0; row < count && read.ok(); ++row) {
    const Id<Record> id = table.Mention(read.TakeText());
    if (!read.ok() || id.row != row) return read.Fail();
    read(table[id].present);
    if (table[id].present) VisitFields(static_cast<Record&>(table[id]), [&](auto& field) { read(field); });
  }
}

// Whether every reference of the world is to a row that there is.
class ReferenceCheck {
 public:
  explicit ReferenceCheck(World& world) : world_(world) {}

  bool Holds() {
    VisitTables(world_, [this](auto& table) { Check(table); });
    return holds_;
  }

 private:
  template <typename Record>
  void Check(Table<Record>& table) {
    for (uint32_t row = 0; row < table.size(); ++row) {
      VisitFields(static_cast<Record&>(table[Id<Record>{row}]), [this](auto& field) { CheckField(field); });
    }
  }
  template <typename Record>
  void CheckField(const Id<Record>& id) {
    VisitTables(world_, [&](auto& table) {
      if constexpr (std::is_same_v<std::remove_reference_t<decltype(table)>, Table<Record>>) {
        holds_ &= !id || id.row < table.size();
      }
    });
  }
  template <typename Record>
  void CheckField(const Ids<Record>& ids) {
    for (Id<Record> id : ids) CheckField(id);
  }
  template <typename Other>
  void CheckField(const Other&) {}

  World& world_;
  bool holds_ = true;
};

}  // namespace

void AppendWorld(const World& world, std::string& bytes) {
  VisitTables(world, [&](const auto& table) { AppendTable(table, bytes); });
}

absl::Status TakeWorld(std::string_view& bytes, World& world) {
  Reader read(bytes);
  VisitTables(world, [&](auto& table) { TakeTable(read, table); });
  if (!read.ok()) return CutOff();
  if (!ReferenceCheck(world).Holds()) return absl::DataLossError("a reference is to no row");
  return absl::OkStatus();
}

}  // namespace ocop::gateway
