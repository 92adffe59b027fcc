// Rules of recognitions (Decision 26/2026/QĐ-TTg articles 4 and 8).
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

absl::Status CheckRecognition(resource::Scope& scope, const v1::Recognition* before, v1::Recognition& after);

void BindRevokeRecognition(rpc::Service& service, const resource::Home& home);

}  // namespace ocop::evaluation
