// Whatever is killed, cut or stopped under load: what was acknowledged is there, once; rows and journal agree; and the
// gateway's figures are those of the tables.
#include <google/protobuf/empty.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/clock/day.h"
#include "common/status/status.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "tests/conformance/writers.h"
#include "tests/reference/comparison.h"
#include "tests/reference/map.h"
#include "tests/reference/oracle.h"
#include "tests/reference/step.h"
#include "tests/support/suite.h"

namespace ocop::conformance {
namespace {

using ocop::registry::v1::Producer;

constexpr int kClients = 8;
constexpr int kSome = 150;

class KillTest : public ::testing::Test {
 protected:
  KillTest()
      : suite_(testing::Place::kOwnProcess, {"--indicator-definitions=tests/reference/definitions"}),
        oracle_(suite_.services().database()),
        gateway_(suite_.gateway()) {
    for (const reference::Step& step : reference::OldMap()) EXPECT_EQ(Apply(step, suite_.services()), absl::OkStatus());
    Producer producer;
    producer.set_name("provinces/82/producers/p");
    producer.set_display_name("Hợp tác xã");
    producer.set_kind(Producer::KIND_COOPERATIVE);
    producer.set_locality("provinces/82/localities/28103");
    producer.mutable_join_date()->set_year(2023);
    producer.mutable_join_date()->set_month(1);
    producer.mutable_join_date()->set_day(1);
    EXPECT_EQ(Apply(reference::Put(producer), suite_.services()), absl::OkStatus());
    suite_.AwaitCaughtUp();
  }

  std::unique_ptr<Writers> StartWriters() {
    return std::make_unique<Writers>(kClients, [this] {
      absl::MutexLock lock(&mutex_);
      return gateway_;
    });
  }

  void RestartGateway() {
    suite_.KillGateway();
    suite_.StartGateway();
    absl::MutexLock lock(&mutex_);
    gateway_ = suite_.gateway();
  }

  std::string Value(const std::string& sql) { return suite_.services().database().Value(sql); }

  void CutConnections() {
    suite_.services().database().Execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  // How many entries the journals have of each resource, and of each that a request with an id made: `schema resource`
  // and `schema resource request_id`.
  std::map<std::string, int> CountEntries() {
    std::map<std::string, int> counts;
    for (const char* schema : {"registry", "evaluation"}) {
      const std::string entries =
          Value(absl::StrCat("SELECT string_agg(resource_name || ' ' || request_id, ',') FROM ", schema, ".journal"));
      for (absl::string_view entry : absl::StrSplit(entries, ',')) {
        const std::vector<std::string> parts = absl::StrSplit(entry, ' ');
        ++counts[absl::StrCat(schema, " ", parts.front())];
        ++counts[absl::StrCat(schema, " ", entry)];
      }
    }
    return counts;
  }

  void ExpectKept(const std::vector<Write>& writes) {
    std::map<std::string, int> entries = CountEntries();
    int acknowledged = 0;
    for (const Write& write : writes) {
      const std::string resource = absl::StrCat(write.schema, " ", write.resource);
      const bool named = !write.request_id.empty();
      if (named) {
        EXPECT_EQ(write.answer, absl::OkStatus()) << resource << ": repeated until it is answered";
      }
      if (!write.answer.ok()) continue;
      ++acknowledged;
      if (named) {
        EXPECT_EQ(entries[absl::StrCat(resource, " ", write.request_id)], 1) << resource;
      } else {
        EXPECT_GE(entries[resource], 1) << resource;
      }
    }
    EXPECT_GT(acknowledged, kSome);
  }

  // Each row has as many entries as it has revisions, and each entry a row: nothing is ever deleted here.
  void ExpectJournalsEqualRows() {
    const auto unequal = [this](const std::string& table, const std::string& collection, const std::string& id) {
      const std::string schema = table.substr(0, table.find('.'));
      return Value(absl::StrCat("SELECT count(*) FROM (SELECT 'provinces/' || province_code || '/", collection,
                                "/' || ", id, " AS name, revision FROM ", table,
                                ") AS t FULL JOIN (SELECT resource_name AS name, count(*) AS entries, "
                                "count(*) FILTER (WHERE action = 'ACTION_CREATE') AS made FROM ",
                                schema, ".journal WHERE resource_name LIKE '%/", collection,
                                "/%' GROUP BY 1) AS j USING (name) ",
                                "WHERE revision IS DISTINCT FROM entries OR made IS DISTINCT FROM 1"));
    };
    EXPECT_EQ(unequal("registry.product", "products", "product_id"), "0");
    EXPECT_EQ(unequal("evaluation.recognition", "recognitions", "recognition_id"), "0");
  }

  void ExpectFiguresEqualTables() {
    suite_.AwaitCaughtUp();
    reference::Dice dice(1);
    const std::vector<clock::Day> days = {clock::ToDay(2024, 1, 1), clock::ToDay(2024, 6, 15),
                                          clock::ToDay(2024, 12, 31)};
    const std::vector<std::string> differences = reference::Differences(suite_.gateway(), oracle_, days, dice);
    EXPECT_TRUE(differences.empty()) << absl::StrJoin(differences, "\n");
  }

  void ExpectAllIsWell(const std::vector<Write>& writes) {
    ExpectKept(writes);
    ExpectJournalsEqualRows();
    ExpectFiguresEqualTables();
  }

  testing::Suite suite_;
  reference::Oracle oracle_;
  absl::Mutex mutex_;
  rpc::Client gateway_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(KillTest, DataServicesThatAreKilled) {
  const auto writers = StartWriters();
  for (const char* name : {"registry", "evaluation", "registry", "evaluation"}) {
    ASSERT_TRUE(writers->AwaitMore(kSome));
    suite_.services().Kill(name);
    suite_.services().Start(name);
  }
  ASSERT_TRUE(writers->AwaitMore(kSome));
  ExpectAllIsWell(writers->End());
}

TEST_F(KillTest, AGatewayThatIsKilled) {
  const auto writers = StartWriters();
  for (int round = 0; round < 4; ++round) {
    ASSERT_TRUE(writers->AwaitMore(kSome));
    RestartGateway();
  }
  ASSERT_TRUE(writers->AwaitMore(kSome));
  ExpectAllIsWell(writers->End());
}

TEST_F(KillTest, DatabaseConnectionsThatAreCut) {
  const auto writers = StartWriters();
  for (int round = 0; round < 10; ++round) {
    ASSERT_TRUE(writers->AwaitMore(kSome / 3));
    CutConnections();
  }
  ASSERT_TRUE(writers->AwaitMore(kSome));
  ExpectAllIsWell(writers->End());
}

// A call that is answered with an error was not carried out, and one that was carried out is answered with its result.
TEST_F(KillTest, AServiceThatIsToldToStopCutsNoCall) {
  const auto writers = StartWriters();
  for (const char* name : {"registry", "evaluation", "registry"}) {
    ASSERT_TRUE(writers->AwaitMore(kSome));
    suite_.services().Stop(name);
    suite_.services().Start(name);
  }
  ASSERT_TRUE(writers->AwaitMore(kSome));
  const std::vector<Write> writes = writers->End();
  std::map<std::pair<std::string, std::string>, int> answered;
  for (const Write& write : writes) answered[{write.schema, write.resource}] += write.answer.ok() ? 1 : 0;
  std::map<std::string, int> entries = CountEntries();
  for (const auto& [key, count] : answered) {
    EXPECT_EQ(entries[absl::StrCat(key.first, " ", key.second)], count) << key.second;
  }
  ExpectAllIsWell(writes);
}

// What a load balancer sees of it.
TEST_F(KillTest, AServiceThatIsToldToStopSaysSo) {
  absl::Mutex mutex;
  std::vector<std::string> told;
  bool finished = false;
  const auto watch = suite_.services()
                         .client("registry")
                         .Subscribe(
                             "/grpc.health.v1.Health/Watch", google::protobuf::Empty(), google::protobuf::Empty(),
                             [&](const google::protobuf::Message& health) {
                               absl::MutexLock lock(&mutex);
                               told.push_back(health.SerializeAsString());
                             },
                             [&](const absl::Status&) {
                               absl::MutexLock lock(&mutex);
                               finished = true;
                             });
  // HealthCheckResponse has one field, number 1: 1 is SERVING, 2 NOT_SERVING.
  const std::string serving = "\x08\x01", not_serving = "\x08\x02";
  const auto serves = [&] { return !told.empty() && told.back() == serving; };
  {
    absl::MutexLock lock(&mutex);
    ASSERT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&serves), absl::Seconds(10)));
  }
  const absl::Time begin = absl::Now();
  suite_.services().Stop("registry");
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10)) << "a watched health must not hold the end up";
  absl::MutexLock lock(&mutex);
  ASSERT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&finished), absl::Seconds(10)));
  EXPECT_EQ(told.back(), not_serving);
}

}  // namespace
}  // namespace ocop::conformance
