#include "tests/conformance/suite_fixture.h"

#include "tests/conformance/objection.h"

#include <google/protobuf/stubs/logging.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "tests/support/resources.h"

namespace ocop::conformance {
namespace {

using ocop::registry::v1::Locality;

testing::Suite* running = nullptr;

bool IsOfJournal(const MethodDescriptor& method) {
  return method.file()->package() == "ocop.journal.v1";
}

}  // namespace

void SuiteTest::SetUpTestSuite() {
  // Thousands of refusals would be logged, by the services and by protobuf.
  logging::SetSink([](std::string_view) {});
  google::protobuf::SetLogHandler(nullptr);
  running = new testing::Suite;
  const testing::Services& services = running->services();
  testing::AddLocality(services, "82", Locality::KIND_PROVINCE, "");
  testing::AddLocality(services, "815", Locality::KIND_DISTRICT, "82");
  testing::AddLocality(services, "28501", Locality::KIND_COMMUNE, "815");
  running->AwaitCaughtUp();
}

void SuiteTest::TearDownTestSuite() {
  delete running;
  running = nullptr;
  logging::SetSink(nullptr);
}

void SuiteTest::SetUp() {
  rows_ = RowCount();
}

void SuiteTest::TearDown() {
  for (const std::string& name : suite().services().names()) {
    EXPECT_TRUE(Serves(suite().services().client(name))) << name;
  }
  EXPECT_TRUE(Serves(suite().gateway()));
  EXPECT_EQ(RowCount(), rows_) << "something was written";
}

testing::Suite& SuiteTest::suite() {
  return *running;
}

std::vector<SuiteTest::Door> SuiteTest::DoorsTo(const MethodDescriptor& method) {
  testing::Services& services = suite().services();
  const Door gateway = {"gateway", &suite().gateway()};
  if (method.file()->package() == "ocop.indicators.v1") return {gateway};
  if (IsOfJournal(method)) {
    std::vector<Door> doors;
    for (const std::string& name : services.names()) doors.push_back({name, &services.client(name)});
    return doors;
  }
  const std::string& name = services.NameOfPath(PathOf(method));
  return {{name, &services.client(name)}, gateway};
}

rpc::CallOptions SuiteTest::Within(absl::Duration timeout) {
  rpc::CallOptions options;
  options.timeout = timeout;
  options.actor = "tester@example.vn";
  options.roles = "producer,commune_officer,province_officer,council_member,administrator,system";
  return options;
}

absl::Status SuiteTest::Send(const Door& door, const MethodDescriptor& method, const std::string& bytes) {
  std::string response;
  if (!method.server_streaming() || !ObjectionTo(method, bytes).empty()) {
    return door.client->CallRaw(PathOf(method), bytes, response, Within(absl::Seconds(30)));
  }
  const absl::Status status = door.client->CallRaw(PathOf(method), bytes, response, Within(absl::Milliseconds(100)));
  return absl::IsDeadlineExceeded(status) ? absl::OkStatus() : status;
}

bool SuiteTest::Serves(const rpc::Client& server) {
  std::string response;
  const absl::Status status = server.CallRaw("/grpc.health.v1.Health/Check", "", response);
  // HealthCheckResponse has one field, number 1, whose value 1 is SERVING.
  return status.ok() && response == "\x08\x01";
}

std::string SuiteTest::RowCount() {
  return suite().services().database().Value(
      "SELECT sum((xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I.%I', schemaname, "
      "tablename), false, true, '')))[1]::text::bigint) FROM pg_tables "
      "WHERE schemaname IN ('registry', 'evaluation', 'salespoints', 'training')");
}

}  // namespace ocop::conformance
