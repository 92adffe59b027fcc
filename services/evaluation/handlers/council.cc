#include "services/evaluation/handlers/council.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/roles.h"

namespace ocop::evaluation {

using v1::Council;

absl::Status CheckCouncil(resource::Scope& scope, const Council*, Council& after) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer, kAdministrator}));
  status::Violations violations;
  std::set<std::string> ids, users;
  int chairs = 0;
  int secretaries = 0;
  for (int i = 0; i < after.members_size(); ++i) {
    const Council::Member& member = after.members(i);
    const std::string path = absl::StrCat("council.members[", i, "]");
    if (!ids.insert(member.member_id()).second) violations.Add(path + ".member_id", "is another member's already");
    if (!users.insert(member.user()).second) violations.Add(path + ".user", "is another member's already");
    if (member.role() == Council::ROLE_CHAIR) ++chairs;
    if (member.role() == Council::ROLE_SECRETARY) ++secretaries;
    if (member.role() == Council::ROLE_CHAIR && member.non_voting()) {
      violations.Add(path + ".non_voting", "the chair votes");
    }
  }
  if (chairs != 1) violations.Add("council.members", absl::StrCat("must have one chair, has ", chairs));
  if (secretaries == 0) violations.Add("council.members", "must have a secretary");
  return violations.ToStatus();
}

absl::Status CheckCouncilDelete(resource::Scope& scope, const Council&) {
  return RequireRole(scope.call(), {kProvinceOfficer, kAdministrator});
}

absl::Status CheckSheetAcceptanceDelete(resource::Scope& scope, const v1::SheetAcceptance&) {
  return RequireRole(scope.call(), {kAdministrator});
}

absl::Status CheckSheetAcceptance(const Catalogue& catalogue, resource::Scope& scope, v1::SheetAcceptance& after) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kAdministrator}));
  const Sheet* sheet = catalogue.FindSheet(after.score_sheet());
  if (sheet == nullptr) return resource::NotFound(after.score_sheet());
  if (sheet->message().flaw().empty()) {
    return status::WithReason(
        absl::FailedPreconditionError(absl::StrCat(after.score_sheet(), " adds up: there is nothing to accept")),
        "SCORE_SHEET_SOUND", {{"score_sheet", after.score_sheet()}});
  }
  after.set_score_sheet_sha256(sheet->message().sha256());
  after.set_accepted_by(scope.call().actor);
  return absl::OkStatus();
}

}  // namespace ocop::evaluation
