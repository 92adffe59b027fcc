#include "common/journal/origin.h"

#include <charconv>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/database/session.h"
#include "common/logging/logging.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

// This database, as journal_generation.origin tells it.
constexpr char kHere[] =
    "(SELECT system_identifier FROM pg_control_system()) || '-' || "
    "(SELECT oid FROM pg_database WHERE datname = current_database())";

// Numbers that were given out just before a crash of the server, to transactions that wrote nothing, may be given out
// again after it: a horizon that is so little ahead proves nothing.
constexpr int kGivenOutAgain = 10000;

// Horizons more than $1 ahead of the transactions of this server.
constexpr char kAhead[] = "j.horizon > (pg_snapshot_xmax(pg_current_snapshot())::text::numeric + $1)::text::xid8";

// Numbers below are PostgreSQL's own.
constexpr int kFirstNumber = 3;

// The transactions in order, as far as the journal tells them apart. What was entered here before anybody noticed has
// low horizons and comes last nevertheless; $1 is the sequence of the last entry that came along.
constexpr char kTransactions[] = "SELECT DISTINCT j.seq > $1 AS late, j.horizon FROM $0.journal AS j";

constexpr char kNumberAnew[] = R"sql(
UPDATE $0.journal AS j
   SET horizon = (n.place + $2 + 1)::text::xid8, xid = (n.place + $2)::text::xid8
  FROM (SELECT late, horizon, row_number() OVER (ORDER BY late, horizon) - 1 AS place FROM ($3) AS transactions) AS n
 WHERE (j.seq > $1) = n.late AND j.horizon = n.horizon)sql";

// What is to be numbered anew.
struct Ahead {
  // The last entry that came along.
  int64_t seq = 0;
  // Above the numbers that the journal will have.
  uint64_t end = 0;
};

absl::StatusOr<bool> IsRestored(database::Transaction& transaction, const std::string& schema) {
  const std::string ahead = absl::Substitute(kAhead, "", kGivenOutAgain);
  OCOP_ASSIGN_OR_RETURN(
      const database::Rows rows,
      transaction.QueryOnce(absl::StrCat("SELECT g.origin <> ", kHere, " OR EXISTS (SELECT FROM ", schema,
                                         ".journal AS j WHERE ", ahead, ") FROM ", schema, ".journal_generation AS g"),
                            {}));
  return !rows.empty() && rows.Boolean(0, 0);
}

uint64_t Number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A new server has given out fewer numbers than the journal needs: these transactions take them.
absl::Status TakeNumbersUpTo(database::Session& session, uint64_t end) {
  uint64_t taken = 0;
  while (taken < end) {
    OCOP_RETURN_IF_ERROR(
        session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                                transaction.Query({"origin.take_number", "SELECT pg_current_xact_id()::text"}));
          taken = Number(rows.Text(0, 0));
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

// Nothing when no horizon lies in the future.
absl::StatusOr<std::optional<Ahead>> LookAhead(database::Transaction& transaction, const std::string& schema) {
  OCOP_ASSIGN_OR_RETURN(const database::Rows last,
                        transaction.QueryOnce(absl::StrCat("SELECT max(j.seq) FROM ", schema, ".journal AS j WHERE ",
                                                           absl::Substitute(kAhead, "", 0)),
                                              {}));
  if (last.IsNull(0, 0)) return std::nullopt;
  Ahead ahead{.seq = last.Integer(0, 0)};
  OCOP_ASSIGN_OR_RETURN(
      const database::Rows count,
      transaction.QueryOnce(
          absl::StrCat("SELECT count(*) FROM (", absl::Substitute(kTransactions, schema, ahead.seq), ") AS t"), {}));
  ahead.end = kFirstNumber + 1 + static_cast<uint64_t>(count.Integer(0, 0));
  return ahead;
}

absl::Status BeginGeneration(database::Transaction& transaction, const std::string& schema,
                             const std::optional<Ahead>& ahead) {
  // A service that still runs is waited for.
  OCOP_RETURN_IF_ERROR(
      transaction.QueryOnce(absl::StrCat("LOCK TABLE ", schema, ".journal IN ACCESS EXCLUSIVE MODE"), {}).status());
  // Somebody else may have begun it meanwhile.
  OCOP_ASSIGN_OR_RETURN(const bool still_restored, IsRestored(transaction, schema));
  if (!still_restored) return absl::OkStatus();
  if (ahead) {
    const std::string transactions = absl::Substitute(kTransactions, schema, ahead->seq);
    OCOP_RETURN_IF_ERROR(
        transaction.QueryOnce(absl::Substitute(kNumberAnew, schema, ahead->seq, kFirstNumber, transactions), {})
            .status());
  }
  return transaction
      .QueryOnce(
          absl::StrCat("UPDATE ", schema, ".journal_generation SET generation = gen_random_uuid(), origin = ", kHere),
          {})
      .status();
}

}  // namespace

absl::Status CheckOrigin(database::Transaction& transaction, const std::string& schema) {
  OCOP_ASSIGN_OR_RETURN(const bool restored, IsRestored(transaction, schema));
  if (!restored) return absl::OkStatus();
  return status::WithReason(
      absl::FailedPreconditionError(absl::StrCat("the journal of schema ", schema,
                                                 " came from another database, restored from a dump; run this binary "
                                                 "with --migrate first: it begins a new generation of the journal")),
      "JOURNAL_RESTORED", {{"schema", schema}});
}

absl::StatusOr<bool> Adopt(const std::string& url, const std::string& schema) {
  database::Session session(url, schema + " migrate");
  bool restored = false;
  std::optional<Ahead> ahead;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(restored, IsRestored(transaction, schema));
        if (!restored) return absl::OkStatus();
        // A large journal takes its time, and numbers that are only taken need not reach the disk one by one.
        OCOP_RETURN_IF_ERROR(transaction.QueryOnce("SET statement_timeout = 0", {}).status());
        OCOP_RETURN_IF_ERROR(transaction.QueryOnce("SET synchronous_commit = off", {}).status());
        OCOP_ASSIGN_OR_RETURN(ahead, LookAhead(transaction, schema));
        return absl::OkStatus();
      }));
  if (!restored) return false;
  if (ahead) OCOP_RETURN_IF_ERROR(TakeNumbersUpTo(session, ahead->end));
  OCOP_RETURN_IF_ERROR(session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) {
    return BeginGeneration(transaction, schema, ahead);
  }));
  logging::Warning("the journal came from another database: a new generation begins",
                   {{"schema", schema}, {"numbered_anew", ahead ? "true" : "false"}});
  return true;
}

}  // namespace ocop::journal
