#include "common/journal/watcher.h"

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/journal/entered.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::JournalEntry;
using ocop::journal::v1::WatchRequest;
using ocop::journal::v1::WatchResponse;

constexpr int kResourcesPerResponse = 500;

absl::Status SlowReader(const std::string& what, absl::Duration duration) {
  return status::WithReason(absl::ResourceExhaustedError(absl::StrCat(what, absl::FormatDuration(duration),
                                                                      "; start again with the last token, or from the "
                                                                      "beginning where none has come")),
                            "SLOW_READER");
}

absl::Status NotTaken(absl::Duration longest_write) {
  return SlowReader("a response was not taken for ", longest_write);
}

absl::Status SendAndWait(rpc::Stream& stream, const google::protobuf::Message& response, absl::Duration longest_write) {
  if (stream.cancelled()) return absl::CancelledError("the reader went away");
  // Shared, because a write that takes too long is answered after this function has given up.
  struct Written {
    absl::Notification done;
    std::atomic<bool> ok = false;
  };
  const auto written = std::make_shared<Written>();
  stream.Write(response, [written](bool ok) {
    written->ok = ok;
    written->done.Notify();
  });
  if (!written->done.WaitForNotificationWithTimeout(longest_write)) return NotTaken(longest_write);
  return written->ok ? absl::OkStatus() : absl::CancelledError("the reader went away");
}

}  // namespace

absl::Status StateSender::Send(const google::protobuf::Message& response) {
  const absl::Time begin = absl::Now();
  OCOP_RETURN_IF_ERROR(SendAndWait(stream_, response, hub_.options_.longest_write));
  waited_ += absl::Now() - begin;
  if (waited_ <= hub_.options_.longest_wait || hub_.waiting_for_state() == 0) return absl::OkStatus();
  return SlowReader("others wait, and the responses have taken ", waited_);
}

void Watcher::Start() {
  const std::string& token = static_cast<const WatchRequest&>(stream_->request()).resume_token();
  Submit(token.empty() ? hub_.snapshot_workers_ : hub_.workers_,
         [this, &token](database::Session& session) -> absl::Status {
           OCOP_RETURN_IF_ERROR(Begin(session, token));
           return Pump(session);
         });
}

absl::Status Watcher::Begin(database::Session& session, const std::string& token) {
  if (token.empty()) return SendSnapshot(session);
  // Checked when it is first read from.
  OCOP_ASSIGN_OR_RETURN(token_, ResumeToken::FromText(token));
  return absl::OkStatus();
}

absl::Status Watcher::SendSnapshot(database::Session& session) {
  StateSender sender(hub_, *stream_);
  WatchResponse response;
  size_t size = 0;
  bool sent = false;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kSnapshot, [&](database::Transaction& transaction) -> absl::Status {
        // Run again after the connection was lost: what has been sent cannot be taken back.
        if (sent) return absl::UnavailableError("the database went away during the snapshot; start over");
        response.Clear();
        size = 0;
        OCOP_ASSIGN_OR_RETURN(token_, hub_.reader_.TokenOfSnapshot(transaction));
        return hub_.options_.snapshot(
            transaction, [&](const std::string& name, const google::protobuf::Message& resource) -> absl::Status {
              JournalEntry& entry = *response.add_entries();
              entry.set_resource_name(name);
              entry.set_action(JournalEntry::ACTION_SNAPSHOT);
              entry.mutable_resource()->set_type_url("type.googleapis.com/" + resource.GetDescriptor()->full_name());
              entry.mutable_resource()->set_value(EnteredBytes(resource));
              size += entry.ByteSizeLong();
              if (response.entries_size() < kResourcesPerResponse && size < kLargestResponse) return absl::OkStatus();
              sent = true;
              OCOP_RETURN_IF_ERROR(sender.Send(response));
              response.Clear();
              size = 0;
              return absl::OkStatus();
            });
      }));
  response.set_synced(true);
  response.set_resume_token(token_.ToText());
  return SendAndWait(*stream_, response, hub_.options_.longest_write);
}

void Watcher::Submit(database::Workers& workers, std::function<absl::Status(database::Session&)> job) {
  const absl::Status submitted =
      workers.Submit([self = shared_from_this(), job = std::move(job)](database::Session* session) {
        const absl::Status status = session == nullptr ? absl::UnavailableError("the server stops") : job(*session);
        if (!status.ok()) self->End(status);
      });
  if (!submitted.ok()) End(submitted);
}

absl::Status Watcher::Pump(database::Session& session) {
  if (stream_->cancelled()) return absl::CancelledError("the reader went away");
  Batch batch;
  OCOP_RETURN_IF_ERROR(
      session.Run(database::Isolation::kAutoCommit, [&](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(batch, hub_.reader_.ReadAfter(transaction, token_));
        return absl::OkStatus();
      }));
  token_ = batch.token;
  if (batch.held_back) hub_.held_back_ = true;
  TakeTime(batch);
  if (read_time_) *batch.response.mutable_read_time() = clock::ToTimestamp(*read_time_);
  const absl::Time now = absl::Now();
  if (batch.response.entries_size() > 0 || now - last_sent_ > hub_.options_.bookmark_interval) {
    last_sent_ = now;
    Send(batch.response);
  } else {
    Next();
  }
  return absl::OkStatus();
}

// Under load something is held back at nearly every look, though nothing for long: the time goes on from look to look,
// each counting as soon as every transaction that was open then has ended.
void Watcher::TakeTime(const Batch& batch) {
  if (batch.cut) return;
  if (!batch.held_back) {
    read_time_ = batch.look.time;
    awaited_.reset();
  } else if (!awaited_) {
    awaited_ = batch.look;
  } else if (awaited_->next <= batch.look.oldest_open) {
    read_time_ = awaited_->time;
    awaited_ = batch.look;
  }
}

void Watcher::Send(const WatchResponse& response) {
  {
    absl::MutexLock lock(&mutex_);
    sending_since_ = absl::Now();
    // More may follow a full response at once.
    if (response.entries_size() > 0) woken_ = true;
  }
  stream_->Write(response, [self = shared_from_this()](bool ok) {
    {
      absl::MutexLock lock(&self->mutex_);
      self->sending_since_ = absl::InfiniteFuture();
    }
    if (!ok) return self->End(absl::CancelledError("the reader went away"));
    self->Next();
  });
}

void Watcher::Next() {
  {
    absl::MutexLock lock(&mutex_);
    if (!std::exchange(woken_, false)) {
      idle_ = true;
      return;
    }
  }
  Submit(hub_.workers_, [this](database::Session& session) { return Pump(session); });
}

void Watcher::Wake() {
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_) {
      woken_ = true;
      return;
    }
    idle_ = false;
  }
  Submit(hub_.workers_, [this](database::Session& session) { return Pump(session); });
}

void Watcher::End(const absl::Status& status) {
  stream_->Finish(status);
  hub_.Remove(this);
}

void Watcher::EndIfSlow(absl::Time now) {
  {
    absl::MutexLock lock(&mutex_);
    if (now - sending_since_ < hub_.options_.longest_write) return;
  }
  End(NotTaken(hub_.options_.longest_write));
}

}  // namespace ocop::journal
