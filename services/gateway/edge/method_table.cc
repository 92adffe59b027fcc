#include "services/gateway/edge/method_table.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/api/annotations.pb.h"

namespace ocop::gateway {

absl::StatusOr<MethodTable> MethodTable::Create(const std::vector<Backend>& backends) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  MethodTable table;
  for (const auto& [name, choice] : ChoicesOf(backends)) {
    const auto* service = pool->FindServiceByName(name);
    if (service == nullptr) return absl::NotFoundError(absl::StrCat("no service is linked in by the name ", name));
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      std::string path = absl::StrCat("/", name, "/", method->name());
      Method entry{path, method, factory->GetPrototype(method->input_type()),
                   factory->GetPrototype(method->output_type()), choice};
      table.methods_.emplace(std::move(path), std::move(entry));
    }
  }
  return table;
}

bool OnlyReads(const google::protobuf::MethodDescriptor& method) {
  const auto& options = method.options();
  // Google's own protos say it by their mapping to HTTP.
  return options.idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS ||
         options.GetExtension(google::api::http).has_get();
}

std::vector<const Method*> MethodTable::All() const {
  std::vector<const Method*> all;
  for (const auto& [path, method] : methods_) all.push_back(&method);
  const auto order = [](const Method* method) {
    return std::pair(std::string_view(method->descriptor->service()->full_name()), method->descriptor->index());
  };
  std::sort(all.begin(), all.end(), [&](const Method* a, const Method* b) { return order(a) < order(b); });
  return all;
}

const Method* MethodTable::Find(std::string_view path) const {
  const auto found = methods_.find(std::string(path));
  return found == methods_.end() ? nullptr : &found->second;
}

}  // namespace ocop::gateway
