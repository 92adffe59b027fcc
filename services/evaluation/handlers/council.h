// Rules of councils and of the leave to judge by a flawed sheet.
#pragma once

#include "ocop/evaluation/v1/council_service.pb.h"
#include "services/evaluation/handlers/context.h"

namespace ocop::evaluation {

absl::Status CheckCouncil(resource::Scope& scope, const v1::Council* before, v1::Council& after);

absl::Status CheckCouncilDelete(resource::Scope& scope, const v1::Council& council);
absl::Status CheckSheetAcceptanceDelete(resource::Scope& scope, const v1::SheetAcceptance& acceptance);
absl::Status CheckSheetAcceptance(const Catalogue& catalogue, resource::Scope& scope, v1::SheetAcceptance& after);

}  // namespace ocop::evaluation
