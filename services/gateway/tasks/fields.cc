#include "services/gateway/tasks/fields.h"

#include <google/protobuf/timestamp.pb.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The end of a path: the message that holds the last field. No field: the path ends earlier, at something that is not
// set.
struct End {
  const Message* holder = nullptr;
  const FieldDescriptor* field = nullptr;
};

// The message in a field, or nothing when it is not set.
const Message* Inside(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return reflection.HasField(message, &field) ? &reflection.GetMessage(message, &field) : nullptr;
  }
  const int count = reflection.FieldSize(message, &field);
  return count == 0 ? nullptr : &reflection.GetRepeatedMessage(message, &field, count - 1);
}

End Find(const Message& message, const std::string& path) {
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  End place{&message, nullptr};
  for (size_t i = 0; i < names.size(); ++i) {
    place.field = place.holder->GetDescriptor()->FindFieldByName(names[i]);
    if (place.field == nullptr || i + 1 == names.size()) return place;
    place.holder = Inside(*place.holder, *place.field);
    if (place.holder == nullptr) return {};
  }
  return place;
}

template <class Type>
const Type* MessageAt(const Message& message, const std::string& path) {
  const End place = Find(message, path);
  if (place.field == nullptr || place.field->message_type() != Type::descriptor()) return nullptr;
  return static_cast<const Type*>(Inside(*place.holder, *place.field));
}

bool IsDefault(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field) == 0;
  return !reflection.HasField(message, &field);
}

}  // namespace

absl::Status CheckPath(const Descriptor& type, const std::string& path) {
  const Descriptor* holder = &type;
  for (absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field = holder == nullptr ? nullptr : holder->FindFieldByName(std::string(name));
    if (field == nullptr) return absl::InvalidArgumentError(absl::StrCat(type.full_name(), " has no field ", path));
    holder = field->message_type();
  }
  return absl::OkStatus();
}

bool IsSet(const Message& message, const std::string& path) {
  const End place = Find(message, path);
  return place.field != nullptr && !IsDefault(*place.holder, *place.field);
}

std::string TextAt(const Message& message, const std::string& path) {
  const End place = Find(message, path);
  if (place.field == nullptr || place.field->is_repeated()) return "";
  const auto& reflection = *place.holder->GetReflection();
  switch (place.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(*place.holder, place.field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(*place.holder, place.field)->name();
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(*place.holder, place.field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(*place.holder, place.field));
    default:
      return "";
  }
}

std::optional<clock::Day> DayAt(const Message& message, const std::string& path) {
  const auto* date = MessageAt<google::type::Date>(message, path);
  return date == nullptr ? std::nullopt : clock::FromDate(*date);
}

std::optional<absl::Time> TimeAt(const Message& message, const std::string& path) {
  if (const auto* time = MessageAt<google::protobuf::Timestamp>(message, path)) {
    return clock::FromTimestamp(*time);
  }
  const std::optional<clock::Day> day = DayAt(message, path);
  return day ? std::optional(BeginningOf(*day)) : std::nullopt;
}

absl::Time BeginningOf(clock::Day day) {
  // Of the days that lie around it in UTC, the moment at which today becomes this day.
  absl::Time time = absl::FromUnixSeconds(int64_t{24} * 3600 * (day - 1));
  while (clock::Today(time) < day) time += absl::Hours(1);
  return time;
}

}  // namespace ocop::gateway
