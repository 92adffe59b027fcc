// ImportService: begins imports and tells what was wrong in their rows. The rows are taken in the background.
#pragma once

#include <memory>
#include <string>

#include "common/rpc/service.h"
#include "services/registry/handlers/importables.h"

namespace ocop::registry {

void BindImports(rpc::Service& service, const Context& context, std::shared_ptr<const Imports> imports);

// Where the rows of a request are; it must outlive this.
struct ImportSource {
  // One of the three.
  const std::string* csv = nullptr;
  const google::protobuf::Message* rows = nullptr;
  std::string document;
};
ImportSource SourceOf(const google::protobuf::Message& request);

// A document that can be read as a table: of the right type and size, and all here.
absl::Status CheckDocumentToImport(database::Transaction& transaction, const std::string& name);

// Makes the id or name that a row gives the name of its resource; a problem of the row when it is neither.
void CompleteName(const resource::Table& table, const std::string& parent, ImportRow& row);

}  // namespace ocop::registry
