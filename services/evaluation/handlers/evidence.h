// Evidence of dossiers and the files that hold it.
#pragma once

#include "common/rpc/service.h"
#include "ocop/evaluation/v1/evidence_service.pb.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

absl::Status CheckEvidenceItem(resource::Scope& scope, const v1::EvidenceItem* before, v1::EvidenceItem& after);
absl::Status CheckEvidenceItemDelete(resource::Scope& scope, const v1::EvidenceItem& item);
absl::Status CheckAttachment(resource::Scope& scope, const v1::Attachment* before, v1::Attachment& after);
absl::Status CheckAttachmentDelete(resource::Scope& scope, const v1::Attachment& attachment);

// UploadAttachment, DownloadAttachment.
void BindTransfer(rpc::Service& service, const Context& context);

}  // namespace ocop::evaluation
