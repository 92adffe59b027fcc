#include "common/filter/schema.h"

#include <utility>

#include "absl/strings/match.h"

namespace ocop::filter {

std::optional<std::string> Field::UnsetValue() const {
  if (type != Type::kEnum || values.empty() || !absl::EndsWith(values.front(), "_UNSPECIFIED")) return std::nullopt;
  return values.front();
}

Schema::Schema(std::vector<Field> fields, Search search) : fields_(std::move(fields)), search_(search) {
  for (size_t i = 0; i < fields_.size(); ++i) index_.emplace(fields_[i].name, static_cast<int>(i));
}

std::optional<int> Schema::Find(const std::string& path) const {
  const auto found = index_.find(path);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

}  // namespace ocop::filter
