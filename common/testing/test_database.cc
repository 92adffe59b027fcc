#include "common/testing/test_database.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <pqxx/connection>
#include <pqxx/nontransaction>

#include "absl/strings/str_cat.h"

namespace ocop::testing {
namespace {

// Far longer than any test takes to run into a lock.
constexpr std::chrono::seconds kPatience(30);

std::string ServerUrl() {
  const char* url = std::getenv("OCOP_TEST_DATABASE_URL");
  if (url == nullptr) {
    std::fprintf(stderr, "OCOP_TEST_DATABASE_URL is not set: run the tests by tests/run\n");
    std::abort();
  }
  return url;
}

}  // namespace

TestDatabase::TestDatabase() {
  static std::atomic<int> count = 0;
  name_ = absl::StrCat("test_", getpid(), "_", ++count);
  pqxx::connection server(ServerUrl());
  pqxx::nontransaction(server).exec("CREATE DATABASE " + name_);
  // In a key=value string the later dbname wins.
  url_ = absl::StrCat(ServerUrl(), " dbname=", name_);
  Execute("CREATE EXTENSION pg_trgm");
}

TestDatabase::~TestDatabase() {
  pqxx::connection server(ServerUrl());
  pqxx::nontransaction(server).exec("DROP DATABASE " + name_ + " WITH (FORCE)");
}

void TestDatabase::Execute(const std::string& sql) const {
  pqxx::connection connection(url_);
  pqxx::nontransaction(connection).exec(sql);
}

std::string TestDatabase::Value(const std::string& sql) const {
  pqxx::connection connection(url_);
  const pqxx::result result = pqxx::nontransaction(connection).exec(sql);
  return result.empty() || result[0][0].is_null() ? "" : result[0][0].as<std::string>();
}

void TestDatabase::AwaitLockWaiter() const {
  // Clients alone: autovacuum waits for locks as well.
  constexpr char kWaiter[] =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
      "AND wait_event_type = 'Lock' LIMIT 1";
  const auto end = std::chrono::steady_clock::now() + kPatience;
  pqxx::connection connection(url_);
  pqxx::nontransaction looks(connection);
  while (looks.exec(kWaiter).empty()) {
    if (std::chrono::steady_clock::now() > end) {
      ADD_FAILURE() << "nobody waits for a lock in " << name_;
      return;
    }
    // That a process begins to wait is an event of that process, which tells nobody: it has to be looked for, with a
    // pause between looks that leaves it the processor.
    looks.exec("SELECT pg_sleep(0.002)");
  }
}

}  // namespace ocop::testing
