// What plans and offices decide, from a file in protobuf's text form.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ocop/training/v1/training_rules.pb.h"

namespace ocop::training {

// INVALID_ARGUMENT with everything that is wrong with the text.
absl::StatusOr<v1::TrainingRules> LoadRules(std::string_view text);
absl::StatusOr<v1::TrainingRules> LoadRulesFile(const std::string& path);

// What the plan of a year asks for; that of the first plan known for years before it.
const v1::TrainingRules::Requirement& RequirementOf(const v1::TrainingRules& rules, int plan_year);

// "00012/2024/…"
std::string CertificateNumber(const v1::TrainingRules& rules, int64_t serial, int year, const std::string& province);

}  // namespace ocop::training
