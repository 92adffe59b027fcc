#include "common/testing/test_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <thread>

#include "absl/strings/str_cat.h"

namespace ocop::testing {
namespace {

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
  while (
      Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") ==
      "0") {
    std::this_thread::yield();
  }
}

}  // namespace ocop::testing
