// Recognitions: given, prolonged, revoked, listed before they expire, certified and verified.
#pragma once

#include "common/crypto/signer.h"
#include "common/rpc/service.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

absl::Status CheckRecognition(resource::Scope& scope, const v1::Recognition* before, v1::Recognition& after);

absl::Status CheckRecognitionDelete(resource::Scope& scope, const v1::Recognition& recognition);

// RecogniseDossier, ProlongRecognition, RecordRevocationGround, WithdrawRevocationGround, RevokeRecognition.
void BindDecisions(rpc::Service& service, const Context& context);

// ListExpiringRecognitions.
void BindExpiring(rpc::Service& service, const Context& context);

// GetCertificate, VerifyCertificate.
void BindCertificates(rpc::Service& service, const Context& context);

// ImportRecognitions.
void BindImport(rpc::Service& service, const Context& context);

}  // namespace ocop::evaluation
