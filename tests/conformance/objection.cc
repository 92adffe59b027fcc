#include "tests/conformance/objection.h"

#include <google/protobuf/message.h>
#include <re2/re2.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/resource_name/resource_name.h"
#include "google/api/resource.pb.h"
#include "google/type/date.pb.h"
#include "ocop/options/v1/options.pb.h"
#include "tests/conformance/samples.h"

namespace ocop::conformance {
namespace {

using google::type::Date;

bool IsDay(const Date& date) {
  if (date.year() < 1 || date.year() > 9999) return false;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return day.year() == date.year() && day.month() == date.month() && day.day() == date.day();
}

std::string ObjectionToText(const FieldDescriptor& field, const std::string& text) {
  if (text.empty()) return "";
  const auto is_control = [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F; };
  if (std::any_of(text.begin(), text.end(), is_control)) return "a control character";
  const std::string& pattern = field.options().GetExtension(ocop::options::v1::rules).pattern();
  if (!pattern.empty() && !RE2::FullMatch(text, pattern)) return "not of its pattern";
  const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
  if (type.empty()) return "";
  const auto* referred = field.file()->pool()->FindMessageTypeByName(
      absl::StrCat(field.file()->package(), ".", type.substr(type.find('/') + 1)));
  if (referred == nullptr) return "";
  const resource_name::Pattern name(referred->options().GetExtension(google::api::resource).pattern(0));
  return name.Match(text) ? "" : "no name of what it refers to";
}

std::string ObjectionToNumber(const FieldDescriptor& field, int64_t number) {
  const auto& rules = field.options().GetExtension(ocop::options::v1::rules);
  // 0 may be a number that is not there.
  if (rules.has_minimum() && number != 0 && number < rules.minimum()) return "too small";
  return rules.has_maximum() && number > rules.maximum() ? "too large" : "";
}

std::string ObjectionIn(const Message& message, bool whole, bool whole_below);

// Of one value, of a repeated field that at `index`.
std::string ObjectionToValue(const Message& message, const FieldDescriptor& field, int index, bool whole) {
  const auto& reflection = *message.GetReflection();
  const bool one = !field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() != FieldDescriptor::TYPE_STRING) return "";
      return ObjectionToText(
          field, one ? reflection.GetString(message, &field) : reflection.GetRepeatedString(message, &field, index));
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          one ? reflection.GetEnumValue(message, &field) : reflection.GetRepeatedEnumValue(message, &field, index);
      return field.enum_type()->FindValueByNumber(number) == nullptr ? "no value of its enum" : "";
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return ObjectionToNumber(
          field, one ? reflection.GetInt32(message, &field) : reflection.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return ObjectionToNumber(
          field, one ? reflection.GetInt64(message, &field) : reflection.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& child =
          one ? reflection.GetMessage(message, &field) : reflection.GetRepeatedMessage(message, &field, index);
      if (field.message_type() == Date::descriptor()) {
        return IsDay(static_cast<const Date&>(child)) ? "" : "no day";
      }
      return field.message_type()->file()->package() == "google.protobuf" ? "" : ObjectionIn(child, whole, whole);
    }
    default:
      return "";
  }
}

// A number that is not there is 0, and bytes are the method's to judge.
bool IsMissing(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!Has(field, google::api::REQUIRED)) return false;
  if (field.is_repeated()) return reflection.FieldSize(message, &field) == 0;
  const auto type = field.cpp_type();
  return (field.type() == FieldDescriptor::TYPE_STRING || type == FieldDescriptor::CPPTYPE_ENUM ||
          type == FieldDescriptor::CPPTYPE_MESSAGE) &&
         !reflection.HasField(message, &field);
}

std::string ObjectionToField(const Message& message, const FieldDescriptor& field, bool whole) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return reflection.HasField(message, &field) ? ObjectionToValue(message, field, -1, whole) : "";
  }
  if (field.options().GetExtension(ocop::options::v1::rules).checked_one_by_one()) return "";
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const std::string objection = ObjectionToValue(message, field, i, whole);
    if (!objection.empty()) return objection;
  }
  return "";
}

// `whole`: what is required must be there.
std::string ObjectionIn(const Message& message, bool whole, bool whole_below) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    // The name of a resource is the method's to judge; what is output only is ignored.
    if (Has(field, google::api::OUTPUT_ONLY) || Has(field, google::api::IDENTIFIER)) continue;
    const std::string objection =
        whole && IsMissing(message, field) ? "missing" : ObjectionToField(message, field, whole_below);
    if (!objection.empty()) return absl::StrCat(field.full_name(), ": ", objection);
  }
  return "";
}

}  // namespace

std::string ObjectionTo(const MethodDescriptor& method, const std::string& bytes) {
  const std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  if (!request->ParseFromString(bytes)) return "not the message";
  // The resource of an update may be a part of one.
  const bool is_update = absl::StartsWith(method.name(), "Update") || absl::StartsWith(method.name(), "BatchUpdate");
  return ObjectionIn(*request, true, !is_update);
}

}  // namespace ocop::conformance
