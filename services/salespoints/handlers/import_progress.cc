#include "services/salespoints/handlers/import_progress.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/store/imports.h"

namespace ocop::salespoints {

using v1::GetSalesImportRequest;
using v1::ListSalesImportErrorsRequest;
using v1::ListSalesImportErrorsResponse;
using v1::SalesImport;
using v1::SalesImportError;

absl::Status AddFirstErrors(database::Transaction& transaction, SalesImport& import) {
  OCOP_ASSIGN_OR_RETURN(ImportErrors read, ReadImportErrors(transaction, import.name(), 0, 0, kErrorsTold));
  for (SalesImportError& error : read.errors) *import.add_errors() = std::move(error);
  return absl::OkStatus();
}

namespace {

absl::Status CheckImportName(const std::string& field, const std::string& name) {
  static const auto& pattern = *new resource_name::Pattern("provinces/{province}/salesImports/{sales_import}");
  if (pattern.Match(name)) return absl::OkStatus();
  return status::InvalidField(field, absl::StrCat("must be a name of the form ", pattern.text()));
}

absl::StatusOr<SalesImport> Get(database::Transaction& transaction, const rpc::Call&,
                                const GetSalesImportRequest& request) {
  OCOP_RETURN_IF_ERROR(CheckImportName("name", request.name()));
  OCOP_ASSIGN_OR_RETURN(SalesImport import, ReadImport(transaction, request.name()));
  OCOP_RETURN_IF_ERROR(AddFirstErrors(transaction, import));
  return import;
}

absl::StatusOr<ListSalesImportErrorsResponse> ListErrors(database::Transaction& transaction, const rpc::Call&,
                                                         const ListSalesImportErrorsRequest& request) {
  OCOP_RETURN_IF_ERROR(CheckImportName("parent", request.parent()));
  const uint64_t query = pagination::Fingerprint({request.parent()});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 2));
  int64_t line = 0;
  int place = 0;
  if (!after.empty() && (!absl::SimpleAtoi(after[0], &line) || !absl::SimpleAtoi(after[1], &place))) {
    return pagination::DamagedToken();
  }
  OCOP_RETURN_IF_ERROR(ReadImport(transaction, request.parent()).status());
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(ImportErrors read, ReadImportErrors(transaction, request.parent(), line, place, limit));
  ListSalesImportErrorsResponse response;
  if (read.errors.size() == static_cast<size_t>(limit)) {
    response.set_next_page_token(
        pagination::Encode(query, {absl::StrCat(read.errors.back().line()), absl::StrCat(read.last_place)}));
  }
  for (SalesImportError& error : read.errors) *response.add_errors() = std::move(error);
  return response;
}

}  // namespace

void BindImportProgress(rpc::Service& service, const Context& context) {
  resource::BindRead<GetSalesImportRequest, SalesImport>(service, "GetSalesImport", context.home, Get);
  resource::BindRead<ListSalesImportErrorsRequest, ListSalesImportErrorsResponse>(service, "ListSalesImportErrors",
                                                                                  context.home, ListErrors);
}

}  // namespace ocop::salespoints
