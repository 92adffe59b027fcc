#include "services/training/rules/training_rules.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/textproto/textproto.h"

namespace ocop::training {

using v1::TrainingRules;

namespace {

// Gathers what is wrong.
class Complaints {
 public:
  void Add(std::string complaint) { complaints_.push_back(std::move(complaint)); }
  void Unless(bool holds, const std::string& complaint) {
    if (!holds) Add(complaint);
  }
  absl::Status ToStatus() const {
    if (complaints_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("training rules: ", absl::StrJoin(complaints_, "; ")));
  }

 private:
  std::vector<std::string> complaints_;
};

void CheckRequirements(const TrainingRules& rules, Complaints& complaints) {
  complaints.Unless(!rules.requirements().empty(), "requirements: at least one");
  int before = 0;
  for (const auto& requirement : rules.requirements()) {
    const std::string which = absl::StrCat("requirement of ", requirement.first_plan_year(), ": ");
    complaints.Unless(requirement.first_plan_year() > before, which + "years must rise");
    complaints.Unless(!requirement.kinds().empty() && !requirement.topics().empty(), which + "kinds and topics");
    complaints.Unless(!requirement.reading().empty() && !requirement.legal_basis().empty(),
                      which + "reading and legal_basis");
    before = requirement.first_plan_year();
  }
}

}  // namespace

absl::StatusOr<TrainingRules> LoadRules(std::string_view text) {
  TrainingRules rules;
  Complaints complaints;
  if (const absl::Status parsed = textproto::Parse(text, rules); !parsed.ok()) {
    complaints.Add(std::string(parsed.message()));
  } else {
    CheckRequirements(rules, complaints);
    complaints.Unless(rules.least_feedback_count() > 1, "least_feedback_count: one answer alone is no secret");
    for (const char* part : {"{serial}", "{year}"}) {
      complaints.Unless(absl::StrContains(rules.certificate_number_format(), part),
                        absl::StrCat("certificate_number_format: without ", part, " numbers would be given twice"));
    }
  }
  if (absl::Status status = complaints.ToStatus(); !status.ok()) return status;
  return rules;
}

absl::StatusOr<TrainingRules> LoadRulesFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat("training rules: ", path, " can't be read"));
  std::ostringstream text;
  text << file.rdbuf();
  return LoadRules(text.str());
}

const TrainingRules::Requirement& RequirementOf(const TrainingRules& rules, int plan_year) {
  const TrainingRules::Requirement* found = &rules.requirements(0);
  for (const auto& requirement : rules.requirements()) {
    if (requirement.first_plan_year() <= plan_year) found = &requirement;
  }
  return *found;
}

std::string CertificateNumber(const TrainingRules& rules, int64_t serial, int year, const std::string& province) {
  return absl::StrReplaceAll(
      rules.certificate_number_format(),
      {{"{serial}", absl::StrFormat("%05d", serial)}, {"{year}", absl::StrCat(year)}, {"{province}", province}});
}

}  // namespace ocop::training
