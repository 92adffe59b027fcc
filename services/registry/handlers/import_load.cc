#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/handlers/import.h"
#include "services/registry/handlers/import_rows.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::StatusOr<std::string> ReadAll(database::Transaction& transaction, const std::string& key) {
  std::string content;
  while (true) {
    OCOP_ASSIGN_OR_RETURN(const std::string part,
                          OperationInput().Get(transaction, key, static_cast<int64_t>(content.size())));
    if (part.empty()) return content;
    content += part;
  }
}

// Which earlier row names what a row names: two rows of a table that say something of the same thing contradict one
// another, or one of them is too many.
std::vector<LoadedImport::Twin> FindTwins(const Importable& importable, const std::string& parent,
                                          const ImportInput& input) {
  std::vector<LoadedImport::Twin> twins(static_cast<size_t>(input.size()));
  struct Place {
    int64_t row;
    bool beside_id;
  };
  std::map<std::string, Place> rows;
  for (int64_t i = 0; i < input.size(); ++i) {
    ImportRow row = input.Row(i);
    CompleteName(*importable.table, parent, row);
    std::vector<RowKey> keys = importable.keys(*row.resource);
    if (const std::string name = importable.table->NameOf(*row.resource); !name.empty()) keys.push_back({"name", name});
    for (const RowKey& key : keys) {
      // A code is one resource's, whether it has it or had it.
      const bool is_name = key.field == "name";
      const auto [known, is_new] =
          rows.emplace(absl::StrCat(is_name ? "" : "key ", key.value), Place{row.number, key.beside_id});
      Place& first = known->second;
      if (is_new || first.row == row.number || (first.beside_id && key.beside_id)) continue;
      twins[static_cast<size_t>(i)] = {first.row, key.field};
      first.beside_id = false;
    }
  }
  return twins;
}

}  // namespace

void CompleteName(const resource::Table& table, const std::string& parent, ImportRow& row) {
  const std::string id = table.NameOf(*row.resource);
  if (id.empty()) return;
  const std::string name =
      absl::StrContains(id, '/') ? id : absl::StrCat(parent, "/", status::View(table.pattern().collection()), "/", id);
  if (table.pattern().Match(name) && absl::StartsWith(name, parent + "/")) {
    table.SetName(*row.resource, name);
  } else {
    row.AddProblem("name", "INVALID_CELL", absl::StrCat("is no id, and no name under ", parent),
                   absl::StrCat("không phải mã định danh hay tên thuộc ", parent));
    table.SetName(*row.resource, "");
  }
}

absl::StatusOr<std::shared_ptr<const LoadedImport>> LoadImport(database::Transaction& transaction,
                                                               const Imports& imports,
                                                               const StoredOperation& operation) {
  auto import = std::make_shared<LoadedImport>();
  import->operation = operation.name;
  import->importable = &imports.Of(operation.metadata.kind());
  import->request.reset(import->importable->request->New());
  OCOP_ASSIGN_OR_RETURN(const std::string request, ReadAll(transaction, operation.name));
  if (!import->request->ParseFromString(request)) return absl::DataLossError("the input is damaged");
  const ImportSource source = SourceOf(*import->request);
  if (source.rows != nullptr) {
    import->input = ImportInput::OfResources(*source.rows);
  } else if (!source.document.empty()) {
    OCOP_RETURN_IF_ERROR(CheckDocumentToImport(transaction, source.document));
    OCOP_ASSIGN_OR_RETURN(const std::string content, ReadAll(transaction, source.document));
    OCOP_ASSIGN_OR_RETURN(import->input, ImportInput::OfTable(import->importable->sheet, content));
  } else if (source.csv != nullptr) {
    OCOP_ASSIGN_OR_RETURN(import->input, ImportInput::OfTable(import->importable->sheet, *source.csv));
  } else {
    return absl::DataLossError("the input is gone");
  }
  import->twins = FindTwins(*import->importable, ProvinceOf(operation.name), import->input);
  return import;
}

}  // namespace ocop::registry
