#include "common/journal/reader.h"

#include <charconv>
#include <limits>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/clock/timestamp.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::JournalEntry;

constexpr int kEntriesAtOnce = 1000;
constexpr int kMostEntries = 256000;
// A token counts at most so many of the entries before its last: more than are written while a transaction commits.
constexpr int kCounted = 1000;

constexpr char kColumns[] =
    "j.horizon::text, j.seq, (extract(epoch FROM j.at) * 1000000)::bigint, j.actor, j.request_id, j.resource_name, "
    "j.type, "
    "j.action, j.resource";

// Conditions of ListEntries: the entries lie above one place ($1, $2) and not above another ($5, $6), which the index
// finds; $3 is how many, $4 the resources. Of the points that are asked for, the first is a snapshot ($7) besides, and
// the second a place and a snapshot ($8 to $10).
constexpr char kAbove[] = "(j.horizon, j.seq) > ($1::text::xid8, $2::bigint)";
constexpr char kUpTo[] =
    "(j.horizon, j.seq) <= ($5::text::xid8, $6::bigint) AND j.horizon <= pg_snapshot_xmin(pg_current_snapshot())";
constexpr char kNamed[] = "$4::text[] IS NULL";
constexpr char kNamedOnes[] = "j.resource_name = ANY($4::text[])";
constexpr char kSince[] = "($7::text IS NULL OR NOT pg_visible_in_snapshot(j.xid, $7::text::pg_snapshot))";
constexpr char kUntil[] =
    "((j.horizon, j.seq) <= ($8::text::xid8, $9::bigint) OR ($10::text IS NOT NULL AND pg_visible_in_snapshot(j.xid, "
    "$10::text::pg_snapshot)))";

// What DownloadState goes through: resources after $1 whose names lie from $2 to before $4.
constexpr char kOfPrefix[] =
    "j.resource_name > $1::text AND j.resource_name >= $2::text AND j.resource_name < $4::text";

// What the point of a time is worked out from: resources whose names lie from $1 to before $2, and the time.
constexpr char kBelowPrefix[] = "j.resource_name >= $1::text AND j.resource_name < $2::text";
constexpr char kOfTime[] = "j.at <= to_timestamp($3::bigint / 1000000.0)";

constexpr Position kEnd = {std::numeric_limits<uint64_t>::max(), std::numeric_limits<int64_t>::max()};
// As the contracts say of positions.
constexpr size_t kLongestPoint = 20000;
// Comes after whatever a name goes on with: the last character of all.
constexpr char kLastCharacter[] = "\xF4\x8F\xBF\xBF";

uint64_t Xid(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Position PositionOf(const database::Rows& rows, int row) {
  return {Xid(rows.Text(row, 0)), rows.Integer(row, 1)};
}

constexpr int kAt = 2;

// The reader of `token` takes the first `count` rows, of which there are some.
LastEntry LastOf(const database::Rows& rows, int count, const ResumeToken& token) {
  LastEntry last = {.position = PositionOf(rows, count - 1), .at_micros = rows.Integer(count - 1, kAt)};
  const int64_t known = token.last ? token.last->count : 0;
  if (count > kCounted) {
    last.since = PositionOf(rows, count - kCounted - 1);
    last.count = kCounted;
  } else if (known == 0 || known + count > kCounted) {
    last.since = token.after;
    last.count = count;
  } else {
    last.since = token.last->since;
    last.count = known + count;
  }
  return last;
}

void ReadEntry(const database::Rows& rows, int row, JournalEntry& entry) {
  entry.set_position(PositionOf(rows, row).ToText());
  *entry.mutable_at() = clock::MicrosToTimestamp(rows.Integer(row, kAt));
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

// About as many bytes as the entry will have: the resource comes as two digits a byte.
size_t SizeOf(const database::Rows& rows, int row) {
  constexpr int kResource = 8;
  size_t size = rows.Text(row, kResource).size() / 2;
  for (int column = 0; column < kResource; ++column) size += rows.Text(row, column).size();
  return size;
}

// How many of the first `count` rows one response should hold, cut between horizons; a single horizon is not cut.
int WholeThatFit(const database::Rows& rows, int count) {
  size_t size = 0;
  int whole = 0;
  for (int row = 0; row < count; ++row) {
    if (row > 0 && rows.Text(row, 0) != rows.Text(row - 1, 0)) whole = row;
    size += SizeOf(rows, row);
    if (size > kLargestResponse && whole > 0) return whole;
  }
  return count;
}

// The same where entries need not come together: of at most `most` rows, one at least if there is any.
int CountThatFits(const database::Rows& rows, int most) {
  const int count = std::min(rows.size(), most);
  size_t size = 0;
  for (int row = 0; row < count; ++row) {
    size += SizeOf(rows, row);
    if (size > kLargestResponse) return std::max(row, 1);
  }
  return count;
}

bool IsBefore(const Position& one, const Position& other) {
  return std::tie(one.horizon, one.seq) < std::tie(other.horizon, other.seq);
}

// No entry of what a reader at this point has been sent lies above. What a snapshot holds may lie above the reader's
// place, but had a horizon up to the number that came next.
Position EndOf(const ResumeToken& point) {
  if (point.snapshot.empty()) return point.after;
  const std::string_view after_xmin = std::string_view(point.snapshot).substr(point.snapshot.find(':') + 1);
  const Position end = {Xid(after_xmin), std::numeric_limits<int64_t>::max()};
  return IsBefore(end, point.after) ? point.after : end;
}

void AddPosition(const Position& position, database::Parameters& parameters) {
  parameters.emplace_back(absl::StrCat(position.horizon));
  parameters.emplace_back(absl::StrCat(position.seq));
}

void AddSnapshot(const ResumeToken& point, database::Parameters& parameters) {
  parameters.push_back(point.snapshot.empty() ? std::nullopt : database::Parameter(point.snapshot));
}

// Horizon, sequence and snapshot.
void AddPoint(const ResumeToken& point, database::Parameters& parameters) {
  AddPosition(point.after, parameters);
  AddSnapshot(point, parameters);
}

database::Parameters ParametersOf(const EntryQuery& query) {
  const ResumeToken since = query.since.value_or(ResumeToken());
  const ResumeToken until = query.until.value_or(ResumeToken{.database = "", .after = kEnd, .snapshot = ""});
  database::Parameters parameters;
  AddPosition(IsBefore(query.after, since.after) ? since.after : query.after, parameters);
  parameters.emplace_back(absl::StrCat(query.page_size + 1));
  if (query.resource_names.empty()) {
    parameters.emplace_back(std::nullopt);
  } else {
    parameters.emplace_back(database::ArrayLiteral({query.resource_names.begin(), query.resource_names.end()}));
  }
  AddPosition(EndOf(until), parameters);
  AddSnapshot(since, parameters);
  AddPoint(until, parameters);
  return parameters;
}

}  // namespace

Reader::Reader(std::string schema)
    : schema_(std::move(schema)),
      identity_{"journal.identity",
                // A journal that came from another database and has no generation of its own yet (origin.h) is known
                // by its database too.
                absl::StrCat("SELECT c.system_identifier || '-' || g.generation || CASE g.origin WHEN "
                             "c.system_identifier || '-' || d.oid THEN '' ELSE '-' || d.oid END, "
                             "pg_current_snapshot()::text, "
                             "pg_snapshot_xmin(pg_current_snapshot())::text, "
                             "pg_snapshot_xmax(pg_current_snapshot())::text FROM pg_control_system() AS c, "
                             "pg_database AS d, ",
                             schema_, ".journal_generation AS g WHERE d.datname = current_database()")},
      // Of what a reader at a place ($3, $4) and a snapshot ($5) holds, none of which lies above ($1, $2).
      last_{"journal.last",
            absl::StrCat("SELECT j.horizon::text, j.seq, (extract(epoch FROM j.at) * 1000000)::bigint FROM ", schema_,
                         ".journal AS j WHERE (j.horizon, j.seq) <= ($1::text::xid8, $2::bigint) "
                         "AND ((j.horizon, j.seq) <= ($3::text::xid8, $4::bigint) OR ($5::text IS NOT NULL "
                         "AND pg_visible_in_snapshot(j.xid, $5::text::pg_snapshot))) "
                         "ORDER BY j.horizon DESC, j.seq DESC LIMIT 1")},
      // The entry at ($1, $2) is of the time $3, and $7 lie above ($4, $5) up to it for a reader with the snapshot $6.
      holds_{"journal.holds",
             absl::StrCat("SELECT EXISTS (SELECT FROM ", schema_,
                          ".journal AS j WHERE j.horizon = $1::text::xid8 AND j.seq = $2::bigint "
                          "AND (extract(epoch FROM j.at) * 1000000)::bigint = $3::bigint) "
                          "AND (SELECT count(*) FROM (SELECT FROM ",
                          schema_,
                          ".journal AS j WHERE (j.horizon, j.seq) > ($4::text::xid8, $5::bigint) "
                          "AND (j.horizon, j.seq) <= ($1::text::xid8, $2::bigint) "
                          "AND ($6::text IS NULL OR NOT pg_visible_in_snapshot(j.xid, $6::text::pg_snapshot)) "
                          "LIMIT $7::bigint + 1) AS counted) = $7::bigint")},
      read_{"journal.read",
            absl::StrCat("SELECT ", kColumns, " FROM ", schema_,
                         ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                         "AND j.horizon <= pg_snapshot_xmin(pg_current_snapshot()) "
                         "AND ($3::text IS NULL OR NOT pg_visible_in_snapshot(j.xid, $3::text::pg_snapshot)) "
                         "ORDER BY j.horizon, j.seq LIMIT $4::int")},
      state_{"journal.state",
             // now(), because it is taken before the statement's snapshot.
             absl::StrCat("SELECT (extract(epoch FROM now()) * 1000000)::bigint, "
                          "pg_snapshot_xmin(pg_current_snapshot())::text, "
                          "pg_snapshot_xmax(pg_current_snapshot())::text, EXISTS (SELECT FROM ",
                          schema_,
                          ".journal AS j WHERE (j.horizon, j.seq) > ($1::text::xid8, $2::bigint) "
                          "AND j.horizon > pg_snapshot_xmin(pg_current_snapshot()) "
                          "AND ($3::text IS NULL OR NOT pg_visible_in_snapshot(j.xid, $3::text::pg_snapshot))), "
                          "(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint")},
      list_{"journal.list", absl::StrCat("SELECT ", kColumns, " FROM ", schema_, ".journal AS j WHERE ", kAbove,
                                         " AND ", kUpTo, " AND ", kNamed, " AND ", kSince, " AND ", kUntil,
                                         " ORDER BY j.horizon, j.seq LIMIT $3::int")},
      // A statement of its own, for which the index of the resources' entries serves.
      list_of_resources_{
          "journal.list_of_resources",
          absl::StrCat("SELECT ", kColumns, " FROM ", schema_, ".journal AS j WHERE ", kAbove, " AND ", kUpTo, " AND ",
                       kNamedOnes, " AND ", kSince, " AND ", kUntil, " ORDER BY j.horizon, j.seq LIMIT $3::int")},
      list_latest_{
          "journal.list_latest",
          absl::StrCat(
              "SELECT ", kColumns,
              " FROM (SELECT DISTINCT ON (j.resource_name) j.horizon, j.seq, j.xid, j.at, j.actor, j.request_id, "
              "j.resource_name, j.type, j.action, j.resource FROM ",
              schema_, ".journal AS j WHERE ", kNamedOnes, " AND ", kUpTo, " AND ", kUntil,
              " ORDER BY j.resource_name, j.horizon DESC, j.seq DESC) AS j WHERE ", kAbove, " AND ", kSince,
              " ORDER BY j.horizon, j.seq LIMIT $3::int")},
      // `at` is when the entry's transaction began, so one that goes on since then may still add to the moment, also if
      // it has written nothing yet and so has no number. Snapshots alone are known to stay without one, and they last.
      // Another role's transactions don't show when they began and don't write here either.
      still_open_{"journal.still_open",
                  "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
                  "AND backend_type = 'client backend' AND (backend_xid IS NOT NULL OR application_name NOT LIKE '% "
                  "snapshot') AND xact_start <= to_timestamp($1::bigint / 1000000.0)) OR to_timestamp($1::bigint / "
                  "1000000.0) > now()"},
      state_at_point_{"journal.state_at_point",
                      absl::StrCat("SELECT DISTINCT ON (j.resource_name) ", kColumns, " FROM ", schema_,
                                   ".journal AS j WHERE ", kOfPrefix,
                                   " AND ((j.horizon, j.seq) <= ($5::text::xid8, $6::bigint) OR ($7::text IS "
                                   "NOT NULL AND pg_visible_in_snapshot(j.xid, $7::text::pg_snapshot))) ORDER BY "
                                   "j.resource_name, j.horizon DESC, j.seq DESC LIMIT $3::int")},
      state_at_time_{"journal.state_at_time",
                     absl::StrCat("SELECT DISTINCT ON (j.resource_name) ", kColumns, " FROM ", schema_,
                                  ".journal AS j WHERE ", kOfPrefix,
                                  " AND j.at <= to_timestamp($5::bigint / 1000000.0) ORDER BY "
                                  "j.resource_name, j.horizon DESC, j.seq DESC LIMIT $3::int")},
      // A snapshot that sees the transactions of the time and no others: those below the highest horizon of theirs, but
      // for what was written later and what is still under way, which began later. A journal that was numbered anew
      // may have one number for two transactions that no reader had told apart.
      point_of_time_{
          "journal.point_of_time",
          absl::StrCat(
              "WITH top AS MATERIALIZED (SELECT least(coalesce(max(j.horizon::text::numeric), 1)::text::xid8, "
              "pg_snapshot_xmax(pg_current_snapshot())) AS xmax FROM ",
              schema_, ".journal AS j WHERE ", kBelowPrefix, " AND ", kOfTime,
              "), other AS MATERIALIZED (SELECT DISTINCT j.xid FROM ", schema_, ".journal AS j WHERE ", kBelowPrefix,
              " AND NOT ", kOfTime,
              " AND j.xid < (SELECT xmax FROM top)) SELECT top.xmax::text, (SELECT string_agg(xid::text, ',' ORDER BY "
              "xid) FROM (SELECT xid FROM other UNION SELECT pg_snapshot_xip(pg_current_snapshot())) AS unseen WHERE "
              "xid < top.xmax), EXISTS (SELECT FROM ",
              schema_, ".journal AS j WHERE ", kBelowPrefix, " AND ", kOfTime,
              " AND j.xid IN (SELECT xid FROM other)) FROM top")} {}

absl::StatusOr<ResumeToken> Reader::TokenOfSnapshot(database::Transaction& transaction) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(identity_));
  // All up to the oldest open transaction is in the snapshot; of the rest, the snapshot's text tells.
  ResumeToken token{.database = std::string(rows.Text(0, 0)),
                    .after = {Xid(rows.Text(0, 2)), 0},
                    .snapshot = std::string(rows.Text(0, 1))};
  OCOP_RETURN_IF_ERROR(NameLastEntry(transaction, token));
  return token;
}

absl::Status Reader::NameLastEntry(database::Transaction& transaction, ResumeToken& token) const {
  database::Parameters parameters;
  AddPosition(EndOf(token), parameters);
  AddPoint(token, parameters);
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(last_, parameters));
  if (rows.empty()) return absl::OkStatus();
  const Position position = PositionOf(rows, 0);
  token.last = LastEntry{.position = position, .at_micros = rows.Integer(0, kAt), .since = position};
  return absl::OkStatus();
}

absl::Status Reader::CheckToken(database::Transaction& transaction, const ResumeToken& token) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(identity_));
  if (token.database != rows.Text(0, 0) || token.after.horizon > Xid(rows.Text(0, 3))) return Replaced();
  return token.last ? CheckLastEntry(transaction, token) : absl::OkStatus();
}

// What is written after entries were lost lies above all that are left. So if the last one is there, nothing can have
// come in before it, and as many as there were are the same ones.
absl::Status Reader::CheckLastEntry(database::Transaction& transaction, const ResumeToken& token) const {
  database::Parameters parameters;
  AddPosition(token.last->position, parameters);
  parameters.emplace_back(absl::StrCat(token.last->at_micros));
  AddPosition(token.last->since, parameters);
  AddSnapshot(token, parameters);
  parameters.emplace_back(absl::StrCat(token.last->count));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(holds_, parameters));
  return rows.Boolean(0, 0) ? absl::OkStatus() : Replaced();
}

absl::Status Reader::Replaced() const {
  return status::WithReason(
      absl::FailedPreconditionError("the token comes from another database, or holds what this one does not (it was "
                                    "restored from a backup, or a standby took over that had not received all): drop "
                                    "what you hold and start without a token"),
      "JOURNAL_REPLACED", {{"schema", schema_}});
}

absl::StatusOr<Reader::WholeTransactions> Reader::ReadWholeTransactions(database::Transaction& transaction,
                                                                        const ResumeToken& token) const {
  for (int limit = kEntriesAtOnce;; limit *= 4) {
    database::Parameters parameters;
    AddPoint(token, parameters);
    parameters.emplace_back(absl::StrCat(limit));
    OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(read_, parameters));
    const bool all = rows.size() < limit;
    if (const int count = all ? rows.size() : WithoutLastHorizon(rows); all || count > 0) {
      const int fitting = WholeThatFit(rows, count);
      return WholeTransactions{rows, fitting, fitting < rows.size()};
    }
    // One transaction is larger than the limit. It is read as a whole, but for one that no response could hold.
    if (limit >= kMostEntries) return WholeTransactions{rows, rows.size(), true};
  }
}

absl::StatusOr<Batch> Reader::ReadAfter(database::Transaction& transaction, const ResumeToken& token) const {
  database::Parameters point;
  AddPoint(token, point);
  OCOP_ASSIGN_OR_RETURN(const database::Rows state, transaction.Query(state_, point));
  Batch batch;
  batch.token = token;
  if (const int64_t start = state.Integer(0, 4); start != token.server_start) {
    OCOP_RETURN_IF_ERROR(CheckToken(transaction, token));
    // A token of before has none.
    if (!token.last) OCOP_RETURN_IF_ERROR(NameLastEntry(transaction, batch.token));
    batch.token.server_start = start;
  }
  OCOP_ASSIGN_OR_RETURN(const WholeTransactions read, ReadWholeTransactions(transaction, token));
  batch.look = {absl::FromUnixMicros(state.Integer(0, 0)), Xid(state.Text(0, 1)), Xid(state.Text(0, 2))};
  batch.held_back = state.Boolean(0, 3);
  batch.cut = read.cut;
  for (int row = 0; row < read.count; ++row) ReadEntry(read.rows, row, *batch.response.add_entries());
  if (read.count > 0) {
    batch.token.last = LastOf(read.rows, read.count, batch.token);
    batch.token.after = batch.token.last->position;
  }
  batch.response.set_resume_token(batch.token.ToText());
  return batch;
}

absl::StatusOr<ocop::journal::v1::ListEntriesResponse> Reader::List(database::Transaction& transaction,
                                                                    const EntryQuery& query) const {
  for (const auto* point : {&query.since, &query.until}) {
    if (*point) OCOP_RETURN_IF_ERROR(CheckToken(transaction, **point));
  }
  const database::Statement& statement =
      query.latest_only ? list_latest_ : (query.resource_names.empty() ? list_ : list_of_resources_);
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(statement, ParametersOf(query)));
  ocop::journal::v1::ListEntriesResponse response;
  const int count = CountThatFits(rows, query.page_size);
  for (int row = 0; row < count; ++row) ReadEntry(rows, row, *response.add_entries());
  if (rows.size() > count) response.set_next_page_token(PositionOf(rows, count - 1).ToText());
  return response;
}

absl::StatusOr<std::vector<JournalEntry>> Reader::StateAt(database::Transaction& transaction, const Moment& moment,
                                                          const std::string& name_prefix,
                                                          const std::string& after_name) const {
  database::Parameters parameters = {after_name, name_prefix, absl::StrCat(kEntriesAtOnce),
                                     absl::StrCat(name_prefix, kLastCharacter)};
  if (moment.point) {
    OCOP_RETURN_IF_ERROR(CheckToken(transaction, *moment.point));
    AddPoint(*moment.point, parameters);
  } else {
    parameters.emplace_back(absl::StrCat(absl::ToUnixMicros(moment.time)));
    OCOP_ASSIGN_OR_RETURN(const database::Rows open, transaction.Query(still_open_, {parameters.back()}));
    if (open.Boolean(0, 0)) {
      return status::WithReason(absl::UnavailableError("transactions that belong to this moment are still under way"),
                                "MOMENT_STILL_OPEN", {{"schema", schema_}});
    }
  }
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(moment.point ? state_at_point_ : state_at_time_, parameters));
  std::vector<JournalEntry> entries(static_cast<size_t>(CountThatFits(rows, rows.size())));
  for (size_t row = 0; row < entries.size(); ++row) ReadEntry(rows, static_cast<int>(row), entries[row]);
  return entries;
}

absl::StatusOr<std::string> Reader::PointOf(database::Transaction& transaction, const Moment& moment,
                                            const std::string& name_prefix) const {
  if (moment.point) return moment.point->ToText();
  OCOP_ASSIGN_OR_RETURN(const database::Rows identity, transaction.Query(identity_));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Query(point_of_time_, {name_prefix, absl::StrCat(name_prefix, kLastCharacter),
                                                           absl::StrCat(absl::ToUnixMicros(moment.time))}));
  if (rows.Boolean(0, 2)) return "";
  const std::string xmax(rows.Text(0, 0)), others(rows.Text(0, 1));
  const std::string xmin = others.empty() ? xmax : others.substr(0, others.find(','));
  ResumeToken point{.database = std::string(identity.Text(0, 0)),
                    .after = {Xid(xmin), 0},
                    .snapshot = absl::StrCat(xmin, ":", xmax, ":", others)};
  OCOP_RETURN_IF_ERROR(NameLastEntry(transaction, point));
  std::string text = point.ToText();
  return text.size() > kLongestPoint ? "" : text;
}

}  // namespace ocop::journal
