#include "tests/conformance/samples.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/resource_name/resource_name.h"
#include "google/api/resource.pb.h"
#include "google/type/date.pb.h"
#include "ocop/options/v1/options.pb.h"

namespace ocop::conformance {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MessageFactory;

// An id in the patterns of names.
constexpr char kIdPattern[] = "[a-z0-9-]{1,63}";

// Texts whose form no descriptor tells.
const std::map<std::string, std::string>& KnownTexts() {
  static const auto& texts = *new std::map<std::string, std::string>{
      {"belongs_to", "provinces/82/compliancePapers/none"},
      {"code", "28501"},
      {"email", "a@example.vn"},
      {"former_product_codes", "82-815-28501-1-2022"},
      {"gtin", "8931234567897"},
      {"kinds", "forward-dossier"},
      {"locality", "provinces/82/localities/28501"},
      {"phone_number", "0900000000"},
      {"product_code", "82-28501-1-2024"},
      {"secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
      {"sha256", std::string(64, 'a')},
      {"shop_uri", "https://shop.example.vn/a"},
      {"subject", "provinces/82/salesPoints/none"},
      {"submitter", "provinces/82/producers/none"},
      {"services", "evaluation"},
      {"request_id", "01900000-0000-7000-8000-000000000001"},
      {"tax_code", "1200123456"},
      {"types", "ocop.journal.v1.Webhook"},
      {"uri", "https://receiver.example.vn/hook"},
      // A first page of everything, whatever its etag.
      {"after", ""},
      {"etag", ""},
      {"filter", ""},
      {"order_by", ""},
      {"page_token", ""},
      {"resume_token", ""},
      {"until", ""},
  };
  return texts;
}

const ocop::options::v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(ocop::options::v1::rules);
}

const google::api::ResourceDescriptor& ResourceOf(const Descriptor& type) {
  return type.options().GetExtension(google::api::resource);
}

// `provinces/{province}/products/{product}` → `provinces/82/products/none`
std::string NameOf(const std::string& pattern) {
  const resource_name::Pattern parsed(pattern);
  std::vector<std::string_view> ids(parsed.variables().size(), "none");
  if (!ids.empty()) ids[0] = "82";
  return parsed.Format(ids);
}

// The pattern of the resource whose parent the request asks about.
std::string ParentOf(const Descriptor& request) {
  const std::string& name = request.name();
  for (int i = 0; i < request.file()->message_type_count(); ++i) {
    const Descriptor& type = *request.file()->message_type(i);
    if (ResourceOf(type).pattern_size() == 0) continue;
    const std::string plural = ResourceOf(type).plural();
    if (name == absl::StrCat("Create", type.name(), "Request") ||
        absl::EqualsIgnoreCase(name, absl::StrCat("List", plural, "Request"))) {
      return NameOf(resource_name::Pattern(ResourceOf(type).pattern(0)).Parent().text());
    }
  }
  return "provinces/82";
}

std::string TextFor(const FieldDescriptor& field) {
  if (const auto known = KnownTexts().find(field.name()); known != KnownTexts().end()) return known->second;
  const Descriptor& holder = *field.containing_type();
  if (field.name() == "name" && ResourceOf(holder).pattern_size() > 0) return NameOf(ResourceOf(holder).pattern(0));
  const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
  if (!type.empty()) {
    const auto* referred = field.file()->pool()->FindMessageTypeByName(
        absl::StrCat(field.file()->package(), ".", type.substr(type.find('/') + 1)));
    return NameOf(ResourceOf(*referred).pattern(0));
  }
  // One that names no resource by itself.
  const std::string& pattern = RulesOf(field).pattern();
  if (field.name() == "parent" && pattern.empty()) return ParentOf(holder);
  if (absl::StrContains(pattern, kIdPattern)) {
    return absl::StrReplaceAll(pattern,
                               {{absl::StrCat("provinces/", kIdPattern), "provinces/82"}, {kIdPattern, "none"}});
  }
  return "none";
}

int64_t NumberFor(const FieldDescriptor& field) {
  const auto& rules = RulesOf(field);
  return rules.has_minimum() && rules.minimum() > 1 ? rules.minimum() : 1;
}

void FillField(Message& message, const FieldDescriptor& field);

void Fill(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (!Has(field, google::api::OUTPUT_ONLY)) FillField(message, field);
  }
}

google::type::Date DateOf(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

Message& MessageIn(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&message, &field);
  if (reflection.FieldSize(message, &field) == 0) return *reflection.AddMessage(&message, &field);
  return *reflection.MutableRepeatedMessage(&message, &field, 0);
}

bool IsDateType(const FieldDescriptor& field) {
  return field.message_type() == google::type::Date::descriptor();
}

void FillField(Message& message, const FieldDescriptor& field) {
  const Field here{field.name(), &field, {&field}};
  if (IsText(here)) {
    // A list of empty names would ask for something else than an empty list.
    if (const std::string text = TextFor(field); !text.empty()) SetText(here, text, message);
  } else if (IsNumber(here)) {
    SetNumber(here, NumberFor(field), message);
  } else if (IsEnum(here)) {
    SetEnum(here, field.enum_type()->value(field.enum_type()->value_count() - 1)->number(), message);
  } else if (IsDate(here)) {
    SetDate(here, 2024, 3, 5, message);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
             field.message_type()->file()->package() != "google.protobuf") {
    Fill(MessageIn(message, field));
  } else if (field.name() == "validate_only") {
    message.GetReflection()->SetBool(&message, &field, true);
  }
}

void AddFields(const Descriptor& type, const std::string& prefix, const std::vector<const FieldDescriptor*>& way,
               std::vector<Field>& fields) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (Has(field, google::api::OUTPUT_ONLY)) continue;
    Field found{absl::StrCat(prefix, field.name(), field.is_repeated() ? "[0]" : ""), &field, way};
    found.way.push_back(&field);
    const bool nested = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsDateType(field) &&
                        field.message_type()->file()->package() != "google.protobuf";
    // A method that checks elements itself refuses none of them as a whole.
    if (RulesOf(field).checked_one_by_one()) continue;
    if (nested) {
      AddFields(*field.message_type(), found.path + ".", found.way, fields);
    } else {
      fields.push_back(std::move(found));
    }
  }
}

}  // namespace

std::unique_ptr<Message> Sample(const MethodDescriptor& method) {
  std::unique_ptr<Message> request(MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  Fill(*request);
  return request;
}

std::vector<Field> FieldsOf(const MethodDescriptor& method) {
  std::vector<Field> fields;
  AddFields(*method.input_type(), "", {}, fields);
  return fields;
}

Message& HolderOf(const Field& field, Message& request) {
  Message* holder = &request;
  for (size_t i = 0; i + 1 < field.way.size(); ++i) holder = &MessageIn(*holder, *field.way[i]);
  return *holder;
}

void SetText(const Field& field, const std::string& text, Message& request) {
  Message& holder = HolderOf(field, request);
  const auto& reflection = *holder.GetReflection();
  if (!field.descriptor->is_repeated()) return reflection.SetString(&holder, field.descriptor, text);
  reflection.ClearField(&holder, field.descriptor);
  reflection.AddString(&holder, field.descriptor, text);
}

void SetNumber(const Field& field, int64_t number, Message& request) {
  Message& holder = HolderOf(field, request);
  const auto& reflection = *holder.GetReflection();
  if (field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    reflection.SetInt64(&holder, field.descriptor, number);
  } else {
    reflection.SetInt32(&holder, field.descriptor, static_cast<int32_t>(number));
  }
}

void SetEnum(const Field& field, int number, Message& request) {
  Message& holder = HolderOf(field, request);
  const auto& reflection = *holder.GetReflection();
  if (!field.descriptor->is_repeated()) return reflection.SetEnumValue(&holder, field.descriptor, number);
  reflection.ClearField(&holder, field.descriptor);
  reflection.AddEnumValue(&holder, field.descriptor, number);
}

void SetDate(const Field& field, int year, int month, int day, Message& request) {
  MessageIn(HolderOf(field, request), *field.descriptor).CopyFrom(DateOf(year, month, day));
}

bool IsText(const Field& field) {
  return field.descriptor->type() == FieldDescriptor::TYPE_STRING;
}

bool IsNumber(const Field& field) {
  const auto type = field.descriptor->cpp_type();
  return !field.descriptor->is_repeated() &&
         (type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64);
}

bool IsEnum(const Field& field) {
  return field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
}

bool IsDate(const Field& field) {
  return field.descriptor->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && IsDateType(*field.descriptor);
}

bool IsName(const Field& field) {
  const std::string& name = field.descriptor->name();
  return IsText(field) && (name == "parent" || name == "name" ||
                           field.descriptor->options().HasExtension(google::api::resource_reference));
}

}  // namespace ocop::conformance
