// Imports by the processes as they are deployed: killed in the middle, shared by two, and begun over HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/metrics/metrics.h"
#include "common/status/testing/matchers.h"
#include "google/longrunning/operations.pb.h"
#include "ocop/registry/v1/import_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "services/gateway/edge/testing/http_client.h"
#include "services/registry/definition.h"
#include "tests/support/suite.h"

namespace ocop::registry {
namespace {

using google::longrunning::CancelOperationRequest;
using google::longrunning::Operation;
using google::longrunning::WaitOperationRequest;
using Json = nlohmann::json;
using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages under test

constexpr int kRows = 10'000;
// Every row whose number can be divided by it is wrong.
constexpr int kBad = 100;
constexpr int kCommunes = 100;

class ImportSuiteTest : public ::testing::Test {
 protected:
  ImportSuiteTest() {
    for (const auto& [code, kind, parent] : std::vector<std::tuple<std::string, Locality::Kind, std::string>>{
             {"82", Locality::KIND_PROVINCE, ""}, {"815", Locality::KIND_DISTRICT, "82"}}) {
      MakeLocality(code, kind, parent);
    }
    for (int i = 0; i < kCommunes; ++i) MakeLocality(absl::StrCat(28500 + i), Locality::KIND_COMMUNE, "815");
  }

  void MakeLocality(const std::string& code, Locality::Kind kind, const std::string& parent) const {
    CreateLocalityRequest request;
    request.set_parent("provinces/82");
    request.set_locality_id(code);
    Locality& locality = *request.mutable_locality();
    locality.set_code(code);
    locality.set_kind(kind);
    locality.set_display_name("Tân Phong");
    locality.set_full_name("Xã Tân Phong");
    if (!parent.empty()) locality.set_parent_locality("provinces/82/localities/" + parent);
    EXPECT_TRUE(Call<Locality>("/ocop.registry.v1.LocalityService/CreateLocality", request).ok());
  }

  template <class Response>
  absl::StatusOr<Response> Call(const std::string& path, const google::protobuf::Message& request) const {
    rpc::CallOptions options;
    options.actor = "officer@example.vn";
    options.roles = "commune_officer";
    return suite_.services().client("registry").Call<Response>(path, request, options);
  }

  // A name unlike those of other numbers.
  static std::string Word(int number) {
    std::string word;
    for (uint64_t rest = static_cast<uint64_t>(number) * 0x9E3779B97F4A7C15; word.size() < 9; rest /= 26) {
      word += static_cast<char>('a' + rest % 26);
    }
    return word;
  }

  // Producers `<prefix>1` and so on; each hundredth row has no day.
  static std::string Table(const std::string& prefix, int rows) {
    std::string csv = "ID;Tên chủ thể;Loại hình;Xã/phường;Ngày tham gia\n";
    for (int i = 1; i <= rows; ++i) {
      absl::StrAppend(&csv, prefix, i, ";", Word(i), prefix, ";HTX;", 28500 + i % kCommunes, ";",
                      i % kBad == 0 ? "" : "01/03/2022", "\n");
    }
    return csv;
  }

  Operation Begin(const std::string& csv, bool validate_only = false) const {
    ImportProducersRequest request;
    request.set_parent("provinces/82");
    request.set_csv(csv);
    request.set_validate_only(validate_only);
    const auto begun = Call<Operation>("/ocop.registry.v1.ImportService/ImportProducers", request);
    EXPECT_TRUE(begun.ok()) << begun.status();
    return begun.ok() ? *begun : Operation();
  }

  // As it is after `pause`, or sooner when it ends.
  ImportMetadata Look(const Operation& operation, absl::Duration pause = absl::ZeroDuration()) const {
    WaitOperationRequest request;
    request.set_name(operation.name());
    request.mutable_timeout()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(pause)));
    const auto found = Call<Operation>("/google.longrunning.Operations/WaitOperation", request);
    EXPECT_TRUE(found.ok()) << found.status();
    ImportMetadata metadata;
    if (found.ok()) found->metadata().UnpackTo(&metadata);
    return metadata;
  }

  Operation Wait(const Operation& operation) const {
    WaitOperationRequest request;
    request.set_name(operation.name());
    for (int i = 0; i < 10; ++i) {
      const auto done = Call<Operation>("/google.longrunning.Operations/WaitOperation", request);
      EXPECT_TRUE(done.ok()) << done.status();
      if (!done.ok() || done->done()) return done.ok() ? *done : Operation();
    }
    ADD_FAILURE() << "not done: " << Look(operation).ShortDebugString();
    return operation;
  }

  // So many rows are done; false when it has ended before.
  bool AwaitDone(const Operation& operation, int64_t count) const {
    while (true) {
      const ImportMetadata metadata = Look(operation, absl::Milliseconds(100));
      if (metadata.done_count() >= count) return !metadata.has_end_time();
      if (metadata.has_end_time() || ::testing::Test::HasFailure()) return false;
    }
  }

  std::string Value(const std::string& sql) const { return suite_.services().database().Value(sql); }

  // What there is of the producers of a table: rows, entries of the journal, resources they are about.
  std::string Stored(const std::string& prefix) const {
    const std::string like = absl::StrCat(" LIKE 'provinces/82/producers/", prefix, "%'");
    return absl::StrCat(
        Value(absl::StrCat("SELECT count(*) FROM registry.producer WHERE producer_id LIKE '", prefix, "%'")), " rows, ",
        Value(absl::StrCat("SELECT count(*) FROM registry.journal WHERE resource_name", like)), " entries of ",
        Value(absl::StrCat("SELECT count(DISTINCT resource_name) FROM registry.journal WHERE resource_name", like)));
  }

  static std::string Counts(const Operation& operation) {
    ImportResponse response;
    if (!operation.response().UnpackTo(&response)) return operation.ShortDebugString();
    return absl::StrCat(response.created_count(), " created, ", response.failed_count(), " failed of ",
                        response.total_count());
  }

  mutable testing::Suite suite_{testing::Place::kOwnProcess};
};

TEST_F(ImportSuiteTest, AKilledProcessGoesOnWhereItWas) {
  const Operation begun = Begin(Table("a", kRows));
  for (const int64_t count : {kRows / 10, kRows / 2}) {
    ASSERT_TRUE(AwaitDone(begun, count)) << "it must be under way when it is killed";
    suite_.services().Kill("registry");
    suite_.services().Start("registry");
  }
  const Operation done = Wait(begun);
  EXPECT_EQ(Counts(done), "9900 created, 100 failed of 10000");
  EXPECT_EQ(Stored("a"), "9900 rows, 9900 entries of 9900");
  EXPECT_EQ(Value("SELECT count(*) || ' ' || count(DISTINCT row_number) || ' ' || sum(row_number - 1) FROM "
                  "registry.import_problem WHERE NOT warning"),
            absl::StrCat("100 100 ", 100 * (100 + kRows) / 2));
}

TEST_F(ImportSuiteTest, TwoProcessesShareImports) {
  const service::Definition definition = DefinitionWith({.evaluation = "127.0.0.1:1"});
  metrics::Registry metrics;
  service::DataService second(definition, {.database_url = suite_.services().database().url()}, metrics);
  ASSERT_EQ(second.Start(), absl::OkStatus());
  std::vector<Operation> begun;
  for (const char* prefix : {"a", "b", "c", "d"}) begun.push_back(Begin(Table(prefix, 1000)));
  for (const Operation& operation : begun) EXPECT_EQ(Counts(Wait(operation)), "990 created, 10 failed of 1000");
  for (const char* prefix : {"a", "b", "c", "d"}) EXPECT_EQ(Stored(prefix), "990 rows, 990 entries of 990");
  const auto taken = metrics.Counters("ocop_import_rows_total", "Rows of imports, by kind and what became of them")
                         .With({{"kind", "IMPORT_KIND_PRODUCERS"}, {"outcome", "created"}});
  EXPECT_GT(taken.Value(), 0);
  EXPECT_LT(taken.Value(), 4 * 990);
}

TEST_F(ImportSuiteTest, WhatWasDoneBeforeItWasCancelledStays) {
  const Operation begun = Begin(Table("a", kRows));
  ASSERT_TRUE(AwaitDone(begun, 1));
  CancelOperationRequest request;
  request.set_name(begun.name());
  ASSERT_TRUE(Call<google::protobuf::Empty>("/google.longrunning.Operations/CancelOperation", request).ok());
  const ImportMetadata metadata = Look(begun);
  EXPECT_EQ(metadata.state(), ImportMetadata::STATE_CANCELLED);
  EXPECT_LT(metadata.done_count(), kRows);
  EXPECT_GT(metadata.done_count(), 0);
  EXPECT_EQ(metadata.created_count() + metadata.failed_count(), metadata.done_count());
  const std::string created = absl::StrCat(metadata.created_count());
  // Another import runs meanwhile: nobody goes on with the one that was cancelled.
  EXPECT_EQ(Counts(Wait(Begin(Table("b", 10)))), "10 created, 0 failed of 10");
  EXPECT_EQ(Stored("a"), absl::StrCat(created, " rows, ", created, " entries of ", created));
  EXPECT_EQ(Look(begun).done_count(), metadata.done_count());
}

TEST_F(ImportSuiteTest, OverHttpAsJson) {
  gateway::HttpClient client(suite_.gateway_http_port());
  const auto post = [&client](const std::string& path, const Json& body) {
    const auto answer = client.Call(
        "POST", path,
        {{"Content-Type", "application/json"}, {"X-Actor", "officer@example.vn"}, {"X-Roles", "commune_officer"}},
        body.dump());
    EXPECT_EQ(answer.status, 200) << answer.body;
    return Json::parse(answer.body);
  };
  const Json begun = post("/ocop.registry.v1.ImportService/ImportProducers",
                          {{"parent", "provinces/82"},
                           {"csv", absl::Base64Escape("Tên chủ thể;Loại hình;Xã;Ngày tham gia\nA;HTX;28501;1/3/2022\n"
                                                      "B;HTX;28501;31/02/2022\n")}});
  const std::string name = begun.at("name");
  const Json done = post("/google.longrunning.Operations/WaitOperation", {{"name", name}, {"timeout", "20s"}});
  EXPECT_EQ(done.at("done"), true);
  EXPECT_EQ(done.at("metadata").at("@type"), "type.googleapis.com/ocop.registry.v1.ImportMetadata");
  EXPECT_EQ(done.at("metadata").at("state"), "STATE_SUCCEEDED");
  EXPECT_EQ(done.at("response").at("createdCount"), "1");
  const Json errors = post("/ocop.registry.v1.ImportService/ListImportErrors", {{"parent", name}});
  ASSERT_EQ(errors.at("errors").size(), 1);
  EXPECT_EQ(errors.at("errors")[0].at("row"), "3");
  EXPECT_EQ(errors.at("errors")[0].at("column"), "Ngày tham gia");
  // Reads are made with GET, too.
  const auto read =
      client.Call("GET",
                  "/google.longrunning.Operations/GetOperation?connect=v1&encoding=json&message=%7B%22name%22%3A%22" +
                      name + "%22%7D",
                  {}, "");
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(Json::parse(read.body).at("name"), name);
  EXPECT_EQ(
      client
          .Call("GET", "/google.longrunning.Operations/CancelOperation?connect=v1&encoding=json&message=%7B%7D", {}, "")
          .status,
      405);
}

}  // namespace
}  // namespace ocop::registry
