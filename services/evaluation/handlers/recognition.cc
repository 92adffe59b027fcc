#include "services/evaluation/handlers/recognition.h"

#include "common/clock/date.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {

using ocop::journal::v1::JournalEntry;
using v1::Recognition;
using v1::RevokeRecognitionRequest;

namespace {

absl::StatusOr<resource::MessagePtr> Revoke(resource::Scope& scope, const RevokeRecognitionRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Recognition recognition, scope.Read<Recognition>(RecognitionTable(), request.name(), true));
  if (!request.etag().empty() && request.etag() != recognition.etag()) return resource::EtagMismatch(request.name());
  if (recognition.has_revoke_date()) return AlreadyRevoked(request.name());
  const auto revoked = clock::FromDate(request.revoke_date());
  if (revoked < clock::FromDate(recognition.decision_date())) return NotYetInForce(request.name());
  if (revoked > clock::FromDate(recognition.expire_date())) return Expired(request.name());
  *recognition.mutable_revoke_date() = request.revoke_date();
  recognition.set_revocation_ground(request.ground());
  OCOP_RETURN_IF_ERROR(RecognitionTable().Update(scope.transaction(), recognition));
  scope.Record(RecognitionTable(), JournalEntry::ACTION_UPDATE, recognition);
  return std::make_unique<Recognition>(std::move(recognition));
}

}  // namespace

absl::Status CheckRecognition(resource::Scope&, const Recognition*, Recognition& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(), after.decision_date());
  if (after.has_revoke_date()) {
    validation::RequireNotBefore(violations, "recognition.expire_date", after.expire_date(), after.revoke_date());
  }
  return violations.ToStatus();
}

void BindRevokeRecognition(rpc::Service& service, const resource::Home& home) {
  service.BindHandler("RevokeRecognition", [&home](std::shared_ptr<rpc::Exchange> exchange) {
    const auto& request = static_cast<const RevokeRecognitionRequest&>(exchange->request());
    resource::Write(home, std::move(exchange), [&request](resource::Scope& scope) { return Revoke(scope, request); });
  });
}

}  // namespace ocop::evaluation
