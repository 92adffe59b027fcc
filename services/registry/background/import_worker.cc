#include "services/registry/background/import_worker.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/database/error.h"
#include "common/logging/logging.h"
#include "common/status/status.h"
#include "services/registry/handlers/operation.h"

namespace ocop::registry {
namespace {

using database::Isolation;
using database::Transaction;
using v1::ImportMetadata;

constexpr char kChannel[] = "operation_registry";
// Readers of the journal wait for every transaction that is open: none stays open for longer than a moment.
constexpr absl::Duration kTransaction = absl::Milliseconds(250);
// A notification is never lost while the connection lasts; this is for when it does not.
constexpr absl::Duration kLookAnyway = absl::Seconds(1);
constexpr absl::Duration kListen = absl::Milliseconds(100);
constexpr absl::Duration kDeleteOld = absl::Minutes(1);
constexpr int kMostFailures = 5;

// The call that an operation was begun by, for its rows.
rpc::Call CallOf(const StoredOperation& operation, absl::Time now) {
  rpc::Call call;
  call.method = "/ocop.registry.v1.ImportService/Import";
  call.actor = operation.metadata.actor();
  call.roles = operation.roles;
  call.now = now;
  call.deadline = absl::InfiniteFuture();
  return call;
}

void Fail(StoredOperation& operation, const absl::Status& problem) {
  operation.metadata.set_state(ImportMetadata::STATE_FAILED);
  operation.error_code = static_cast<int>(problem.code());
  operation.error_message = std::string(problem.message());
}

// Another try may do.
bool IsPassing(const absl::Status& status) {
  return database::IsConnectionLost(status) || database::IsRolledBack(status) || absl::IsUnavailable(status);
}

}  // namespace

ImportWorker::ImportWorker(const resource::Home& home, std::shared_ptr<const Imports> imports,
                           std::shared_ptr<OperationWaiters> waiters, Options options, metrics::Registry& metrics)
    : home_(home),
      imports_(std::move(imports)),
      waiters_(std::move(waiters)),
      options_(std::move(options)),
      rows_(metrics.Counters("ocop_import_rows_total", "Rows of imports, by kind and what became of them")),
      operations_(metrics.Counters("ocop_import_operations_total", "Imports that ended here, by kind and state")) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Work(); });
  threads_.emplace_back([this] { Listen(); });
}

ImportWorker::~ImportWorker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool ImportWorker::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void ImportWorker::Work() {
  Hand hand(options_.database_url);
  while (true) {
    int64_t calls = 0;
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      calls = calls_;
    }
    if (TakeTurn(hand) == Turn::kDone) continue;
    const auto called = [this, calls]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || calls_ != calls; };
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&called), kLookAnyway);
  }
}

ImportWorker::Turn ImportWorker::TakeTurn(Hand& hand) {
  StoredOperation before, after;
  const absl::Status status = hand.session.Run(Isolation::kReadWrite, [&](Transaction& transaction) {
    before = after = StoredOperation();
    return TakeSome(hand, transaction, before, after);
  });
  if (status.ok() || before.name.empty()) hand.looking.Tell(status);
  if (status.ok()) {
    hand.failures = 0;
    if (before.name.empty()) return Turn::kIdle;
    if (hand.loaded == nullptr || hand.loaded->operation != before.name) return Load(hand, before);
    Count(before, after);
    if (after.metadata.has_end_time()) hand.loaded = nullptr;
    return Turn::kDone;
  }
  if (before.name.empty()) return Turn::kIdle;
  hand.failures = hand.failing == before.name ? hand.failures + 1 : 1;
  hand.failing = before.name;
  if (hand.failures == 1) {
    logging::Warning("rows of an import were not taken", {{"operation", before.name}, {"error", status.message()}});
  }
  if (!IsPassing(status) && hand.failures >= kMostFailures) GiveUp(hand, before.name, status);
  return Turn::kIdle;
}

absl::Status ImportWorker::TakeSome(const Hand& hand, Transaction& transaction, StoredOperation& before,
                                    StoredOperation& after) {
  OCOP_ASSIGN_OR_RETURN(std::optional<StoredOperation> next, LockNextOperation(transaction));
  if (!next) return absl::OkStatus();
  before = *next;
  if (hand.loaded == nullptr || hand.loaded->operation != before.name) return absl::OkStatus();
  after = *std::move(next);
  const absl::Time now = clock_.Now();
  const rpc::Call call = CallOf(after, now);
  resource::Scope scope(transaction, call, home_.schema, after.request_id);
  return TakeRows(scope, *hand.loaded, after, [&] { return clock_.Now() - now > kTransaction || stopping(); });
}

// Outside a transaction that writes, since it takes a while.
ImportWorker::Turn ImportWorker::Load(Hand& hand, const StoredOperation& operation) {
  hand.loaded = nullptr;
  const absl::Status status = hand.session.Run(Isolation::kAutoCommit, [&](Transaction& transaction) -> absl::Status {
    OCOP_ASSIGN_OR_RETURN(hand.loaded, LoadImport(transaction, *imports_, operation));
    return absl::OkStatus();
  });
  if (status.ok()) return Turn::kDone;
  if (!IsPassing(status)) GiveUp(hand, operation.name, status);
  return Turn::kIdle;
}

void ImportWorker::GiveUp(Hand& hand, const std::string& name, const absl::Status& problem) {
  const absl::Status status = hand.session.Run(Isolation::kReadWrite, [&](Transaction& transaction) -> absl::Status {
    OCOP_ASSIGN_OR_RETURN(StoredOperation operation, ReadOperation(transaction, name, true));
    if (operation.metadata.has_end_time()) return absl::OkStatus();
    Fail(operation, problem);
    return SaveOperation(transaction, operation);
  });
  logging::Warning("an import was given up",
                   {{"operation", name}, {"error", problem.message()}, {"saved", status.message()}});
}

void ImportWorker::Count(const StoredOperation& before, const StoredOperation& after) {
  const ImportMetadata& metadata = after.metadata;
  const std::string kind = v1::ImportKind_Name(metadata.kind());
  const auto add = [&](const char* outcome, int64_t then, int64_t now) {
    if (now > then) {
      rows_.With({{"kind", kind}, {"outcome", metadata.validate_only() ? absl::StrCat("trial_", outcome) : outcome}})
          .Increment(static_cast<double>(now - then));
    }
  };
  add("created", before.metadata.created_count(), metadata.created_count());
  add("updated", before.metadata.updated_count(), metadata.updated_count());
  add("unchanged", before.metadata.unchanged_count(), metadata.unchanged_count());
  add("failed", before.metadata.failed_count(), metadata.failed_count());
  if (metadata.has_end_time()) {
    operations_.With({{"kind", kind}, {"state", ImportMetadata::State_Name(metadata.state())}}).Increment();
  }
}

void ImportWorker::Listen() {
  database::Session session(options_.database_url, "registry operations");
  absl::Time looked = absl::InfinitePast();
  absl::Time deleted = absl::InfinitePast();
  while (!stopping()) {
    const absl::StatusOr<bool> told = session.AwaitNotification(kChannel, kListen);
    if (!told.ok()) {
      // No database: who cannot wait any longer is told so below.
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kListen);
    }
    const absl::Time now = clock_.Now();
    if (told.ok() && *told) {
      absl::MutexLock lock(&mutex_);
      ++calls_;
    }
    if ((told.ok() && *told) || waiters_->MustLook(now) || now - looked > kLookAnyway) {
      AnswerWaiters(session, false);
      looked = now;
    }
    if (now - deleted > kDeleteOld) {
      DeleteOld(session);
      deleted = now;
    }
  }
  waiters_->Close();
  AnswerWaiters(session, true);
}

void ImportWorker::AnswerWaiters(database::Session& session, bool all) {
  std::vector<OperationWaiters::Waiter> waiters = waiters_->Take();
  if (waiters.empty()) return;
  std::set<std::string> names;
  for (const auto& waiter : waiters) names.insert(waiter.operation);
  std::map<std::string, StoredOperation> operations;
  const absl::Status read = session.Run(Isolation::kAutoCommit, [&](Transaction& transaction) -> absl::Status {
    operations.clear();
    OCOP_ASSIGN_OR_RETURN(std::vector<StoredOperation> found,
                          ReadOperations(transaction, {names.begin(), names.end()}));
    for (StoredOperation& operation : found) operations[operation.name] = std::move(operation);
    return absl::OkStatus();
  });
  std::vector<OperationWaiters::Waiter> left;
  const absl::Time now = clock_.Now();
  for (auto& waiter : waiters) {
    const auto found = operations.find(waiter.operation);
    const bool due = all || waiter.until <= now;
    if (waiter.exchange->cancelled()) {
      waiter.exchange->Answer(absl::CancelledError("the caller went away"));
    } else if (!read.ok() && due) {
      waiter.exchange->Answer(read);
    } else if (read.ok() && found == operations.end()) {
      waiter.exchange->Answer(absl::NotFoundError(absl::StrCat(waiter.operation, " was deleted")));
    } else if (read.ok() && (due || found->second.metadata.has_end_time())) {
      const google::longrunning::Operation answer = OperationOf(found->second);
      waiter.exchange->Answer(&answer);
    } else {
      left.push_back(std::move(waiter));
    }
  }
  waiters_->PutBack(std::move(left));
}

void ImportWorker::DeleteOld(database::Session& session) {
  int count = 0;
  const absl::Status status = session.Run(Isolation::kReadWrite, [&](Transaction& transaction) -> absl::Status {
    OCOP_ASSIGN_OR_RETURN(count, DeleteOldOperations(transaction, options_.retention));
    return absl::OkStatus();
  });
  deleting_.Tell(status);
  if (status.ok() && count > 0) logging::Info("old operations were deleted", {{"count", count}});
}

}  // namespace ocop::registry
