// What can be imported. A further kind of resource is a sheet, a method and one more of these.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/standard.h"
#include "services/registry/handlers/context.h"
#include "services/registry/handlers/import_references.h"
#include "services/registry/rules/import_problems.h"
#include "services/registry/rules/import_table.h"

namespace ocop::registry {

// Something by which a resource without an id is known, so that it stands in one row of a table only.
struct RowKey {
  std::string field;
  std::string value;
  // It may stand in other rows that do not need it either: they are known by their ids.
  bool beside_id = false;
};

// Takes a warning: field, reason, and what looks wrong.
using AddWarning = std::function<void(const std::string& field, const std::string& reason, const Wording& wording)>;

struct Importable {
  v1::ImportKind kind;
  // Of the method that imports it.
  std::string method;
  const google::protobuf::Message* request = nullptr;
  const resource::Table* table = nullptr;
  resource::Changes changes;
  // A row's keys besides its name, which is empty when the row has no id.
  std::function<std::vector<RowKey>(const google::protobuf::Message& row)> keys;
  // Names of the stored resources that have a key of a row without an id.
  std::function<absl::StatusOr<std::vector<std::string>>(database::Transaction& transaction, const RowKey& key,
                                                         const std::string& province)>
      known;
  // What looks wrong in a resource that a row has made (`created`) or changed. May be empty.
  std::function<absl::Status(resource::Scope& scope, References& references, const google::protobuf::Message& made,
                             bool created, const AddWarning& add)>
      warn;
  Sheet sheet;
};

// Everything that can be imported.
struct Imports {
  std::vector<Importable> all;

  const Importable& Of(v1::ImportKind kind) const;
};

// What BindStandard gave for each.
struct ImportableChanges {
  resource::Changes producers, products, compliance_papers;
};

// `sheets`: files by their names. INVALID_ARGUMENT `INVALID_SHEET`.
absl::StatusOr<Imports> MakeImports(const std::vector<std::pair<std::string_view, std::string_view>>& sheets,
                                    ImportableChanges changes);

}  // namespace ocop::registry
