#include "common/resource/write.h"

#include "absl/strings/str_cat.h"
#include "common/database/error.h"
#include "common/journal/append.h"
#include "common/pagination/pagination.h"
#include "common/resource/errors.h"
#include "common/status/status.h"

namespace ocop::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ocop::journal::v1::JournalEntry;

std::string RequestId(const Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

bool ValidateOnly(const Message& request) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("validate_only");
  return field != nullptr && request.GetReflection()->GetBool(request, field);
}

// An answer is given again to whoever got it first, and to nobody else.
int64_t FingerprintOf(const Message& request, const std::string& actor) {
  return static_cast<int64_t>(pagination::Fingerprint({request.SerializeAsString(), actor}));
}

constexpr char kSameRequest[] = "the same request_id is being answered";

// One change under way.
struct Writing {
  const Home& home;
  std::shared_ptr<rpc::Exchange> exchange;
  Body body;
  std::string request_id;
  // Whatever is written is undone.
  bool undone;
  MessagePtr response;
  // The body was refused once and is run again.
  bool second_look = false;

  const rpc::Call& call() const { return exchange->call(); }
  absl::Status Run(database::Transaction& transaction);
  absl::StatusOr<bool> Replay(database::Transaction& transaction);
  absl::Status Remember(database::Transaction& transaction);
};

absl::Status Writing::Run(database::Transaction& transaction) {
  if (exchange->cancelled()) return absl::CancelledError("the caller went away before the change was begun");
  if (!request_id.empty()) {
    OCOP_ASSIGN_OR_RETURN(const bool replayed, Replay(transaction));
    if (replayed) return absl::OkStatus();
  }
  Scope scope(transaction, call(), home.schema, request_id);
  absl::StatusOr<MessagePtr> made = body(scope);
  if (!made.ok()) {
    if (database::IsRolledBack(made.status())) return made.status();
    // The name, the value or the etag may have been taken by the same request, answered meanwhile: look once more.
    return request_id.empty() || std::exchange(second_look, true) ? made.status() : RunAgain(kSameRequest);
  }
  response = *std::move(made);
  // Whatever was written is undone when the change returns an error.
  if (undone) {
    return transaction.has_written() ? ValidatedOnly() : absl::OkStatus();
  }
  return request_id.empty() ? absl::OkStatus() : Remember(transaction);
}

absl::StatusOr<bool> Writing::Replay(database::Transaction& transaction) {
  const database::Statement find = {"request.find", absl::StrCat("SELECT method, fingerprint, response FROM ",
                                                                 home.schema, ".request WHERE request_id = $1::uuid")};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(find, {request_id}));
  if (rows.empty()) return false;
  if (rows.Text(0, 0) != call().method || rows.Integer(0, 1) != FingerprintOf(exchange->request(), call().actor)) {
    return RequestIdReused(request_id);
  }
  response.reset(exchange->NewResponse()->New());
  response->ParseFromString(database::ParseBytea(rows.Text(0, 2)));
  return true;
}

absl::Status Writing::Remember(database::Transaction& transaction) {
  const database::Statement insert = {
      "request.insert", absl::StrCat("INSERT INTO ", home.schema,
                                     ".request (request_id, method, fingerprint, response) SELECT $1::uuid, $2::text, "
                                     "$3::bigint, $4::bytea FROM ",
                                     home.schema, ".forget_requests() ON CONFLICT DO NOTHING RETURNING 1")};
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows,
                        transaction.Write(insert, {request_id, call().method,
                                                   absl::StrCat(FingerprintOf(exchange->request(), call().actor)),
                                                   database::ByteaLiteral(response->SerializeAsString())}));
  // The same request was answered meanwhile: undo this one and, run again, give that answer.
  return rows.empty() ? RunAgain(kSameRequest) : absl::OkStatus();
}

}  // namespace

absl::Status RunAgain(const std::string& why) {
  return status::WithReason(absl::AbortedError(why), database::kTransactionRolledBack);
}

absl::Status Scope::Save(const Table& table, JournalEntry::Action action, const std::vector<Message*>& resources) {
  OCOP_RETURN_IF_ERROR(action == JournalEntry::ACTION_CREATE ? table.InsertMany(transaction_, resources)
                                                             : table.UpdateMany(transaction_, resources));
  for (const Message* resource : resources) Record(table, action, *resource);
  return absl::OkStatus();
}

absl::Status Scope::Save(const Table& table, const std::vector<Message*>& resources) {
  std::vector<Message*> added, changed;
  for (Message* resource : resources) (table.EtagOf(*resource).empty() ? added : changed).push_back(resource);
  OCOP_RETURN_IF_ERROR(Save(table, JournalEntry::ACTION_CREATE, added));
  return Save(table, JournalEntry::ACTION_UPDATE, changed);
}

void Scope::Record(const Table& table, ocop::journal::v1::JournalEntry::Action action, const Message& resource) {
  journal::Append(transaction_, schema_, {call_.actor, request_id_}, action, table.NameOf(resource), resource);
}

void Write(const Home& home, std::shared_ptr<rpc::Exchange> exchange, Body body, Trials trials) {
  const bool undone = trials == Trials::kUndone && ValidateOnly(exchange->request());
  auto writing = std::make_shared<Writing>(
      Writing{home, exchange, std::move(body), RequestId(exchange->request()), undone, nullptr, false});
  database::Change change;
  change.body = [writing](database::Transaction& transaction) { return writing->Run(transaction); };
  change.done = [writing](const absl::Status& status) {
    if (status.ok() || status::ReasonOf(status) == kValidatedOnly) {
      writing->exchange->Answer(writing->response.get());
    } else {
      writing->exchange->Answer(status);
    }
  };
  change.deadline = exchange->call().deadline;
  change.repeatable = !writing->request_id.empty();
  home.database.writes().Submit(std::move(change));
}

}  // namespace ocop::resource
