#include "services/registry/handlers/import.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/operation.h"
#include "services/registry/store/operations.h"
#include "services/registry/store/tables.h"
#include "services/roles.h"

namespace ocop::registry {
namespace {

using google::longrunning::Operation;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::Scope;
using v1::ImportProblem;

constexpr size_t kLargestTable = 3 << 20;
constexpr int64_t kLargestDocument = 32 << 20;
constexpr int64_t kMostUnfinished = 20;
constexpr char kTableType[] = "text/csv";

const FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string Text(const Message& message, const char* name) {
  return message.GetReflection()->GetString(message, Field(message, name));
}

// How many rows there are to be, as far as the request itself tells. A table that cannot be read is refused here.
absl::StatusOr<int64_t> CountRows(const Importable& importable, const Message& request) {
  const ImportSource source = SourceOf(request);
  if (source.rows != nullptr) {
    return source.rows->GetReflection()->FieldSize(*source.rows, source.rows->GetDescriptor()->field(0));
  }
  if (!source.document.empty()) return 0;
  if (source.csv == nullptr || source.csv->empty()) {
    return status::InvalidField("csv", "must be set, or else rows or document");
  }
  if (source.csv->size() > kLargestTable) {
    return status::InvalidField("csv", "is larger than 3 MiB; upload it as a document and name that");
  }
  OCOP_ASSIGN_OR_RETURN(const ImportInput input, ImportInput::OfTable(importable.sheet, *source.csv));
  return input.size();
}

absl::StatusOr<StoredOperation> NewOperation(const Context& context, const Importable& importable, Scope& scope,
                                             const Message& request, int64_t row_count) {
  const std::string parent = Text(request, "parent");
  StoredOperation operation;
  operation.name = absl::StrCat(parent, "/operations/", context.home.ids.Next(scope.call().now));
  operation.roles = scope.call().roles;
  operation.request_id = Text(request, "request_id");
  v1::ImportMetadata& metadata = operation.metadata;
  metadata.set_kind(importable.kind);
  metadata.set_validate_only(request.GetReflection()->GetBool(request, Field(request, "validate_only")));
  const int on_conflict = request.GetReflection()->GetEnumValue(request, Field(request, "on_conflict"));
  metadata.set_on_conflict(on_conflict == v1::ON_CONFLICT_UPDATE ? v1::ON_CONFLICT_UPDATE : v1::ON_CONFLICT_REJECT);
  metadata.set_actor(scope.call().actor);
  metadata.set_total_count(row_count);
  return operation;
}

absl::StatusOr<Operation> Begin(const Context& context, const Importable& importable, Scope& scope,
                                const Message& request, int64_t row_count) {
  const std::string parent = Text(request, "parent");
  OCOP_ASSIGN_OR_RETURN(const int64_t unfinished, CountUnfinishedOperations(scope.transaction(), ProvinceCode(parent)));
  if (unfinished >= kMostUnfinished) return TooManyImports(parent, unfinished);
  if (const std::string document = SourceOf(request).document; !document.empty()) {
    if (ProvinceOf(document) != parent)
      return status::InvalidField("document", absl::StrCat("must lie under ", parent));
    OCOP_RETURN_IF_ERROR(CheckDocumentToImport(scope.transaction(), document));
  }
  OCOP_ASSIGN_OR_RETURN(StoredOperation operation, NewOperation(context, importable, scope, request, row_count));
  OCOP_RETURN_IF_ERROR(InsertOperation(scope.transaction(), operation));
  OCOP_RETURN_IF_ERROR(OperationInput().Put(scope.transaction(), operation.name, 0, request.SerializeAsString()));
  return OperationOf(operation);
}

void BindImport(rpc::Service& service, const Context& context, std::shared_ptr<const Imports> imports,
                const Importable& importable) {
  service.CheckTypes(importable.method, importable.request->GetDescriptor(), Operation::descriptor());
  service.BindHandler(importable.method, [context, imports, &importable](std::shared_ptr<rpc::Exchange> exchange) {
    const Message& request = exchange->request();
    const absl::Status allowed = RequireImporter(exchange->call());
    if (!allowed.ok()) return exchange->Answer(allowed);
    const absl::StatusOr<int64_t> row_count = CountRows(importable, request);
    if (!row_count.ok()) return exchange->Answer(row_count.status());
    const auto begin = [context, imports, &importable, &request,
                        count = *row_count](Scope& scope) -> absl::StatusOr<resource::MessagePtr> {
      OCOP_ASSIGN_OR_RETURN(Operation operation, Begin(context, importable, scope, request, count));
      return std::make_unique<Operation>(std::move(operation));
    };
    // What `validate_only` asks for is what the operation does.
    resource::Write(context.home, std::move(exchange), begin, resource::Trials::kKept);
  });
}

struct ProblemPage {
  std::vector<ImportProblem> problems;
  std::string next_page_token;
};

absl::StatusOr<ProblemPage> ListProblems(database::Transaction& transaction, const std::string& operation,
                                         bool warnings, int32_t page_size, const std::string& page_token) {
  const uint64_t query = pagination::Fingerprint({warnings ? "import warnings" : "import errors", operation});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(page_token, query, 2));
  int64_t row = 0;
  int place = 0;
  if (!after.empty() && !(absl::SimpleAtoi(after[0], &row) && absl::SimpleAtoi(after[1], &place))) {
    return pagination::DamagedToken();
  }
  OCOP_RETURN_IF_ERROR(ReadOperation(transaction, operation, false).status());
  const int limit = pagination::ClampPageSize(page_size);
  OCOP_ASSIGN_OR_RETURN(ImportProblems read, ReadImportProblems(transaction, operation, warnings, row, place, limit));
  ProblemPage page;
  if (read.problems.size() == static_cast<size_t>(limit)) {
    page.next_page_token =
        pagination::Encode(query, {absl::StrCat(read.problems.back().row()), absl::StrCat(read.last_place)});
  }
  page.problems = std::move(read.problems);
  return page;
}

absl::StatusOr<v1::ListImportErrorsResponse> ListErrors(database::Transaction& transaction, const rpc::Call&,
                                                        const v1::ListImportErrorsRequest& request) {
  OCOP_ASSIGN_OR_RETURN(ProblemPage page,
                        ListProblems(transaction, request.parent(), false, request.page_size(), request.page_token()));
  v1::ListImportErrorsResponse response;
  for (ImportProblem& problem : page.problems) *response.add_errors() = std::move(problem);
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

absl::StatusOr<v1::ListImportWarningsResponse> ListWarnings(database::Transaction& transaction, const rpc::Call&,
                                                            const v1::ListImportWarningsRequest& request) {
  OCOP_ASSIGN_OR_RETURN(ProblemPage page,
                        ListProblems(transaction, request.parent(), true, request.page_size(), request.page_token()));
  v1::ListImportWarningsResponse response;
  for (ImportProblem& problem : page.problems) *response.add_warnings() = std::move(problem);
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace

ImportSource SourceOf(const Message& request) {
  const auto& reflection = *request.GetReflection();
  const FieldDescriptor* set =
      reflection.GetOneofFieldDescriptor(request, request.GetDescriptor()->FindOneofByName("source"));
  ImportSource source;
  if (set == nullptr) return source;
  if (set->name() == "csv") source.csv = &reflection.GetStringReference(request, set, nullptr);
  if (set->name() == "rows") source.rows = &reflection.GetMessage(request, set);
  if (set->name() == "document") source.document = reflection.GetString(request, set);
  return source;
}

absl::Status CheckDocumentToImport(database::Transaction& transaction, const std::string& name) {
  OCOP_ASSIGN_OR_RETURN(const auto read, DocumentTable().Read(transaction, name, false));
  const auto& document = static_cast<const v1::Document&>(*read);
  if (document.media_type() != kTableType) {
    return status::InvalidField("document", absl::StrCat("is of type ", document.media_type(), ", not ", kTableType));
  }
  if (document.size_bytes() > kLargestDocument) return status::InvalidField("document", "is larger than 32 MiB");
  return document.complete() ? absl::OkStatus() : ContentIncomplete(name);
}

void BindImports(rpc::Service& service, const Context& context, std::shared_ptr<const Imports> imports) {
  for (const Importable& importable : imports->all) BindImport(service, context, imports, importable);
  resource::BindRead<v1::ListImportErrorsRequest, v1::ListImportErrorsResponse>(service, "ListImportErrors",
                                                                                context.home, ListErrors);
  resource::BindRead<v1::ListImportWarningsRequest, v1::ListImportWarningsResponse>(service, "ListImportWarnings",
                                                                                    context.home, ListWarnings);
  service.Bind<v1::GetImportSheetRequest, v1::ImportSheet>(
      "GetImportSheet", [imports](const rpc::Call&, const v1::GetImportSheetRequest& request) {
        return absl::StatusOr<v1::ImportSheet>(imports->Of(request.kind()).sheet.description());
      });
}

}  // namespace ocop::registry
