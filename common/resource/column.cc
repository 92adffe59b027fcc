#include "common/resource/column.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/json/json.h"
#include "common/validation/plan.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace ocop::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::type::Date;
using Kind = Column::Kind;

bool Is(const FieldDescriptor& field, const google::protobuf::Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == type;
}

Kind KindOf(const FieldDescriptor& field, bool reference) {
  if (Is(field, Date::descriptor())) return field.is_repeated() ? Kind::kDateList : Kind::kDate;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const bool time = Is(field, google::protobuf::Timestamp::descriptor()) && !field.is_repeated();
    return time ? Kind::kTimestamp : Kind::kJson;
  }
  if (field.is_repeated()) return Kind::kList;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return Kind::kBoolean;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return Kind::kInteger;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Kind::kEnum;
    default:
      return reference ? Kind::kReference : Kind::kText;
  }
}

int64_t ToInteger(std::string_view text) {
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Last(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

// A field by itself, as protobuf writes it in JSON: {"fieldName": …}.
std::string JsonOf(const Message& message, const FieldDescriptor& field) {
  std::unique_ptr<Message> only(message.New());
  if (field.is_repeated()) {
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      only->GetReflection()
          ->AddMessage(only.get(), &field)
          ->CopyFrom(message.GetReflection()->GetRepeatedMessage(message, &field, i));
    }
  } else {
    only->GetReflection()
        ->MutableMessage(only.get(), &field)
        ->CopyFrom(message.GetReflection()->GetMessage(message, &field));
  }
  return json::Print(*only).value_or("{}");
}

database::Parameter WriteList(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<database::Parameter> elements;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      elements.push_back(reflection.GetRepeatedEnum(message, &field, i)->name());
    } else {
      elements.push_back(reflection.GetRepeatedString(message, &field, i));
    }
  }
  return database::ArrayLiteral(elements);
}

void ReadList(std::string_view text, const FieldDescriptor& field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  for (std::string& element : database::ParseArray(text)) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* value = field.enum_type()->FindValueByName(element);
      if (value != nullptr) reflection.AddEnum(&message, &field, value);
    } else {
      reflection.AddString(&message, &field, std::move(element));
    }
  }
}

void ReadDate(std::string_view text, Date& date) {
  if (const auto day = clock::ParseDay(text)) date = clock::ToDate(*day);
}

}  // namespace

Column::Column(const FieldDescriptor& field) : field_(&field), name_(field.name()) {
  for (const auto& plan : validation::PlanOf(*field.containing_type()).fields) {
    if (plan.field == &field) reference_ = plan.reference;
  }
  kind_ = KindOf(field, reference_ != nullptr);
  if (kind_ == Kind::kReference) name_ += "_id";
  select_ = kind_ == Kind::kTimestamp ? absl::StrCat("(extract(epoch FROM t.", name_, ") * 1000000)::bigint")
                                      : absl::StrCat("t.", name_);
}

const char* Column::sql_type() const {
  switch (kind_) {
    case Kind::kText:
    case Kind::kReference:
    case Kind::kEnum:
      return "text";
    case Kind::kBoolean:
      return "boolean";
    case Kind::kInteger:
      return "bigint";
    case Kind::kDate:
      return "date";
    case Kind::kTimestamp:
      return "timestamptz";
    case Kind::kList:
      return "text[]";
    case Kind::kDateList:
      return "date[]";
    case Kind::kJson:
      return "jsonb";
  }
  return "";
}

std::string Column::Expression(const std::vector<std::string>& keys) const {
  if (kind_ != Kind::kReference) return "t." + name_;
  // provinces/{province}/producers/{producer} over (province_code, producer_id).
  std::string text;
  size_t next = 0;
  std::string literal;
  for (const std::string& part : std::vector<std::string>(absl::StrSplit(reference_->text(), '/'))) {
    const bool variable = part.front() == '{';
    if (!literal.empty() || !text.empty()) literal += "/";
    if (!variable) {
      literal += part;
      continue;
    }
    const bool last = next + 1 == reference_->variables().size();
    absl::StrAppend(&text, text.empty() ? "" : " || ", "'", literal, "' || t.", last ? name_ : keys[next]);
    literal.clear();
    ++next;
  }
  return absl::StrCat("(", text, ")");
}

std::optional<std::vector<filter::ColumnValue>> Column::Parts(const std::vector<std::string>& keys,
                                                              const std::string& name) const {
  if (kind_ != Kind::kReference) return std::nullopt;
  std::vector<filter::ColumnValue> parts;
  if (const auto ids = reference_->Match(name)) {
    for (size_t i = 0; i < ids->size(); ++i) {
      parts.push_back({absl::StrCat("t.", i + 1 == ids->size() ? name_ : keys[i]), std::string((*ids)[i])});
    }
  }
  return parts;
}

std::optional<filter::Field> Column::FilterField() const {
  filter::Field result{.name = field_->name()};
  switch (kind_) {
    case Kind::kText:
    case Kind::kReference:
      result.type = filter::Type::kText;
      return result;
    case Kind::kBoolean:
      result.type = filter::Type::kBoolean;
      return result;
    case Kind::kInteger:
      result.type = filter::Type::kInteger;
      return result;
    case Kind::kDate:
      result.type = filter::Type::kDate;
      return result;
    case Kind::kTimestamp:
      result.type = filter::Type::kTimestamp;
      return result;
    case Kind::kEnum:
    case Kind::kList: {
      const auto* type = field_->cpp_type() == FieldDescriptor::CPPTYPE_ENUM ? field_->enum_type() : nullptr;
      if (type == nullptr) {
        result.type = filter::Type::kTextList;
        return result;
      }
      result.type = kind_ == Kind::kEnum ? filter::Type::kEnum : filter::Type::kEnumList;
      for (int i = 0; i < type->value_count(); ++i) result.values.push_back(type->value(i)->name());
      return result;
    }
    case Kind::kDateList:
    case Kind::kJson:
      return std::nullopt;
  }
  return std::nullopt;
}

bool Column::FitsUnder(const resource_name::Ids& own, const Message& message) const {
  if (kind_ != Kind::kReference) return true;
  const std::string name = message.GetReflection()->GetString(message, field_);
  if (name.empty()) return true;
  const auto ids = reference_->Match(name);
  return ids && ids->size() <= own.size() + 1 && std::equal(ids->begin(), ids->end() - 1, own.begin());
}

database::Parameter Column::Write(const Message& message) const {
  const Reflection& reflection = *message.GetReflection();
  switch (kind_) {
    case Kind::kText:
      return reflection.GetString(message, field_);
    case Kind::kReference: {
      std::string name = reflection.GetString(message, field_);
      if (name.empty()) return std::nullopt;
      return Last(name);
    }
    case Kind::kBoolean:
      return reflection.GetBool(message, field_) ? "t" : "f";
    case Kind::kInteger:
      if (field_->has_presence() && !reflection.HasField(message, field_)) return std::nullopt;
      return absl::StrCat(field_->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ? reflection.GetInt32(message, field_)
                                                                               : reflection.GetInt64(message, field_));
    case Kind::kEnum:
      return reflection.GetEnum(message, field_)->name();
    case Kind::kDate: {
      if (!reflection.HasField(message, field_)) return std::nullopt;
      const auto day = clock::FromDate(static_cast<const Date&>(reflection.GetMessage(message, field_)));
      return day ? database::Parameter(clock::FormatDay(*day)) : std::nullopt;
    }
    case Kind::kTimestamp: {
      if (!reflection.HasField(message, field_)) return std::nullopt;
      const auto& time = static_cast<const google::protobuf::Timestamp&>(reflection.GetMessage(message, field_));
      return absl::FormatTime(absl::RFC3339_full, clock::FromTimestamp(time), absl::UTCTimeZone());
    }
    case Kind::kList:
      return WriteList(message, *field_);
    case Kind::kDateList: {
      std::vector<database::Parameter> days;
      for (int i = 0; i < reflection.FieldSize(message, field_); ++i) {
        const auto day = clock::FromDate(static_cast<const Date&>(reflection.GetRepeatedMessage(message, field_, i)));
        if (day) days.push_back(clock::FormatDay(*day));
      }
      return database::ArrayLiteral(days);
    }
    case Kind::kJson:
      if (!field_->is_repeated() && !reflection.HasField(message, field_)) return std::nullopt;
      return JsonOf(message, *field_);
  }
  return std::nullopt;
}

absl::Status Column::Read(std::string_view text, const std::vector<std::string_view>& keys, Message& message) const {
  const Reflection& reflection = *message.GetReflection();
  switch (kind_) {
    case Kind::kText:
      if (!text.empty()) reflection.SetString(&message, field_, std::string(text));
      break;
    case Kind::kReference: {
      std::vector<std::string_view> values(keys.begin(),
                                           keys.begin() + static_cast<ptrdiff_t>(reference_->variables().size() - 1));
      values.push_back(text);
      reflection.SetString(&message, field_, reference_->Format(values));
      break;
    }
    case Kind::kBoolean:
      if (text == "t") reflection.SetBool(&message, field_, true);
      break;
    case Kind::kInteger:
      if (field_->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection.SetInt32(&message, field_, static_cast<int32_t>(ToInteger(text)));
      } else {
        reflection.SetInt64(&message, field_, ToInteger(text));
      }
      break;
    case Kind::kEnum:
      if (const auto* value = field_->enum_type()->FindValueByName(std::string(text))) {
        reflection.SetEnum(&message, field_, value);
      }
      break;
    case Kind::kDate:
      ReadDate(text, static_cast<Date&>(*reflection.MutableMessage(&message, field_)));
      break;
    case Kind::kTimestamp: {
      static_cast<google::protobuf::Timestamp&>(*reflection.MutableMessage(&message, field_)) =
          clock::MicrosToTimestamp(ToInteger(text));
      break;
    }
    case Kind::kList:
      ReadList(text, *field_, message);
      break;
    case Kind::kDateList:
      for (const std::string& element : database::ParseArray(text)) {
        ReadDate(element, static_cast<Date&>(*reflection.AddMessage(&message, field_)));
      }
      break;
    case Kind::kJson:
      if (text != "{}") return json::Parse(text, message, json::Unknown::kSkipped);
      break;
  }
  return absl::OkStatus();
}

}  // namespace ocop::resource
