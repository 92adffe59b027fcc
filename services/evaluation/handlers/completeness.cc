#include "services/evaluation/handlers/completeness.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "services/evaluation/errors.h"
#include "services/evaluation/scoring/verdict.h"
#include "services/evaluation/store/dossiers.h"

namespace ocop::evaluation {
namespace {

using v1::CriteriaSet;
using v1::Dossier;

using Missing = std::vector<std::string>;

Choices ChoicesOf(const Dossier& dossier) {
  Choices choices;
  for (const Dossier::SelfScore& score : dossier.self_assessment()) *choices.Add() = score.choice();
  return choices;
}

// The fields without which Form 01 and Form 02 say nothing.
void RequireForms(const Dossier& dossier, const Sheet& sheet, Missing& missing) {
  const auto& form = dossier.form_01();
  const auto require = [&missing](bool there, const char* field) {
    if (!there) missing.push_back(field);
  };
  require(!form.unit_name().empty(), "form_01.unit_name");
  require(!form.representative().empty(), "form_01.representative");
  require(!form.address().empty(), "form_01.address");
  require(!form.phone().empty(), "form_01.phone");
  require(!form.product_name().empty(), "form_01.product_name");
  require(form.commitment(), "form_01.commitment");
  if (form.sample_units() < sheet.message().sample_units()) {
    missing.push_back(absl::StrCat("form_01.sample_units: ", sheet.message().sample_units(), " are handed in"));
  }
  require(!dossier.form_02().organization_type().empty(), "form_02.organization_type");
  require(!dossier.form_02().specification().empty(), "form_02.specification");
  require(!dossier.form_02().results().empty(), "form_02.results");
  require(!dossier.form_02().plan().empty(), "form_02.plan");
  if (dossier.kind() != v1::DOSSIER_KIND_FIRST) {
    require(!dossier.form_02().changes().empty(), "form_02.changes");
  }
}

void RequireAnswers(const Dossier& dossier, const Sheet& sheet, Missing& missing) {
  status::Violations wrong;  // told when the dossier was written
  const Card card = ReadCard(sheet, ChoicesOf(dossier), "self_assessment", wrong);
  for (size_t leaf = 0; leaf < card.points.size(); ++leaf) {
    if (card.points[leaf] < 0) {
      missing.push_back(absl::StrCat("self_assessment: criterion ", sheet.leaves()[leaf].code));
    }
  }
}

bool AppliesTo(const CriteriaSet::RequiredEvidence& required, v1::DossierKind kind) {
  const auto& kinds = required.dossier_kinds();
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// What has run out by the day of filing shows nothing any more.
bool HasRunOut(const Evidence::Item& item, clock::Day filed) {
  return item.expire_day && *item.expire_day < filed;
}

std::string DescribeRunOut(const std::string& id, const Evidence::Item& item) {
  return absl::StrCat("evidenceItems/", id, " ran out: its last day was ", clock::FormatDay(*item.expire_day));
}

void RequireKind(v1::EvidenceKind kind, const Evidence& evidence, clock::Day filed, Missing& missing) {
  std::vector<std::string> run_out;
  for (const auto& [id, item] : evidence.items) {
    if (item.kind != kind) continue;
    if (!HasRunOut(item, filed)) return;
    run_out.push_back(DescribeRunOut(id, item));
  }
  missing.push_back(absl::StrCat("evidence of kind ", v1::EvidenceKind_Name(kind), run_out.empty() ? "" : " (",
                                 absl::StrJoin(run_out, ", "), run_out.empty() ? "" : ")"));
}

// What the self-assessment refers to, each item once.
void RequireCited(const Dossier& dossier, const Evidence& evidence, clock::Day filed, Missing& missing) {
  std::set<std::string> cited;
  for (const Dossier::SelfScore& score : dossier.self_assessment()) {
    cited.insert(score.evidence_items().begin(), score.evidence_items().end());
  }
  for (const std::string& id : cited) {
    const auto item = evidence.items.find(id);
    if (item == evidence.items.end()) {
      missing.push_back("evidenceItems/" + id);
    } else if (HasRunOut(item->second, filed)) {
      missing.push_back(DescribeRunOut(id, item->second));
    }
  }
}

void RequireEvidence(const Dossier& dossier, const CriteriaSet& set, const Evidence& evidence, Missing& missing) {
  const clock::Day filed = clock::FromDate(dossier.receive_date()).value_or(0);
  for (const CriteriaSet::RequiredEvidence& required : set.required_evidence()) {
    if (AppliesTo(required, dossier.kind())) RequireKind(required.evidence_kind(), evidence, filed, missing);
  }
  for (const std::string& name : evidence.incomplete_attachments) missing.push_back("the content of " + name);
  RequireCited(dossier, evidence, filed, missing);
}

}  // namespace

void CheckSelfAssessment(const Catalogue& catalogue, clock::Day today, const Dossier& dossier,
                         status::Violations& violations) {
  const CriteriaSet* set = catalogue.SetOn(clock::FromDate(dossier.receive_date()).value_or(today));
  const Sheet* sheet = set == nullptr ? nullptr : catalogue.FindSheet(*set, dossier.sheet_number());
  if (sheet == nullptr) {
    violations.Add("dossier.sheet_number", "no criteria set in force on that day has a sheet of this number");
    return;
  }
  ReadCard(*sheet, ChoicesOf(dossier), "dossier.self_assessment", violations, ".choice");
}

absl::Status RequireFull(resource::Scope& scope, const CriteriaSet& set, const Sheet& sheet, const Dossier& dossier) {
  OCOP_ASSIGN_OR_RETURN(const Evidence evidence, EvidenceOf(scope.transaction(), dossier.name()));
  Missing missing;
  RequireForms(dossier, sheet, missing);
  RequireAnswers(dossier, sheet, missing);
  RequireEvidence(dossier, set, evidence, missing);
  return missing.empty() ? absl::OkStatus() : Incomplete(dossier, missing);
}

}  // namespace ocop::evaluation
