// Files of papers, producers, products, difficulty reports and tasks.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckDocument(resource::Scope& scope, const v1::Document* before, v1::Document& after);
absl::Status CheckDocumentDelete(resource::Scope& scope, const v1::Document& document);

// UploadDocument, DownloadDocument.
void BindDocuments(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
