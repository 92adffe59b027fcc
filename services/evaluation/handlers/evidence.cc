#include "services/evaluation/handlers/evidence.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/evaluation/access.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/handlers/with_producer.h"
#include "services/evaluation/rules/media_type.h"
#include "services/evaluation/store/blobs.h"
#include "services/evaluation/store/tables.h"

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
  if (IsAccepted(after.media_type())) return absl::OkStatus();
  return status::InvalidField("attachment.media_type",
                              absl::StrCat("files of type \"", after.media_type(), "\" are not taken"));
}

absl::Status CheckAttachmentDelete(resource::Scope& scope, const Attachment& attachment) {
  OCOP_RETURN_IF_ERROR(RequireWithProducer(scope, attachment.name(), "change its evidence"));
  return DeleteBlob(scope.transaction(), attachment.name());
}

}  // namespace ocop::evaluation
