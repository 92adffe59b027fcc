// What the cells of a table refer to, in words: `Xã Tân Phong, huyện Cai Lậy`, a tax code, the name of a producer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/write.h"
#include "services/atlas.h"

namespace ocop::registry {

// Of one province, as it is in one transaction. Remembers what it was asked.
class References {
 public:
  References(resource::Scope& scope, std::string province) : scope_(scope), province_(std::move(province)) {}

  // Names of the resources of `type` (`ocop.vn/Producer`) that `text` may mean. Empty for none, and for a type that
  // cells refer to by names alone.
  absl::StatusOr<std::vector<std::string>> Meant(const std::string& type, const std::string& text);

  absl::StatusOr<const Atlas*> Map();

  // A resource that a row of the same import has just made: on trial it has a name that nobody can look up.
  void Remember(const std::string& name, int64_t row) { rows_[name] = row; }
  // 0 when no such row is remembered.
  int64_t RowOf(const std::string& name) const {
    const auto found = rows_.find(name);
    return found == rows_.end() ? 0 : found->second;
  }

 private:
  absl::StatusOr<std::vector<std::string>> Find(const std::string& type, const std::string& text);
  absl::StatusOr<std::vector<std::string>> FindLocality(const std::string& text);
  absl::StatusOr<std::vector<std::string>> FindProduct(const std::string& text);

  resource::Scope& scope_;
  const std::string province_;
  std::optional<Atlas> map_;
  std::map<std::string, int64_t> rows_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> found_;
};

}  // namespace ocop::registry
