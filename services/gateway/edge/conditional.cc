#include "services/gateway/edge/conditional.h"

#include <memory>
#include <set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "ocop/options/v1/entity_tag.pb.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsUntagged(const FieldDescriptor& field) {
  return field.options().GetExtension(ocop::options::v1::untagged);
}

bool LooksForUntagged(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return false;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsUntagged(field)) return true;
    if (field.message_type() != nullptr && LooksForUntagged(*field.message_type(), seen)) return true;
  }
  return false;
}

// Whether a message of the type, or one in it, has such a field. Looked for once.
bool HasUntagged(const Descriptor& type) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto& known = *new absl::flat_hash_map<const Descriptor*, bool>;
  absl::MutexLock lock(&mutex);
  const auto [found, added] = known.try_emplace(&type, false);
  std::set<const Descriptor*> seen;
  if (added) found->second = LooksForUntagged(type, seen);
  return found->second;
}

void ClearUntagged(Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsUntagged(*field)) {
      reflection.ClearField(&message, field);
    } else if (field->message_type() == nullptr || !HasUntagged(*field->message_type())) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        ClearUntagged(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else {
      ClearUntagged(*reflection.MutableMessage(&message, field));
    }
  }
}

}  // namespace

std::string EntityTag(std::string_view body) {
  constexpr size_t kDigits = 32;  // no two answers share them by chance
  return absl::StrCat("\"", crypto::Sha256Hex(body).substr(0, kDigits), "\"");
}

std::string EntityTagOf(std::string_view message, const Message& prototype, std::string_view body) {
  if (!HasUntagged(*prototype.GetDescriptor())) return EntityTag(body);
  const std::unique_ptr<Message> said(prototype.New());
  if (!said->ParseFromArray(message.data(), static_cast<int>(message.size()))) return EntityTag(body);
  ClearUntagged(*said);
  return "W/" + EntityTag(said->SerializeAsString());
}

bool NamesTag(std::string_view if_none_match, std::string_view tag) {
  if (tag.substr(0, 2) == "W/") tag.remove_prefix(2);
  for (absl::string_view item : absl::StrSplit(status::View(if_none_match), ',')) {
    item = absl::StripAsciiWhitespace(item);
    if (item == "*") return true;
    absl::ConsumePrefix(&item, "W/");  // the comparison is the weak one
    if (item == status::View(tag)) return true;
  }
  return false;
}

void MakeCacheable(std::string_view cache_control, std::string tag, HttpResponse* response) {
  response->headers.Add("ETag", std::move(tag));
  response->headers.Add("Cache-Control", std::string(cache_control));
  response->headers.Add("Vary", "Accept-Encoding");
}

void ToNotModified(HttpResponse* response) {
  response->status = 304;
  response->body.clear();
}

}  // namespace ocop::gateway
