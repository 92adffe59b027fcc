// Files of papers, producers, products, difficulty reports and tasks.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckDocument(resource::Scope& scope, const v1::Document* before, v1::Document& after);
absl::Status CheckDocumentDelete(resource::Scope& scope, const v1::Document& document);
// FAILED_PRECONDITION `RESOURCE_IN_USE` with the documents that what is to be deleted has: the foreign keys do not know
// them, since they belong to resources of many kinds. What is soft-deleted stays, and so do its documents.
absl::Status RequireNoDocuments(resource::Scope& scope, const std::string& owner);
template <class Resource>
absl::Status RequireNoDocumentsOf(resource::Scope& scope, const Resource& owner) {
  return RequireNoDocuments(scope, owner.name());
}

// UploadDocument, DownloadDocument.
void BindDocuments(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
