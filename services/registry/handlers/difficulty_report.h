// Difficulties, until they are answered.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

// A new one goes to the office that answers for its topic.
absl::Status CheckDifficultyReport(const Law& law, resource::Scope& scope, const v1::DifficultyReport* before,
                                   v1::DifficultyReport& after);
// One that somebody has worked on stays on record.
absl::Status CheckDifficultyReportDelete(resource::Scope& scope, const v1::DifficultyReport& report);

// RouteDifficultyReport, ReturnDifficultyReport, AnswerDifficultyReport, CloseDifficultyReport, ReopenDifficultyReport,
// ListOverdueDifficultyReports.
void BindDifficultyReports(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
