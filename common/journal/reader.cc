#include "common/journal/reader.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::JournalEntry;

constexpr int kEntriesAtOnce = 1000;
constexpr int kMostEntries = 256000;

constexpr char kColumns[] =
    "j.horizon::text, j.seq, (extract(epoch FROM j.at) * 1000000)::bigint, j.actor, j.request_id, j.resource_name, "
    "j.type, "
    "j.action, j.resource";

void SetMicros(int64_t micros, google::protobuf::Timestamp& time) {
  time.set_seconds(micros / 1000000);
  time.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
}

uint64_t Xid(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Position PositionOf(const database::Rows& rows, int row) {
  return {Xid(rows.Text(row, 0)), rows.Integer(row, 1)};
}

void ReadEntry(const database::Rows& rows, int row, JournalEntry& entry) {
  entry.set_position(PositionOf(rows, row).ToText());
  SetMicros(rows.Integer(row, 2), *entry.mutable_at());
  entry.set_actor(std::string(rows.Text(row, 3)));
  entry.set_request_id(std::string(rows.Text(row, 4)));
  entry.set_resource_name(std::string(rows.Text(row, 5)));
  entry.mutable_resource()->set_type_url(absl::StrCat("type.googleapis.com/", std::string(rows.Text(row, 6))));
  JournalEntry::Action action = JournalEntry::ACTION_UNSPECIFIED;
  JournalEntry::Action_Parse(std::string(rows.Text(row, 7)), &action);
  entry.set_action(action);
  entry.mutable_resource()->set_value(database::ParseBytea(rows.Text(row, 8)));
}

// How many rows come before those of the last horizon, whose transactions a limit may have cut off.
int WithoutLastHorizon(const database::Rows& rows) {
  int count = rows.size();
  while (count > 0 && rows.Text(count - 1, 0) == rows.Text(rows.size() - 1, 0)) --count;
  return count;
}

}  // namespace

Reader::Reader(std::string schema)
    : schema_(std::move(schema)),
      identity_{"journal.identity",
                absl::StrCat("SELECT c.system_identifier || '-' || g.generation, pg_current_snapshot()::text, "
                             "pg_snapshot_xmin(pg_current_snapshot())::text, "
                             "pg_snapshot_xmax(pg_current_snapshot())::text FROM pg_control_system() AS c, ",
                             schema_, ".journal_generation AS g")},
      read_{"journal.read",
            absl::StrCat("SELECT ", kColumns, " FROM ", schema_,
                         ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                         "AND j.horizon <= pg_snapshot_xmin(pg_current_snapshot()) "
                         "AND ($3::text IS NULL OR NOT pg_visible_in_snapshot(j.xid, $3::text::pg_snapshot)) "
                         "ORDER BY j.horizon, j.seq LIMIT $4::int")},
      state_{"journal.state",
             absl::StrCat("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, EXISTS (SELECT FROM ",
                          schema_,
                          ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                          "AND j.horizon > pg_snapshot_xmin(pg_current_snapshot()))")},
      list_{"journal.list", absl::StrCat("SELECT ", kColumns, " FROM ", schema_,
                                         ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                                         "AND j.horizon <= pg_snapshot_xmin(pg_current_snapshot()) "
                                         "ORDER BY j.horizon, j.seq LIMIT $3::int")},
      // A statement of its own, for which the index of the resource's entries serves.
      list_of_resource_{"journal.list_of_resource",
                        absl::StrCat("SELECT ", kColumns, " FROM ", schema_,
                                     ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                                     "AND j.horizon <= pg_snapshot_xmin(pg_current_snapshot()) "
                                     "AND j.resource_name = $4::text ORDER BY j.horizon, j.seq LIMIT $3::int")} {}

absl::StatusOr<ResumeToken> Reader::TokenOfSnapshot(database::Transaction& transaction) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(identity_));
  // All up to the oldest open transaction is in the snapshot; of the rest, the snapshot's text tells.
  return ResumeToken{.database = std::string(rows.Text(0, 0)),
                     .after = {Xid(rows.Text(0, 2)), 0},
                     .snapshot = std::string(rows.Text(0, 1))};
}

absl::Status Reader::CheckToken(database::Transaction& transaction, const ResumeToken& token) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(identity_));
  if (token.database == rows.Text(0, 0) && token.after.horizon <= Xid(rows.Text(0, 3))) return absl::OkStatus();
  return status::WithReason(
      absl::FailedPreconditionError("the token comes from another database, or from a time that this one does not "
                                    "reach: drop what you hold and start without a token"),
      "JOURNAL_REPLACED", {{"schema", schema_}});
}

absl::StatusOr<Reader::WholeTransactions> Reader::ReadWholeTransactions(database::Transaction& transaction,
                                                                        const ResumeToken& token) const {
  const database::Parameter snapshot = token.snapshot.empty() ? std::nullopt : database::Parameter(token.snapshot);
  for (int limit = kEntriesAtOnce;; limit *= 4) {
    OCOP_ASSIGN_OR_RETURN(database::Rows rows,
                          transaction.Query(read_, {absl::StrCat(token.after.horizon), absl::StrCat(token.after.seq),
                                                    snapshot, absl::StrCat(limit)}));
    if (rows.size() < limit) return WholeTransactions{rows, rows.size()};
    if (const int count = WithoutLastHorizon(rows); count > 0) return WholeTransactions{rows, count};
    // One transaction is larger than the limit. It is read as a whole, but for one that no response could hold.
    if (limit >= kMostEntries) return WholeTransactions{rows, rows.size()};
  }
}

absl::StatusOr<Batch> Reader::ReadAfter(database::Transaction& transaction, const ResumeToken& token) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows state,
                        transaction.Query(state_, {absl::StrCat(token.after.horizon), absl::StrCat(token.after.seq)}));
  OCOP_ASSIGN_OR_RETURN(const WholeTransactions read, ReadWholeTransactions(transaction, token));
  Batch batch;
  batch.token = token;
  batch.held_back = state.Boolean(0, 1);
  SetMicros(state.Integer(0, 0), *batch.response.mutable_read_time());
  for (int row = 0; row < read.count; ++row) ReadEntry(read.rows, row, *batch.response.add_entries());
  if (read.count > 0) batch.token.after = PositionOf(read.rows, read.count - 1);
  batch.response.set_resume_token(batch.token.ToText());
  return batch;
}

absl::StatusOr<ocop::journal::v1::ListEntriesResponse> Reader::List(database::Transaction& transaction,
                                                                    const std::string& resource_name,
                                                                    const Position& after, int page_size) const {
  database::Parameters parameters = {absl::StrCat(after.horizon), absl::StrCat(after.seq), absl::StrCat(page_size + 1)};
  if (!resource_name.empty()) parameters.emplace_back(resource_name);
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(resource_name.empty() ? list_ : list_of_resource_, parameters));
  ocop::journal::v1::ListEntriesResponse response;
  const int count = std::min(rows.size(), page_size);
  for (int row = 0; row < count; ++row) ReadEntry(rows, row, *response.add_entries());
  if (rows.size() > page_size) response.set_next_page_token(PositionOf(rows, count - 1).ToText());
  return response;
}

}  // namespace ocop::journal
