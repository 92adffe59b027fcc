#include "services/registry/handlers/compliance.h"

#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/registry/handlers/document.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/products.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

absl::Status CheckCompliancePaper(resource::Scope& scope, const v1::CompliancePaper* before,
                                  v1::CompliancePaper& after) {
  status::Violations violations;
  const bool for_another_product = before == nullptr || before->product() != after.product();
  if (for_another_product) {
    // The producer is locked before the product, as at a merger of producers.
    OCOP_ASSIGN_OR_RETURN(const ProducerFate fate, FateOf(scope.transaction(), after.producer()));
    if (before == nullptr && !fate.merged_into.empty()) {
      violations.Add("compliance_paper.producer", absl::StrCat("was merged into ", fate.merged_into));
    }
  }
  validation::RequireNotBefore(violations, "compliance_paper.expire_date", after.expire_date(), after.issue_date());
  if (!after.product().empty() && for_another_product) {
    OCOP_ASSIGN_OR_RETURN(const std::string maker, MakerOf(scope.transaction(), after.product()));
    // One that does not exist is refused by the foreign key.
    if (!maker.empty() && maker != after.producer()) {
      violations.Add("compliance_paper.product", "is made by another producer");
    }
  }
  return violations.ToStatus();
}

// A renewal that was a mistake: what it took the place of is renewed by none again.
absl::Status CheckCompliancePaperDelete(resource::Scope& scope, const v1::CompliancePaper& paper) {
  OCOP_RETURN_IF_ERROR(RequireNoDocuments(scope, paper.name()));
  if (paper.renews().empty()) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(auto old, scope.Read<v1::CompliancePaper>(CompliancePaperTable(), paper.renews(), true));
  old.clear_renewed_by();
  OCOP_RETURN_IF_ERROR(CompliancePaperTable().Update(scope.transaction(), old));
  scope.Record(CompliancePaperTable(), ocop::journal::v1::JournalEntry::ACTION_UPDATE, old);
  return absl::OkStatus();
}

namespace {

using ocop::journal::v1::JournalEntry;
using v1::CompliancePaper;
using v1::RenewCompliancePaperRequest;

absl::Status PaperRenewed(const CompliancePaper& paper) {
  return status::WithReason(absl::FailedPreconditionError(
                                absl::StrCat(paper.renewed_by(), " has taken the place of ", paper.name(), " already")),
                            "PAPER_RENEWED", {{"name", paper.name()}, {"renewed_by", paper.renewed_by()}});
}

// Who makes the product of a paper today; empty for one of a producer. Asked before the paper is locked, as those who
// give a product to another producer lock it before its papers.
absl::StatusOr<std::string> MakerToday(resource::Scope& scope, const std::string& paper_name) {
  OCOP_ASSIGN_OR_RETURN(const auto paper, scope.Read<CompliancePaper>(CompliancePaperTable(), paper_name));
  return paper.product().empty() ? std::string() : MakerOf(scope.transaction(), paper.product());
}

absl::StatusOr<CompliancePaper> Renew(const Context& context, resource::Scope& scope,
                                      const RenewCompliancePaperRequest& request) {
  OCOP_ASSIGN_OR_RETURN(const std::string maker, MakerToday(scope, request.name()));
  OCOP_ASSIGN_OR_RETURN(CompliancePaper old, scope.Read<CompliancePaper>(CompliancePaperTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, old));
  if (!old.renewed_by().empty()) return PaperRenewed(old);
  CompliancePaper paper = old;
  // Papers of before they went along with their product stayed with who made it then.
  if (!maker.empty()) paper.set_producer(maker);
  const std::string id =
      request.compliance_paper_id().empty() ? context.home.ids.Next(scope.call().now) : request.compliance_paper_id();
  paper.set_name(absl::StrCat(ProvinceOf(old.name()), "/compliancePapers/", id));
  if (paper.name() == old.name()) return resource::AlreadyExists(paper.name());
  paper.set_renews(old.name());
  paper.set_number(request.number());
  if (!request.issuer().empty()) paper.set_issuer(request.issuer());
  paper.set_source(request.source());
  *paper.mutable_issue_date() = request.issue_date();
  paper.clear_expire_date();
  if (request.has_expire_date()) *paper.mutable_expire_date() = request.expire_date();
  status::Violations violations;
  validation::RequireNotBefore(violations, "issue_date", paper.issue_date(), old.issue_date());
  validation::RequireNotBefore(violations, "expire_date", paper.expire_date(), paper.issue_date());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_RETURN_IF_ERROR(CheckCompliancePaper(scope, nullptr, paper));
  OCOP_RETURN_IF_ERROR(CompliancePaperTable().Insert(scope.transaction(), paper));
  scope.Record(CompliancePaperTable(), JournalEntry::ACTION_CREATE, paper);
  old.set_renewed_by(paper.name());
  OCOP_RETURN_IF_ERROR(CompliancePaperTable().Update(scope.transaction(), old));
  scope.Record(CompliancePaperTable(), JournalEntry::ACTION_UPDATE, old);
  return paper;
}

}  // namespace

void BindRenewal(rpc::Service& service, const Context& context) {
  resource::BindWrite<RenewCompliancePaperRequest, CompliancePaper>(
      service, "RenewCompliancePaper", context.home,
      [context](resource::Scope& scope, const RenewCompliancePaperRequest& request) {
        return Renew(context, scope, request);
      });
}

}  // namespace ocop::registry
