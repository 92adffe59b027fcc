#include "common/database/migrations.h"

#include <pqxx/connection>
#include <pqxx/transaction>

#include "absl/strings/str_cat.h"
#include "common/database/error.h"
#include "common/status/status.h"

namespace ocop::database {
namespace {

// Any constant will do, so long as every binary of the suite uses the same with the schema's name.
constexpr int kLockClass = 20260522;

void PrepareTable(pqxx::connection_base& connection, const std::string& schema) {
  pqxx::work work(connection);
  // Also with IF NOT EXISTS PostgreSQL asks for the right to create in the database, which an owner of the schema alone
  // lacks.
  if (work.exec_params("SELECT 1 FROM pg_namespace WHERE nspname = $1", schema).empty()) {
    work.exec("CREATE SCHEMA " + work.quote_name(schema));
  }
  work.exec("CREATE TABLE IF NOT EXISTS " + work.quote_name(schema) +
            ".migration (name text PRIMARY KEY, md5 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
  work.commit();
}

absl::StatusOr<bool> ApplyOne(pqxx::connection_base& connection, const std::string& schema, const Migration& file) {
  const std::string name(file.first);
  pqxx::work work(connection);
  const std::string table = work.quote_name(schema) + ".migration";
  const pqxx::result applied =
      work.exec_params("SELECT md5, md5($2::text) FROM " + table + " WHERE name = $1", name, std::string(file.second));
  if (!applied.empty()) {
    if (applied[0][0].as<std::string>() == applied[0][1].as<std::string>()) return false;
    return status::WithReason(
        absl::FailedPreconditionError(absl::StrCat("migration ", name, " of schema ", schema,
                                                   " was changed after it had been applied; add a new file instead")),
        "MIGRATION_CHANGED", {{"migration", name}, {"schema", schema}});
  }
  work.exec("SET LOCAL search_path = " + work.quote_name(schema) + ", public");
  work.exec(std::string(file.second));
  work.exec_params("INSERT INTO " + table + " (name, md5) VALUES ($1, md5($2::text))", name, std::string(file.second));
  work.commit();
  return true;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Migrate(const std::string& url, const std::string& schema,
                                                 const std::vector<Migration>& migrations) {
  std::vector<std::string> done;
  try {
    pqxx::connection connection(url);
    {
      pqxx::work work(connection);
      // Held until the session ends.
      work.exec_params("SELECT pg_advisory_lock($1, hashtext($2))", kLockClass, schema);
      work.commit();
    }
    PrepareTable(connection, schema);
    for (const Migration& file : migrations) {
      auto applied = ApplyOne(connection, schema, file);
      if (!applied.ok()) return applied.status();
      if (*applied) done.emplace_back(file.first);
    }
    return done;
  } catch (...) {
    const absl::Status cause = StatusOfCurrentException();
    return absl::Status(cause.code(), absl::StrCat("migrating schema ", schema, ", after ",
                                                   done.empty() ? std::string("no file") : done.back(), ": ",
                                                   std::string(cause.message())));
  }
}

}  // namespace ocop::database
