#include "services/ocopctl/apply.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/ocopctl/caller.h"
#include "services/ocopctl/errors.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kMostRefusals = 100;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A line that can be sent.
struct Line {
  std::string where;               // `file:line`
  std::vector<std::string> names;  // its own and those it refers to
  Request request;
};

// The calls under way: bounded, waited for, their refusals told.
class Calls {
 public:
  Calls(const rpc::Client& gateway, const ApplyOptions& options, std::ostream& errors)
      : gateway_(gateway),
        limit_(static_cast<size_t>(options.calls_in_flight)),
        call_options_(CallAs(options.actor, options.roles, options.token)),
        errors_(errors) {
    call_options_.timeout = absl::Seconds(60);
  }

  // Waits for room, and for the calls that store what the line refers to: a commune must not overtake its district.
  void Start(const Line& line) {
    const std::string name = line.names.empty() ? "" : line.names.front();
    WaitFor(line.names, name);
    const MethodDescriptor& method = *line.request.method;
    const std::shared_ptr<Message> response = NewMessage(*method.output_type());
    const auto done = [this, where = line.where, name, response](const absl::Status& status) {
      Finish(where, name, status);
    };
    gateway_.CallAsync(PathOf(method), *line.request.message, *response, call_options_, done);
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
  // Takes a place for `name` when there is one and none of `names` is under way.
  void WaitFor(const std::vector<std::string>& names, const std::string& name) {
    absl::MutexLock lock(&mutex_);
    const auto is_under_way = [&](const std::string& n)
                                  ABSL_NO_THREAD_SAFETY_ANALYSIS { return under_way_.contains(n); };
    const auto may_start = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
      return under_way_.size() < limit_ && std::none_of(names.begin(), names.end(), is_under_way);
    };
    mutex_.Await(absl::Condition(&may_start));
    under_way_.insert(name);
  }

  bool IsIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return under_way_.empty(); }

  void Finish(const std::string& where, const std::string& name, const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (!status.ok()) Tell(where, status);
    under_way_.erase(under_way_.find(name));
  }

  void Tell(const std::string& where, const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ++refusals_;
    errors_ << where << ": " << DescribeError(status) << "\n";
  }

  const rpc::Client& gateway_;
  const size_t limit_;
  rpc::CallOptions call_options_;
  absl::Mutex mutex_;
  std::multiset<std::string> under_way_ ABSL_GUARDED_BY(mutex_);  // lines without a name share the empty one
  int refusals_ ABSL_GUARDED_BY(mutex_) = 0;
  std::ostream& errors_ ABSL_GUARDED_BY(mutex_);
};

// A run over all files; knows which type is being stored.
class Load {
 public:
  Load(const rpc::Client& gateway, const ApplyOptions& options, std::ostream& out, std::ostream& errors)
      : calls_(gateway, options, errors), out_(out) {}
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
      if (++number == 1 && absl::StartsWith(line, kByteOrderMark)) line.erase(0, kByteOrderMark.size());
      if (absl::EndsWith(line, "\r")) line.pop_back();
      if (line.empty()) continue;
      ++lines_;
      AddLine(absl::StrCat(path, ":", number), line);
      if (calls_.refusals() >= kMostRefusals) {
        calls_.WaitForAll();
        return absl::FailedPreconditionError(absl::StrCat("gave up at ", path, ":", number, " after too many errors"));
      }
    }
    // A folder opens like a file, and fails when it is read.
    if (lines.bad() || !lines.eof()) return absl::NotFoundError(absl::StrCat("cannot read ", path));
    return absl::OkStatus();
  }

  void AddLine(const std::string& where, const std::string& line) {
    auto message = ParseAny(line);
    if (!message.ok()) return calls_.Refuse(where, message.status());
    BeginType((*message)->GetDescriptor()->name());
    std::vector<std::string> names = NamesIn(**message);
    auto request = StoringRequest(*std::move(message));
    if (!request.ok()) return calls_.Refuse(where, request.status());
    ++count_;
    calls_.Start({where, std::move(names), *std::move(request)});
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
