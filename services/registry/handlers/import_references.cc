#include "services/registry/handlers/import_references.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/rules/place_names.h"
#include "services/registry/store/atlas.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/products.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Locality;

absl::StatusOr<std::vector<std::string>> References::Meant(const std::string& type, const std::string& text) {
  const auto known = found_.find({type, text});
  if (known != found_.end()) return known->second;
  OCOP_ASSIGN_OR_RETURN(std::vector<std::string> names, Find(type, text));
  return found_[{type, text}] = std::move(names);
}

absl::StatusOr<const Atlas*> References::Map() {
  if (!map_) {
    OCOP_ASSIGN_OR_RETURN(map_, ReadAtlas(scope_.transaction(), province_));
  }
  return &*map_;
}

absl::StatusOr<std::vector<std::string>> References::Find(const std::string& type, const std::string& text) {
  if (type == "ocop.vn/Locality") return FindLocality(text);
  if (type == "ocop.vn/Producer") return ProducersMeant(scope_.transaction(), province_, text);
  if (type == "ocop.vn/Product") return FindProduct(text);
  return std::vector<std::string>();
}

absl::StatusOr<std::vector<std::string>> References::FindLocality(const std::string& text) {
  OCOP_ASSIGN_OR_RETURN(const Atlas* map, Map());
  const Locality* by_id = map->Find(absl::StrCat("provinces/", province_, "/localities/", text));
  std::vector<const Locality*> units;
  if (by_id != nullptr) units.push_back(by_id);
  if (units.empty()) {
    for (const auto& [name, unit] : map->units()) {
      if (unit.code() == text) units.push_back(&unit);
    }
  }
  if (units.empty()) {
    for (const AddressMatch& match : FindByAddress(*map, text)) units.push_back(match.unit);
  }
  // Of several those that exist today: a name goes on over a change of the map.
  std::vector<std::string> all, today;
  for (const Locality* unit : units) {
    all.push_back(unit->name());
    if (Atlas::ExistsOn(*unit, scope_.today())) today.push_back(unit->name());
  }
  return today.empty() ? all : today;
}

absl::StatusOr<std::vector<std::string>> References::FindProduct(const std::string& text) {
  const std::string name = absl::StrCat("provinces/", province_, "/products/", text);
  const absl::Status by_id = ProductTable().Read(scope_.transaction(), name, false).status();
  if (by_id.ok()) return std::vector<std::string>{name};
  if (!absl::IsNotFound(by_id)) return by_id;
  OCOP_ASSIGN_OR_RETURN(const auto product, ProductOfCode(scope_.transaction(), province_, text));
  return product ? std::vector<std::string>{product->name()} : std::vector<std::string>();
}

}  // namespace ocop::registry
