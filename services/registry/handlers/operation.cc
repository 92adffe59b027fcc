#include "services/registry/handlers/operation.h"

#include <google/protobuf/empty.pb.h>

#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/roles.h"

namespace ocop::registry {
namespace {

using google::longrunning::CancelOperationRequest;
using google::longrunning::DeleteOperationRequest;
using google::longrunning::GetOperationRequest;
using google::longrunning::ListOperationsRequest;
using google::longrunning::ListOperationsResponse;
using google::longrunning::Operation;
using google::longrunning::WaitOperationRequest;
using google::protobuf::Empty;
using resource::Scope;
using v1::ImportMetadata;

// Of the caller's time so much is left for the answer's way.
constexpr absl::Duration kWayBack = absl::Milliseconds(250);

absl::Status CheckName(const std::string& name) {
  static const auto& names = *new resource_name::Pattern("provinces/{province}/operations/{operation}");
  if (names.Match(name)) return absl::OkStatus();
  return status::InvalidField("name", absl::StrCat("must be a name of the form ", names.text()));
}

absl::StatusOr<Operation> GetOperation(database::Transaction& transaction, const rpc::Call&,
                                       const GetOperationRequest& request) {
  OCOP_RETURN_IF_ERROR(CheckName(request.name()));
  OCOP_ASSIGN_OR_RETURN(const StoredOperation operation, ReadOperation(transaction, request.name(), false));
  return OperationOf(operation);
}

absl::StatusOr<ListOperationsResponse> List(database::Transaction& transaction, const rpc::Call&,
                                            const ListOperationsRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("name", request.name()));
  if (request.return_partial_success()) return absl::UnimplementedError("return_partial_success is not supported");
  const uint64_t query = pagination::Fingerprint({"operations", request.name(), request.filter()});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(std::vector<StoredOperation> operations,
                        ListOperations(transaction, ProvinceCode(request.name()), request.filter(),
                                       after.empty() ? "" : after[0], limit + 1));
  ListOperationsResponse response;
  if (operations.size() > static_cast<size_t>(limit)) {
    operations.resize(static_cast<size_t>(limit));
    response.set_next_page_token(pagination::Encode(query, {LastId(operations.back().name)}));
  }
  for (const StoredOperation& operation : operations) *response.add_operations() = OperationOf(operation);
  return response;
}

// Nobody is at work on it while it is locked: what is done stays, and nobody goes on.
absl::StatusOr<Empty> Cancel(Scope& scope, const CancelOperationRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireImporter(scope.call()));
  OCOP_RETURN_IF_ERROR(CheckName(request.name()));
  OCOP_ASSIGN_OR_RETURN(StoredOperation operation, ReadOperation(scope.transaction(), request.name(), true));
  if (operation.metadata.has_end_time()) return Empty();
  operation.metadata.set_state(ImportMetadata::STATE_CANCELLED);
  operation.error_code = static_cast<int>(absl::StatusCode::kCancelled);
  operation.error_message =
      absl::StrCat("cancelled by ", scope.call().actor, " after ", operation.metadata.done_count(), " of ",
                   operation.metadata.total_count(), " rows");
  OCOP_RETURN_IF_ERROR(SaveOperation(scope.transaction(), operation));
  return Empty();
}

absl::StatusOr<Empty> Delete(Scope& scope, const DeleteOperationRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireImporter(scope.call()));
  OCOP_RETURN_IF_ERROR(CheckName(request.name()));
  OCOP_ASSIGN_OR_RETURN(const StoredOperation operation, ReadOperation(scope.transaction(), request.name(), true));
  if (!operation.metadata.has_end_time()) return OperationRunning(request.name());
  OCOP_RETURN_IF_ERROR(DeleteOperation(scope.transaction(), request.name()));
  return Empty();
}

void Wait(const resource::Home& home, const std::shared_ptr<OperationWaiters>& waiters,
          std::shared_ptr<rpc::Exchange> exchange) {
  const auto& request = static_cast<const WaitOperationRequest&>(exchange->request());
  const absl::Status checked = CheckName(request.name());
  if (!checked.ok()) return exchange->Answer(checked);
  const rpc::Call& call = exchange->call();
  absl::Time until = call.deadline - kWayBack;
  if (request.has_timeout()) {
    until = std::min(
        until, call.now + absl::Seconds(request.timeout().seconds()) + absl::Nanoseconds(request.timeout().nanos()));
  }
  auto operation = std::make_shared<StoredOperation>();
  home.database.Read(
      database::Isolation::kAutoCommit, resource::AskerOf(exchange),
      [operation, name = request.name()](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(*operation, ReadOperation(transaction, name, false));
        return absl::OkStatus();
      },
      [operation, waiters, exchange, until](const absl::Status& status) {
        if (!status.ok()) return exchange->Answer(status);
        const Operation answer = OperationOf(*operation);
        const bool waits = !answer.done() && until > exchange->call().now;
        if (!waits || !waiters->Add({answer.name(), until, exchange})) exchange->Answer(&answer);
      });
}

}  // namespace

Operation OperationOf(const StoredOperation& stored) {
  const ImportMetadata& metadata = stored.metadata;
  Operation operation;
  operation.set_name(stored.name);
  operation.mutable_metadata()->PackFrom(metadata);
  operation.set_done(metadata.has_end_time());
  if (stored.error_code != 0) {
    operation.mutable_error()->set_code(stored.error_code);
    operation.mutable_error()->set_message(stored.error_message);
  } else if (operation.done()) {
    v1::ImportResponse response;
    response.set_validate_only(metadata.validate_only());
    response.set_total_count(metadata.total_count());
    response.set_created_count(metadata.created_count());
    response.set_updated_count(metadata.updated_count());
    response.set_unchanged_count(metadata.unchanged_count());
    response.set_failed_count(metadata.failed_count());
    response.set_warning_count(metadata.warning_count());
    operation.mutable_response()->PackFrom(response);
  }
  return operation;
}

absl::Status RequireImporter(const rpc::Call& call) {
  return RequireRole(call, {kCommuneOfficer, kProvinceOfficer, kAdministrator, kSystem});
}

void BindOperations(rpc::Service& service, const Context& context, std::shared_ptr<OperationWaiters> waiters) {
  resource::BindRead<GetOperationRequest, Operation>(service, "GetOperation", context.home, GetOperation);
  resource::BindRead<ListOperationsRequest, ListOperationsResponse>(service, "ListOperations", context.home, List);
  resource::BindWrite<CancelOperationRequest, Empty>(service, "CancelOperation", context.home, Cancel);
  resource::BindWrite<DeleteOperationRequest, Empty>(service, "DeleteOperation", context.home, Delete);
  service.BindHandler("WaitOperation", [&home = context.home, waiters](std::shared_ptr<rpc::Exchange> exchange) {
    Wait(home, waiters, std::move(exchange));
  });
}

}  // namespace ocop::registry
