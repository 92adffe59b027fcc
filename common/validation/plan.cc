#include "common/validation/plan.h"

#include <re2/re2.h>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace ocop::validation {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// `ocop.vn/Product` referred to from package `p` is the message `p.Product`; other packages check their own names.
std::shared_ptr<const resource_name::Pattern> ReferencePattern(const FieldDescriptor& field) {
  const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
  const size_t slash = type.find('/');
  if (slash == std::string::npos) return nullptr;
  const Descriptor* resource =
      field.file()->pool()->FindMessageTypeByName(absl::StrCat(field.file()->package(), ".", type.substr(slash + 1)));
  if (resource == nullptr || resource->options().GetExtension(google::api::resource).pattern().empty()) return nullptr;
  return std::make_shared<resource_name::Pattern>(resource->options().GetExtension(google::api::resource).pattern(0));
}

FieldPlan PlanOfField(const FieldDescriptor& field) {
  FieldPlan plan{&field, field.options().GetExtension(ocop::options::v1::rules)};
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    const auto behaviour = options.GetExtension(google::api::field_behavior, i);
    plan.required |= behaviour == google::api::REQUIRED;
    plan.output_only |= behaviour == google::api::OUTPUT_ONLY;
    plan.identifier |= behaviour == google::api::IDENTIFIER;
  }
  if (!plan.rules.pattern().empty()) plan.pattern = std::make_shared<re2::RE2>(plan.rules.pattern());
  if (options.HasExtension(google::api::resource_reference)) plan.reference = ReferencePattern(field);
  return plan;
}

// Every plan made so far.
class Plans {
 public:
  const MessagePlan& Of(const Descriptor& type) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (const auto found = plans_.find(&type); found != plans_.end()) return *found->second;
    }
    absl::MutexLock lock(&mutex_);
    return Make(type);
  }

 private:
  // A message may hold itself: its plan is entered before it is filled, and nobody reads it before the lock is gone.
  const MessagePlan& Make(const Descriptor& type) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const auto [entry, is_new] = plans_.try_emplace(&type, nullptr);
    if (!is_new) return *entry->second;
    MessagePlan& plan = *(entry->second = std::make_unique<MessagePlan>());
    plan.reflection = google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->GetReflection();
    plan.is_update = type.FindFieldByName("update_mask") != nullptr;
    plan.is_resource = type.options().HasExtension(google::api::resource);
    for (int i = 0; i < type.field_count(); ++i) {
      plan.fields.push_back(PlanOfField(*type.field(i)));
      const Descriptor* child = type.field(i)->message_type();
      if (child != nullptr && child->file()->package() != "google.protobuf") plan.fields.back().child = &Make(*child);
    }
    return plan;
  }

  absl::Mutex mutex_;
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<MessagePlan>> plans_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

const MessagePlan& PlanOf(const Descriptor& type) {
  static auto& plans = *new Plans;
  return plans.Of(type);
}

}  // namespace ocop::validation
