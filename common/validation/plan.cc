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

MessagePlan MakePlan(const Descriptor& type) {
  MessagePlan plan;
  for (int i = 0; i < type.field_count(); ++i) plan.fields.push_back(PlanOfField(*type.field(i)));
  plan.is_update = type.FindFieldByName("update_mask") != nullptr;
  plan.is_resource = type.options().HasExtension(google::api::resource);
  return plan;
}

}  // namespace

const MessagePlan& PlanOf(const Descriptor& type) {
  static auto& mutex = *new absl::Mutex;
  static auto& plans = *new absl::flat_hash_map<const Descriptor*, std::unique_ptr<const MessagePlan>>;
  {
    absl::ReaderMutexLock lock(&mutex);
    if (const auto found = plans.find(&type); found != plans.end()) return *found->second;
  }
  auto plan = std::make_unique<const MessagePlan>(MakePlan(type));
  absl::MutexLock lock(&mutex);
  return *plans.try_emplace(&type, std::move(plan)).first->second;
}

}  // namespace ocop::validation
