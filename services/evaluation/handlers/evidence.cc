#include "services/evaluation/handlers/evidence.h"

#include "absl/strings/str_cat.h"
#include "common/attachment/transfer.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/with_producer.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {

using v1::Attachment;
using v1::EvidenceItem;

absl::Status CheckEvidenceItem(resource::Scope& scope, const EvidenceItem*, EvidenceItem& after) {
  OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, after.name(), "change its evidence"));
  status::Violations violations;
  validation::RequireNotBefore(violations, "evidence_item.expire_date", after.expire_date(), after.issue_date());
  return violations.ToStatus();
}

absl::Status CheckEvidenceItemDelete(resource::Scope& scope, const EvidenceItem& item) {
  OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, item.name(), "change its evidence"));
  return absl::OkStatus();
}

absl::Status CheckAttachment(resource::Scope& scope, const Attachment*, Attachment& after) {
  OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, after.name(), "change its evidence"));
  return attachment::CheckMediaType(after, "attachment.media_type");
}

absl::Status CheckAttachmentDelete(resource::Scope& scope, const Attachment& attachment) {
  OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, attachment.name(), "change its evidence"));
  static const auto& blobs = *new attachment::Blobs("evaluation");
  return blobs.Delete(scope.transaction(), attachment.name());
}

void BindTransfer(rpc::Service& service, const Context& context) {
  attachment::BindTransfer(service, "UploadAttachment", "DownloadAttachment", context.home, AttachmentTable(),
                           [](resource::Scope& scope, const std::string& name) {
                             return RequireWithProducer(scope, name, "UploadAttachment");
                           });
}

}  // namespace ocop::evaluation
