#include "services/gateway/tasks/task_service.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "ocop/indicators/v1/task_service.pb.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/tasks/inquiry.h"

namespace ocop::gateway {
namespace {

using google::protobuf::RepeatedPtrField;
using indicators::v1::ListMyTasksRequest;
using indicators::v1::ListMyTasksResponse;
using indicators::v1::TaskKind;

// A service that has not answered by then leaves the rest of the caller's time for what the others have said.
constexpr double kShareOfTime = 0.8;
constexpr absl::Duration kLongest = absl::Seconds(10);

bool IsIn(const RepeatedPtrField<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Every value must be one of `known`.
void CheckValues(const std::string& field, const RepeatedPtrField<std::string>& values, const Names& known,
                 status::Violations& violations) {
  for (int i = 0; i < values.size(); ++i) {
    if (known.contains(values[i])) continue;
    violations.Add(Indexed(field, i), absl::StrCat("is none of ", absl::StrJoin(known, ", ")));
  }
}

uint64_t QueryOf(const rpc::Call& call, const ListMyTasksRequest& request) {
  return pagination::Fingerprint({"tasks", request.parent(), request.locality(), absl::StrJoin(request.services(), ","),
                                  absl::StrJoin(request.kinds(), ","), call.actor, absl::StrJoin(call.roles, ",")});
}

// What the services have said so far. Kinds answer from several threads.
class Gathering {
 public:
  Gathering(size_t kinds, uint64_t query, size_t page_size, rpc::Reply<ListMyTasksResponse> reply)
      : left_(kinds), query_(query), page_size_(page_size), reply_(std::move(reply)) {}

  // Before any kind answers.
  void Miss(const std::string& service) { missing_.insert(service); }
  void LeaveOut(const std::string& role) { without_post_.insert(role); }
  void ReplyIfNothingIsLeft() {
    if (left_ == 0) Finish();
  }

  void Take(const std::string& service, absl::StatusOr<std::vector<RankedTask>> answer) {
    {
      const std::lock_guard lock(mutex_);
      Keep(service, std::move(answer));
      if (--left_ > 0) return;
    }
    Finish();
  }

 private:
  void Keep(const std::string& service, absl::StatusOr<std::vector<RankedTask>> answer) {
    if (answer.ok()) {
      std::move(answer->begin(), answer->end(), std::back_inserter(tasks_));
    } else if (absl::IsUnavailable(answer.status()) || absl::IsDeadlineExceeded(answer.status()) ||
               absl::IsResourceExhausted(answer.status())) {
      missing_.insert(service);
    } else {
      failure_.Update(answer.status());
    }
  }

  void Finish() {
    if (!failure_.ok()) return reply_(failure_);
    std::sort(tasks_.begin(), tasks_.end(),
              [](const RankedTask& one, const RankedTask& other) { return one.key < other.key; });
    ListMyTasksResponse response;
    for (size_t i = 0; i < std::min(page_size_, tasks_.size()); ++i) {
      *response.add_tasks() = std::move(tasks_[i].task);
    }
    if (tasks_.size() > page_size_) {
      response.set_next_page_token(pagination::Encode(query_, tasks_[page_size_ - 1].key.Parts()));
    }
    for (const std::string& service : missing_) response.add_missing_services(service);
    for (const std::string& role : without_post_) response.add_roles_without_post(role);
    reply_(response);
  }

  std::mutex mutex_;
  size_t left_;
  std::vector<RankedTask> tasks_;
  Names missing_, without_post_;
  absl::Status failure_;
  const uint64_t query_;
  const size_t page_size_;
  const rpc::Reply<ListMyTasksResponse> reply_;
};

class Methods {
 public:
  explicit Methods(const TaskSources& sources) : sources_(sources) {
    for (const Kind& kind : *sources_.kinds) kinds_.insert(kind.definition.kind());
    for (size_t i = 0; i < kAllServices.size(); ++i) {
      services_.insert(NameOf(kAllServices[i]));
      clients_.emplace(NameOf(kAllServices[i]), sources_.clients[i]);
    }
  }

  void ListMyTasks(const rpc::Call& call, const ListMyTasksRequest& request,
                   rpc::Reply<ListMyTasksResponse> reply) const {
    auto question = std::make_shared<Question>();
    bool posts_known = false;
    const absl::Status asked = Ask(call, request, *question, posts_known);
    if (!asked.ok()) return reply(asked);
    const auto page_size = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
    question->enough = page_size + 1;

    std::vector<const Kind*> kinds;
    Names missing, without_post;
    for (const Kind& kind : *sources_.kinds) {
      const TaskKind& data = kind.definition;
      if (!IsIn(request.services(), kind.service) || !IsIn(request.kinds(), data.kind())) continue;
      if (!question->caller.HasAnyOf(data.roles())) continue;
      const bool by_post = data.scope() == TaskKind::SCOPE_LOCALITY || data.scope() == TaskKind::SCOPE_PRODUCER;
      if (by_post && !posts_known) {
        missing.insert({NameOf(Service::kTraining), kind.service});
      } else if (by_post && PostsFor(data.scope(), question->caller).empty()) {
        without_post.insert(data.roles().begin(), data.roles().end());
      } else {
        kinds.push_back(&kind);
      }
    }
    auto gathering = std::make_shared<Gathering>(kinds.size(), QueryOf(call, request), page_size, std::move(reply));
    for (const std::string& service : missing) gathering->Miss(service);
    for (const std::string& role : without_post) gathering->LeaveOut(role);
    gathering->ReplyIfNothingIsLeft();
    for (const Kind* kind : kinds) {
      Inquire(*kind, question, clients_.at(kind->service), sources_.projection,
              [gathering, kind](absl::StatusOr<std::vector<RankedTask>> answer) {
                gathering->Take(kind->service, std::move(answer));
              });
    }
  }

 private:
  static const Names& PostsFor(TaskKind::Scope scope, const Caller& caller) {
    return scope == TaskKind::SCOPE_LOCALITY ? caller.localities : caller.producers;
  }

  absl::Status Ask(const rpc::Call& call, const ListMyTasksRequest& request, Question& question,
                   bool& posts_known) const {
    status::Violations violations;
    CheckValues("services", request.services(), services_, violations);
    CheckValues("kinds", request.kinds(), kinds_, violations);
    OCOP_RETURN_IF_ERROR(violations.ToStatus());
    question.parent = request.parent();
    question.now = call.now;
    question.today = clock::Today(call.now);
    question.deadline = call.now + std::min((call.deadline - call.now) * kShareOfTime, kLongest);
    question.options = OnBehalfOf(call);
    const Projection::Reading reading = sources_.projection.Read(request.parent(), call.now);
    if (!reading.ready()) return SourcesNotReady();
    posts_known = reading.Has(Service::kTraining);
    question.caller = CallerOf(call, reading.figures(), question.today);
    if (!request.locality().empty()) {
      OCOP_ASSIGN_OR_RETURN(const Id<Locality> area, FindLocality(reading.figures(), request.parent(),
                                                                  request.locality(), question.today, "locality"));
      question.area = NamesInside(reading.figures(), area);
    }
    OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after,
                          pagination::Decode(request.page_token(), QueryOf(call, request), 4));
    if (after.empty()) return absl::OkStatus();
    question.after = TaskKey::Of(after);
    return question.after ? absl::OkStatus() : pagination::DamagedToken();
  }

  const TaskSources sources_;
  Names kinds_, services_;
  std::map<std::string, rpc::Client> clients_;
};

}  // namespace

rpc::Service TaskService(const TaskSources& sources) {
  rpc::Service service("ocop.indicators.v1.TaskService");
  service.BindLater<ListMyTasksRequest, ListMyTasksResponse>(
      "ListMyTasks",
      [methods = std::make_shared<const Methods>(sources)](const rpc::Call& call, const ListMyTasksRequest& request,
                                                           rpc::Reply<ListMyTasksResponse> reply) {
        methods->ListMyTasks(call, request, std::move(reply));
      });
  return service;
}

}  // namespace ocop::gateway
