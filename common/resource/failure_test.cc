// What a broken or missing database does to callers, and what PostgreSQL makes of the hot statements.
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/resource/testing/registry_fixture.h"
#include "services/registry/definition.h"

namespace ocop::resource {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FailureTest : public RegistryTest {
 protected:
  static void CutConnections() {
    database().Execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  }

  // The last statement sent to the database whose text contains `part`, as the service wrote it.
  static std::string Sent(const std::string& part) {
    return database().Value(absl::StrCat(
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND query LIKE '%",
        part, "%' ORDER BY query_start DESC LIMIT 1"));
  }
};

TEST_F(FailureTest, AServiceWithoutItsTablesDoesNotStart) {
  const ocop::testing::TestDatabase empty;
  const service::Definition definition = registry::Definition();
  metrics::Registry metrics;
  service::DataService service(definition, {.database_url = empty.url()}, metrics);
  EXPECT_THAT(service.Start(), IsRefusal(absl::StatusCode::kFailedPrecondition, "SCHEMA_MISMATCH"));
}

TEST_F(FailureTest, AServiceWithAnOlderTableDoesNotStart) {
  const ocop::testing::TestDatabase older;
  const service::Definition definition = registry::Definition();
  ASSERT_TRUE(service::Migrate(definition, older.url()).ok());
  older.Execute("ALTER TABLE registry.product DROP COLUMN source");
  metrics::Registry metrics;
  service::DataService service(definition, {.database_url = older.url()}, metrics);
  EXPECT_THAT(service.Start(), IsRefusal(absl::StatusCode::kFailedPrecondition, "SCHEMA_MISMATCH"));
}

// As pg_restore leaves it: the tables are there, and the journal tells where it came from.
TEST_F(FailureTest, AServiceWithARestoredJournalDoesNotStartBeforeItIsMigrated) {
  const ocop::testing::TestDatabase restored;
  const service::Definition definition = registry::Definition();
  ASSERT_TRUE(service::Migrate(definition, restored.url()).ok());
  restored.Execute("UPDATE registry.journal_generation SET origin = '1-2'");
  metrics::Registry metrics;
  {
    service::DataService service(definition, {.database_url = restored.url()}, metrics);
    EXPECT_THAT(service.Start(), IsRefusal(absl::StatusCode::kFailedPrecondition, "JOURNAL_RESTORED"));
  }
  ASSERT_TRUE(service::Migrate(definition, restored.url()).ok());
  service::DataService service(definition, {.database_url = restored.url()}, metrics);
  EXPECT_TRUE(service.Start().ok());
}

TEST_F(FailureTest, AServiceWithoutADatabaseStartsAndAnswersUnavailable) {
  const service::Definition definition = registry::Definition();
  metrics::Registry metrics;
  service::DataService service(definition, {.database_url = "host=127.0.0.1 port=1 dbname=none"}, metrics);
  ASSERT_TRUE(service.Start().ok());
  const rpc::Client lonely(absl::StrCat("127.0.0.1:", service.port()));
  GetProductRequest get;
  get.set_name(Name("products", "a"));
  EXPECT_EQ(lonely.Call<Product>("/ocop.registry.v1.ProductService/GetProduct", get).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(lonely.Call<Product>("/ocop.registry.v1.ProductService/CreateProduct", NewProduct("a")).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(FailureTest, ACutConnectionIsMadeAnew) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  CutConnections();
  EXPECT_TRUE(GetProduct("a").ok());
  EXPECT_TRUE(MakeProduct("b").ok());
}

TEST_F(FailureTest, ConnectionsCutInTheMiddleLeaveNothingHalfWritten) {
  MakeGround();
  constexpr int kWriters = 8;
  constexpr int kEach = 25;
  std::atomic<int> answered = 0;
  std::vector<std::vector<std::string>> made(kWriters);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = absl::StrCat("w", w, "-", i);
        const absl::Status status = MakeProduct(id).status();
        if (status.ok()) made[w].push_back(id);
        EXPECT_THAT(status.code(), AnyOf(absl::StatusCode::kOk, absl::StatusCode::kUnavailable,
                                         absl::StatusCode::kUnknown, absl::StatusCode::kAborted))
            << status;
        ++answered;
      }
    });
  }
  for (int next = 0; answered < kWriters * kEach;) {
    if (answered < next) {
      std::this_thread::yield();
      continue;
    }
    CutConnections();
    next = answered + 10;
  }
  for (std::thread& writer : writers) writer.join();
  for (const auto& ids : made) {
    for (const std::string& id : ids) EXPECT_TRUE(GetProduct(id).ok()) << id << " was promised";
  }
  const std::string products = absl::StrCat("SELECT count(*) FROM registry.product WHERE province_code = '",
                                            province().substr(province().size() - 2), "'");
  const std::string entries = absl::StrCat(
      "SELECT count(DISTINCT resource_name) || '/' || count(*) FROM registry.journal WHERE resource_name LIKE '",
      province(), "/products/%'");
  const std::string count = database().Value(products);
  EXPECT_EQ(database().Value(entries), count + "/" + count) << "one entry for each row, one row for each entry";
}

TEST_F(FailureTest, HotStatementsUseTheIndexes) {
  MakeGround();
  const std::string code = province().substr(province().size() - 2);
  database().Execute(absl::StrCat(
      "INSERT INTO registry.product (province_code, product_id, producer_id, product_group, search_text) SELECT '",
      code,
      "', 'x' || n, 'p1', 'GROUP_FOOD', 'keo dua ' || n FROM generate_series(1, 20000) AS n; ANALYZE "
      "registry.product"));
  ASSERT_TRUE(GetProduct("x1").ok());
  database().Execute(
      "CREATE FUNCTION registry.plan_of(statement text, parameters text) RETURNS text LANGUAGE plpgsql AS $$ "
      "DECLARE line text; plan text := ''; BEGIN EXECUTE 'PREPARE hot AS ' || statement; "
      "FOR line IN EXECUTE 'EXPLAIN EXECUTE hot(' || parameters || ')' LOOP plan := plan || line || E'\\n'; END LOOP; "
      "RETURN plan; END $$");
  std::string ids;
  for (int i = 1; i <= 200; ++i) absl::StrAppend(&ids, i == 1 ? "" : ",", "x", i);
  const std::string parameters = absl::StrCat("array_fill('", code, "'::text, ARRAY[200]), '{", ids, "}'");
  const std::string plan = database().Value(
      absl::StrCat("SELECT registry.plan_of($s$", Sent("SELECT k.place"), "$s$, $p$", parameters, "$p$)"));
  EXPECT_THAT(plan, HasSubstr("product_pkey")) << plan;
}

// PostgreSQL plans a prepared statement anew for its first five uses, and ever after unless one plan for all seems as
// good.
TEST_F(FailureTest, LookUpsArePlannedOnce) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  ASSERT_TRUE(GetProduct("a").ok());
  database().Execute(
      "CREATE FUNCTION registry.plans_of(statement text, parameters text) RETURNS text LANGUAGE plpgsql AS $$ "
      "BEGIN EXECUTE 'PREPARE again AS ' || statement; "
      "FOR turn IN 1..20 LOOP EXECUTE 'EXECUTE again(' || parameters || ')'; END LOOP; "
      "RETURN (SELECT custom_plans FROM pg_prepared_statements WHERE name = 'again'); END $$");
  const std::string code = province().substr(province().size() - 2);
  EXPECT_EQ(database().Value(absl::StrCat("SELECT registry.plans_of($s$", Sent("SELECT k.place"), "$s$, $p$'{", code,
                                          "}', '{a}'$p$)")),
            "5");
}

// A page costs the same wherever it lies: the database goes straight to its first row.
TEST_F(FailureTest, ALaterPageIsFoundByTheIndex) {
  MakeGround();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(MakeProduct(id).ok());
  ListProductsRequest request;
  request.set_parent(province());
  request.set_page_size(1);
  const auto first = Call<ListProductsResponse>("ProductService/ListProducts", request);
  ASSERT_TRUE(first.ok());
  request.set_page_token(first->next_page_token());
  ASSERT_TRUE(Call<ListProductsResponse>("ProductService/ListProducts", request).ok());
  const std::string sent = Sent("LIMIT 2");
  EXPECT_THAT(sent, HasSubstr("t.product_id > "));
  EXPECT_THAT(sent, Not(HasSubstr(" OR "))) << "an alternative cannot be an index condition";
}

}  // namespace
}  // namespace ocop::resource
