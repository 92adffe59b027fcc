// The registry with imports: begun, waited for, and looked at afterwards.
#pragma once

#include <google/protobuf/empty.pb.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "google/longrunning/operations.pb.h"
#include "ocop/registry/v1/import_service.pb.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {

using google::longrunning::CancelOperationRequest;
using google::longrunning::DeleteOperationRequest;
using google::longrunning::GetOperationRequest;
using google::longrunning::ListOperationsRequest;
using google::longrunning::ListOperationsResponse;
using google::longrunning::Operation;
using google::longrunning::WaitOperationRequest;

template <service::Definition (*definition)()>
class ImportTestOf : public service::ServiceTest<definition>, public RegistryTexts {
 protected:
  using Base = service::ServiceTest<definition>;
  using Base::Name;

  ImportTestOf() { this->As("officer@example.vn", "commune_officer"); }

  void SetUp() override {
    ASSERT_TRUE(this->template Create<Locality>("82", RegistryTexts::Province()).ok());
    ASSERT_TRUE(this->template Create<Locality>("815", RegistryTexts::District()).ok());
    ASSERT_TRUE(this->template Create<Locality>("28501", RegistryTexts::Commune()).ok());
  }

  template <class Request>
  absl::StatusOr<Operation> Begin(const Request& request) const {
    std::string method = Request::descriptor()->name();
    method.resize(method.size() - std::string("Request").size());
    return this->template Call<Operation>("/ocop.registry.v1.ImportService/" + method, request);
  }
  template <class Request>
  absl::StatusOr<Operation> Begin(const std::string& text) const {
    return Begin(this->template Parse<Request>(text));
  }
  absl::StatusOr<Operation> BeginTable(const std::string& csv, const std::string& options = "") const {
    auto request = this->template Parse<ImportProducersRequest>("parent: \"$\" " + options);
    request.set_csv(csv);
    return Begin(request);
  }

  absl::StatusOr<Operation> Ask(const std::string& method, const google::protobuf::Message& request) const {
    return this->template Call<Operation>("/google.longrunning.Operations/" + method, request);
  }
  absl::StatusOr<Operation> Look(const std::string& name) const {
    GetOperationRequest request;
    request.set_name(name);
    return Ask("GetOperation", request);
  }
  Operation Wait(const absl::StatusOr<Operation>& begun) const {
    EXPECT_TRUE(begun.ok()) << begun.status();
    if (!begun.ok()) return Operation();
    WaitOperationRequest request;
    request.set_name(begun->name());
    const auto done = Ask("WaitOperation", request);
    EXPECT_TRUE(done.ok()) << done.status();
    EXPECT_TRUE(done.ok() && done->done());
    return done.ok() ? *done : Operation();
  }
  absl::Status Cancel(const std::string& name) const {
    CancelOperationRequest request;
    request.set_name(name);
    return this->template Call<google::protobuf::Empty>("/google.longrunning.Operations/CancelOperation", request)
        .status();
  }

  static ImportMetadata MetadataOf(const Operation& operation) {
    ImportMetadata metadata;
    EXPECT_TRUE(operation.metadata().UnpackTo(&metadata));
    return metadata;
  }
  // `2 created, 0 updated, 0 unchanged, 1 failed of 3`.
  static std::string Counts(const Operation& operation) {
    ImportResponse response;
    if (!operation.response().UnpackTo(&response)) return operation.ShortDebugString();
    return absl::StrCat(response.created_count(), " created, ", response.updated_count(), " updated, ",
                        response.unchanged_count(), " unchanged, ", response.failed_count(), " failed of ",
                        response.total_count());
  }

  std::vector<ImportProblem> Errors(const Operation& operation, int page_size = 0) const {
    std::vector<ImportProblem> errors;
    ListImportErrorsRequest request;
    request.set_parent(operation.name());
    request.set_page_size(page_size);
    do {
      const auto page =
          this->template Call<ListImportErrorsResponse>("/ocop.registry.v1.ImportService/ListImportErrors", request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      errors.insert(errors.end(), page->errors().begin(), page->errors().end());
      for (const ImportProblem& error : page->errors()) EXPECT_NE(error.problem_vi(), error.problem());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return errors;
  }
  // `3 locality REFERENCE_NOT_FOUND`.
  std::vector<std::string> ErrorsInShort(const Operation& operation) const {
    std::vector<std::string> told;
    for (const ImportProblem& error : Errors(operation)) {
      told.push_back(absl::StrCat(error.row(), " ", error.field(), " ", error.reason()));
    }
    return told;
  }
  std::vector<ImportProblem> Warnings(const Operation& operation) const {
    ListImportWarningsRequest request;
    request.set_parent(operation.name());
    const auto page =
        this->template Call<ListImportWarningsResponse>("/ocop.registry.v1.ImportService/ListImportWarnings", request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? std::vector<ImportProblem>(page->warnings().begin(), page->warnings().end())
                     : std::vector<ImportProblem>();
  }

  // Everything that is told, without the names of what was made.
  static std::string Texts(const std::vector<ImportProblem>& problems) {
    std::string texts;
    for (const ImportProblem& problem : problems) texts += problem.DebugString();
    return texts;
  }

  // What resources and the journal hold, whatever they are.
  std::string Contents() const {
    return this->service().database().Value(
        "SELECT md5(string_agg(query_to_xml(format('SELECT t::text FROM registry.%I AS t ORDER BY 1', tablename), "
        "false, "
        "true, '')::text, '' ORDER BY tablename)) FROM pg_tables WHERE schemaname = 'registry' AND tablename NOT IN "
        "('operation', 'import_problem', 'blob_part', 'request')");
  }

  // Parts of inputs that are kept.
  std::string Inputs() const {
    return this->service().database().Value(
        absl::StrCat("SELECT count(*) FROM registry.blob_part WHERE key LIKE '", this->parent(), "/operations/%'"));
  }

  int64_t CountOf(const std::string& table) const {
    return std::stoll(this->service().database().Value(
        absl::StrCat("SELECT count(*) FROM registry.", table, " WHERE province_code = '",
                     this->parent().substr(std::string("provinces/").size()), "'")));
  }
};

using ImportTest = ImportTestOf<DefinitionAlone>;

}  // namespace ocop::registry
