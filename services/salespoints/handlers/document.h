// Papers and photographs.
#pragma once

#include "common/rpc/service.h"
#include "ocop/salespoints/v1/document_service.pb.h"
#include "services/salespoints/handlers/context.h"

namespace ocop::salespoints {

absl::Status CheckDocument(resource::Scope& scope, const v1::Document* before, v1::Document& after);
absl::Status CheckDocumentDelete(resource::Scope& scope, const v1::Document& document);

// RESOURCE_IN_USE while documents belong to the resource of `name`.
absl::Status CheckNoDocuments(resource::Scope& scope, const std::string& name);

// The same as a rule of deletion.
template <class Resource>
absl::Status CheckUnused(resource::Scope& scope, const Resource& resource) {
  return CheckNoDocuments(scope, resource.name());
}

// UploadDocument, DownloadDocument.
void BindDocuments(rpc::Service& service, const Context& context);

}  // namespace ocop::salespoints
