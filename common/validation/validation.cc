#include "common/validation/validation.h"

#include <google/protobuf/reflection.h>
#include <re2/re2.h>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "common/validation/plan.h"
#include "google/type/date.pb.h"

namespace ocop::validation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDefaultMaxLength = 1000;
constexpr int kDefaultMaxItems = 1000;

// PostgreSQL's text cannot hold U+0000; other control characters but tab and line break have no place in a name.
bool HasControlCharacter(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F; });
}

// Where a value stands in the request; its text is made when there is something to say of it.
class Path {
 public:
  explicit Path(std::string_view name, const Path* above = nullptr, int index = -1)
      : name_(name), above_(above), index_(index) {}

  std::string Text() const {
    const std::string above = above_ == nullptr ? "" : above_->Text();
    const std::string own = index_ < 0 ? std::string(name_) : absl::StrCat(status::View(name_), "[", index_, "]");
    return above.empty() ? own : absl::StrCat(above, ".", own);
  }
  Path At(int index) const { return Path(name_, above_, index); }

 private:
  const std::string_view name_;
  const Path* const above_;
  const int index_;
};

// Whether there is a letter or digit of ASCII, which settles for most texts that they are not blank.
bool HasAsciiWord(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

class Checker {
 public:
  explicit Checker(clock::Day today) : today_(today) {}

  // `partial`: REQUIRED fields may be absent.
  void Check(const Message& message, const MessagePlan& plan, const Path& path, bool partial) {
    for (const FieldPlan& field : plan.fields) {
      if (field.output_only || (field.identifier && partial)) continue;
      CheckField(message, *plan.reflection, field, Path(field.field->name(), &path), partial, plan.is_update);
    }
  }

  const status::Violations& violations() const { return violations_; }

 private:
  void CheckField(const Message& message, const Reflection& reflection, const FieldPlan& plan, const Path& path,
                  bool partial, bool is_update) {
    const FieldDescriptor& field = *plan.field;
    if (field.is_repeated()) {
      const int size = reflection.FieldSize(message, &field);
      const int most = plan.rules.max_items() > 0 ? plan.rules.max_items() : kDefaultMaxItems;
      if (size == 0 && plan.required && !partial) violations_.Add(path.Text(), "must not be empty");
      if (size > most) return violations_.Add(path.Text(), absl::StrCat("has ", size, " elements; at most ", most));
      if (plan.rules.checked_one_by_one()) return;
      if (field.type() == FieldDescriptor::TYPE_STRING) {
        int index = 0;
        for (const std::string& text : reflection.GetRepeatedFieldRef<std::string>(message, &field)) {
          CheckText(text, plan, path.At(index++), partial);
        }
        return;
      }
      for (int i = 0; i < size; ++i) CheckValue(message, reflection, plan, i, path.At(i), partial, is_update);
      return;
    }
    const bool present = field.has_presence() ? reflection.HasField(message, &field) : true;
    if (!present) {
      if (plan.required && !partial) violations_.Add(path.Text(), "must be set");
      return;
    }
    CheckValue(message, reflection, plan, -1, path, partial, is_update);
  }

  // One value: of a repeated field at `index`, of a single one with index -1; texts of a repeated field come by
  // themselves.
  void CheckValue(const Message& message, const Reflection& reflection, const FieldPlan& plan, int index,
                  const Path& path, bool partial, bool is_update) {
    const FieldDescriptor* field = plan.field;
    const bool one = index < 0;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        if (!one) break;  // Bytes.
        std::string scratch;
        const std::string& text = reflection.GetStringReference(message, field, &scratch);
        if (field->type() == FieldDescriptor::TYPE_STRING) CheckText(text, plan, path, partial);
        break;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number =
            one ? reflection.GetEnumValue(message, field) : reflection.GetRepeatedEnumValue(message, field, index);
        if (number == 0 && (plan.required || !one) && !partial) violations_.Add(path.Text(), "must be set");
        if (field->enum_type()->FindValueByNumber(number) == nullptr) {
          violations_.Add(path.Text(), absl::StrCat(number, " is not a value of ", field->enum_type()->full_name()));
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        CheckInteger(one ? reflection.GetInt32(message, field) : reflection.GetRepeatedInt32(message, field, index),
                     plan, path, partial);
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CheckInteger(one ? reflection.GetInt64(message, field) : reflection.GetRepeatedInt64(message, field, index),
                     plan, path, partial);
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& child =
            one ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, index);
        CheckMessage(child, plan, path, partial || is_update);
        break;
      }
      default:
        break;
    }
  }

  void CheckText(const std::string& text, const FieldPlan& plan, const Path& path, bool partial) {
    if (text.empty()) {
      if (plan.required && !partial) violations_.Add(path.Text(), "must not be empty");
      return;
    }
    const int most = plan.rules.max_length() > 0 ? plan.rules.max_length() : kDefaultMaxLength;
    // No text has more characters than bytes.
    if (text.size() > static_cast<size_t>(most)) {
      if (const int length = text::CountCharacters(text); length > most) {
        return violations_.Add(path.Text(), absl::StrCat("has ", length, " characters; at most ", most));
      }
    }
    if (HasControlCharacter(text)) violations_.Add(path.Text(), "has a control character");
    if (plan.required && !HasAsciiWord(text) && text::Fold(text).empty())
      violations_.Add(path.Text(), "must not be blank");
    if (plan.pattern && !RE2::FullMatch(text, *plan.pattern)) {
      violations_.Add(path.Text(), absl::StrCat("must match ", plan.rules.pattern()));
    }
    if (plan.reference && !plan.reference->Match(text)) {
      violations_.Add(path.Text(), absl::StrCat("must be a name of the form ", plan.reference->text()));
    }
  }

  void CheckInteger(int64_t value, const FieldPlan& plan, const Path& path, bool partial) {
    // Absent in a partial resource.
    if (partial && value == 0) return;
    if (plan.rules.has_minimum() && value < plan.rules.minimum()) {
      violations_.Add(path.Text(), absl::StrCat("is ", value, "; at least ", plan.rules.minimum()));
    }
    if (plan.rules.has_maximum() && value > plan.rules.maximum()) {
      violations_.Add(path.Text(), absl::StrCat("is ", value, "; at most ", plan.rules.maximum()));
    }
  }

  void CheckMessage(const Message& child, const FieldPlan& plan, const Path& path, bool partial) {
    if (plan.field->message_type() == google::type::Date::descriptor()) {
      return CheckDate(static_cast<const google::type::Date&>(child), plan, path);
    }
    if (plan.field->message_type() == google::protobuf::Timestamp::descriptor()) {
      if (!clock::IsMoment(static_cast<const google::protobuf::Timestamp&>(child))) {
        violations_.Add(path.Text(), "is not a moment of the years 1 to 9999");
      }
      return;
    }
    if (plan.child != nullptr) Check(child, *plan.child, path, partial && plan.child->is_resource);
  }

  void CheckDate(const google::type::Date& date, const FieldPlan& plan, const Path& path) {
    const auto day = clock::FromDate(date);
    if (!day) {
      violations_.Add(path.Text(), absl::StrCat(date.year(), "-", date.month(), "-", date.day(), " is not a day"));
    } else if (plan.rules.not_future() && *day > today_) {
      violations_.Add(path.Text(),
                      absl::StrCat(clock::FormatDay(*day), " lies in the future; today is ", clock::FormatDay(today_)));
    }
  }

  const clock::Day today_;
  status::Violations violations_;
};

// Most texts are names, which are in every form as they stand.
bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// Brings texts to NFC and drops what the caller may not set.
void Prepare(Message& message, const MessagePlan& message_plan) {
  const Reflection& reflection = *message_plan.reflection;
  for (const FieldPlan& plan : message_plan.fields) {
    const FieldDescriptor* field = plan.field;
    if (plan.output_only) {
      reflection.ClearField(&message, field);
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      // What is not UTF-8 has not come this far: the parser refuses it.
      if (!field->is_repeated()) {
        std::string scratch;
        const std::string& text = reflection.GetStringReference(message, field, &scratch);
        if (IsAscii(text)) continue;
        if (auto nfc = text::Nfc(text); nfc.ok() && *nfc != text) reflection.SetString(&message, field, *nfc);
        continue;
      }
      int index = 0;
      for (const std::string& text : reflection.GetRepeatedFieldRef<std::string>(message, field)) {
        const int here = index++;
        if (IsAscii(text)) continue;
        if (auto nfc = text::Nfc(text); nfc.ok()) reflection.SetRepeatedString(&message, field, here, *nfc);
      }
    } else if (plan.child == nullptr) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Prepare(*reflection.MutableRepeatedMessage(&message, field, i), *plan.child);
      }
    } else if (reflection.HasField(message, field)) {
      Prepare(*reflection.MutableMessage(&message, field), *plan.child);
    }
  }
}

}  // namespace

absl::Status Admit(Message& request, absl::Time now) {
  const MessagePlan& plan = PlanOf(*request.GetDescriptor());
  Prepare(request, plan);
  Checker checker(clock::Today(now));
  checker.Check(request, plan, Path(""), false);
  return checker.violations().ToStatus();
}

absl::Status CheckResource(const Message& resource, const std::string& path, clock::Day today) {
  Checker checker(today);
  checker.Check(resource, PlanOf(*resource.GetDescriptor()), Path(path), false);
  return checker.violations().ToStatus();
}

}  // namespace ocop::validation
