#include "services/registry/handlers/document.h"

#include "absl/strings/str_cat.h"
#include "common/attachment/transfer.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/store/documents.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Document;

namespace {

// Documents that a refusal names: enough to go on with.
constexpr int kMostTold = 10;

// The table of the resource that a name is of; nullptr for none that documents belong to.
const resource::Table* TableOfOwner(const std::string& name) {
  for (const resource::Table* table : {&CompliancePaperTable(), &ProducerTable(), &ProductTable(),
                                       &DifficultyReportTable(), &PlanTaskTable(), &LocalityTable()}) {
    if (table->pattern().Match(name)) return table;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckDocument(resource::Scope& scope, const Document* before, Document& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "document.expire_date", after.expire_date(), after.issue_date());
  if (before == nullptr) {
    const resource::Table* table = TableOfOwner(after.belongs_to());
    const bool own = table != nullptr && ProvinceCode(after.belongs_to()) == ProvinceCode(after.name());
    // Locked, so that it is not deleted meanwhile.
    const absl::Status read = own ? table->Read(scope.transaction(), after.belongs_to(), true).status()
                                  : absl::NotFoundError("not of this province");
    if (!read.ok() && !absl::IsNotFound(read)) return read;
    if (!read.ok()) violations.Add("document.belongs_to", absl::StrCat("there is no ", after.belongs_to(), " here"));
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  return attachment::CheckMediaType(after, "document.media_type");
}

absl::Status CheckDocumentDelete(resource::Scope& scope, const Document& document) {
  static const auto& blobs = *new attachment::Blobs("registry");
  return blobs.Delete(scope.transaction(), document.name());
}

absl::Status RequireNoDocuments(resource::Scope& scope, const std::string& owner) {
  OCOP_ASSIGN_OR_RETURN(const auto documents, DocumentsOf(scope.transaction(), owner, kMostTold));
  return documents.empty() ? absl::OkStatus() : HasDocuments(owner, documents);
}

void BindDocuments(rpc::Service& service, const Context& context) {
  attachment::BindTransfer(service, "UploadDocument", "DownloadDocument", context.home, DocumentTable(),
                           [](resource::Scope&, const std::string&) { return absl::OkStatus(); });
}

}  // namespace ocop::registry
