#include "services/salespoints/handlers/document.h"

#include "absl/strings/str_cat.h"
#include "common/attachment/transfer.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/salespoints/store/places.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

using v1::Document;

namespace {

// The table of the resource that a name is of; nullptr for none that documents belong to.
const resource::Table* TableOfSubject(const std::string& name) {
  for (const resource::Table* table :
       {&SalesPointTable(), &ContractTable(), &LotTable(), &TradeEventTable(), &ParticipationTable()}) {
    if (table->pattern().Match(name)) return table;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckDocument(resource::Scope& scope, const Document* before, Document& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "document.expire_date", after.expire_date(), after.issue_date());
  if (before == nullptr) {
    const resource::Table* table = TableOfSubject(after.subject());
    const bool own = table != nullptr && ProvinceCode(after.subject()) == ProvinceCode(after.name());
    // Locked, so that it is not deleted meanwhile.
    const absl::Status read = own ? table->Read(scope.transaction(), after.subject(), true).status()
                                  : absl::NotFoundError("not of this province");
    if (!read.ok() && !absl::IsNotFound(read)) return read;
    if (!read.ok()) {
      violations.Add("document.subject", absl::StrCat("there is no ", after.subject(), " here"));
    }
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  return attachment::CheckMediaType(after, "document.media_type");
}

absl::Status CheckDocumentDelete(resource::Scope& scope, const Document& document) {
  static const auto& blobs = *new attachment::Blobs("salespoints");
  return blobs.Delete(scope.transaction(), document.name());
}

absl::Status CheckNoDocuments(resource::Scope& scope, const std::string& name) {
  OCOP_ASSIGN_OR_RETURN(const bool any, HasDocuments(scope.transaction(), name));
  return any ? resource::InUse(name, "document_subject") : absl::OkStatus();
}

void BindDocuments(rpc::Service& service, const Context& context) {
  attachment::BindTransfer(service, "UploadDocument", "DownloadDocument", context.home, DocumentTable(),
                           [](resource::Scope&, const std::string&) { return absl::OkStatus(); });
}

}  // namespace ocop::salespoints
