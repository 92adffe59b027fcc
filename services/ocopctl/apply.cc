#include "services/ocopctl/apply.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/ocopctl/errors.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {
namespace {

using google::protobuf::Message;

constexpr int kMostRefusals = 100;

// The calls under way: bounded, waited for, their refusals told.
class Calls {
 public:
  Calls(const rpc::Client& gateway, int limit, std::ostream& errors)
      : gateway_(gateway), limit_(limit), errors_(errors) {}

  void Start(const std::string& where, const Request& request) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Calls::HasRoom));
      ++in_flight_;
    }
    const std::shared_ptr<Message> response = NewMessage(*request.method->output_type());
    gateway_.CallAsync(PathOf(*request.method), *request.message, *response, {.timeout = absl::Seconds(60)},
                       [this, where, response](const absl::Status& status) { Finish(where, status); });
  }

  void Refuse(const std::string& where, const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    Tell(where, status);
  }

  void WaitForAll() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Calls::IsIdle));
  }

  int refusals() {
    absl::MutexLock lock(&mutex_);
    return refusals_;
  }

 private:
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return in_flight_ < limit_; }
  bool IsIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return in_flight_ == 0; }

  void Finish(const std::string& where, const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (!status.ok()) Tell(where, status);
    --in_flight_;
  }

  void Tell(const std::string& where, const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ++refusals_;
    errors_ << where << ": " << DescribeError(status) << "\n";
  }

  const rpc::Client gateway_;
  const int limit_;
  absl::Mutex mutex_;
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  int refusals_ ABSL_GUARDED_BY(mutex_) = 0;
  std::ostream& errors_ ABSL_GUARDED_BY(mutex_);
};

// A run over all files; knows which type is being stored.
class Load {
 public:
  Load(const rpc::Client& gateway, const ApplyOptions& options, std::ostream& out, std::ostream& errors)
      : calls_(gateway, options.calls_in_flight, errors), out_(out) {}
  ~Load() { calls_.WaitForAll(); }

  absl::Status AddFile(const std::string& path) {
    if (path == "-") return AddLines(path, std::cin);
    std::ifstream file(path);
    if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", path));
    return AddLines(path, file);
  }

  absl::Status Finish() {
    EndType();
    const int refusals = calls_.refusals();
    if (refusals == 0) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(refusals, " of ", lines_, " lines were not stored"));
  }

 private:
  absl::Status AddLines(const std::string& path, std::istream& lines) {
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.empty()) continue;
      ++lines_;
      AddLine(absl::StrCat(path, ":", number), line);
      if (calls_.refusals() >= kMostRefusals) {
        calls_.WaitForAll();
        return absl::FailedPreconditionError(absl::StrCat("gave up at ", path, ":", number, " after too many errors"));
      }
    }
    return absl::OkStatus();
  }

  void AddLine(const std::string& where, const std::string& line) {
    auto message = ParseAny(line);
    if (!message.ok()) return calls_.Refuse(where, message.status());
    BeginType((*message)->GetDescriptor()->name());
    auto request = StoringRequest(*std::move(message));
    if (!request.ok()) return calls_.Refuse(where, request.status());
    ++count_;
    calls_.Start(where, *request);
  }

  void BeginType(const std::string& type) {
    if (type == type_) return;
    EndType();
    type_ = type;
    count_ = 0;
    start_ = absl::Now();
  }

  void EndType() {
    calls_.WaitForAll();
    if (type_.empty()) return;
    out_ << absl::StreamFormat("%-24s %8d  %7.2f s\n", type_, count_, absl::ToDoubleSeconds(absl::Now() - start_));
    out_.flush();
  }

  Calls calls_;
  std::ostream& out_;
  std::string type_;
  absl::Time start_;
  int count_ = 0;
  int lines_ = 0;
};

}  // namespace

absl::Status Apply(const ApplyOptions& options, const rpc::Client& gateway, std::ostream& out, std::ostream& errors) {
  Load load(gateway, options, out, errors);
  for (const std::string& file : options.files) OCOP_RETURN_IF_ERROR(load.AddFile(file));
  return load.Finish();
}

}  // namespace ocop::ocopctl
