#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/handlers/plan.h"
#include "services/registry/rules/targets.h"
#include "services/registry/store/atlas.h"
#include "services/registry/store/plan_work.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::CheckTargetsRequest;
using v1::CheckTargetsResponse;
using v1::CopyPlanRequest;
using v1::CopyPlanResponse;
using v1::Plan;
using v1::PlanTask;
using v1::RoadmapCommune;
using v1::Target;

absl::StatusOr<CheckTargetsResponse> CheckTargets(database::Transaction& transaction, const rpc::Call&,
                                                  const CheckTargetsRequest& request) {
  OCOP_ASSIGN_OR_RETURN(const auto read, PlanTable().Read(transaction, request.name(), false));
  OCOP_ASSIGN_OR_RETURN(const std::vector<Target> targets, TargetsOf(transaction, request.name()));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, ProvinceCode(request.name())));
  CheckTargetsResponse response;
  response.set_target_count(static_cast<int>(targets.size()));
  for (TargetFinding& finding : CheckBreakdown(atlas, static_cast<const Plan&>(*read).year(), targets)) {
    *response.add_findings() = std::move(finding);
  }
  return response;
}

// What a unit is to reach that takes over two targets. A ceiling, which has no minimum, is its maximum, also of 0;
// elsewhere a maximum of 0 is none.
void Merge(const Target& other, Target& target) {
  const bool sum = target.breakdown() == Target::BREAKDOWN_SUM;
  const bool ceilings = target.minimum() == 0 && other.minimum() == 0;
  const auto stricter = [&](int64_t a, int64_t b) { return ceilings ? std::min(a, b) : std::max(a, b); };
  const bool has_maximum = ceilings || (target.maximum() != 0 && other.maximum() != 0);
  const int64_t maximum = sum ? target.maximum() + other.maximum() : stricter(target.maximum(), other.maximum());
  target.set_maximum(has_maximum ? maximum : 0);
  target.set_minimum(sum ? target.minimum() + other.minimum() : stricter(target.minimum(), other.minimum()));
}

// A plan being copied into another year.
class PlanCopy {
 public:
  PlanCopy(Scope& scope, const CopyPlanRequest& request) : scope_(scope), request_(request) {}

  absl::StatusOr<CopyPlanResponse> Run() {
    OCOP_ASSIGN_OR_RETURN(old_, scope_.Read<Plan>(PlanTable(), request_.name(), true));
    OCOP_ASSIGN_OR_RETURN(atlas_, ReadAtlas(scope_.transaction(), ProvinceCode(request_.name())));
    OCOP_RETURN_IF_ERROR(MakePlan());
    OCOP_RETURN_IF_ERROR(CopyTargets());
    OCOP_RETURN_IF_ERROR(CopyRoadmap());
    OCOP_RETURN_IF_ERROR(CopyTasks());
    *response_.mutable_plan() = plan_;
    return std::move(response_);
  }

 private:
  template <class Resource>
  absl::Status Insert(const resource::Table& table, Resource& resource) {
    OCOP_RETURN_IF_ERROR(table.Insert(scope_.transaction(), resource));
    scope_.Record(table, JournalEntry::ACTION_CREATE, resource);
    return absl::OkStatus();
  }

  void Note(const std::string& note) { response_.add_notes(note); }

  absl::Status MakePlan() {
    plan_ = old_;
    const std::string id = request_.plan_id().empty() ? absl::StrCat(request_.year()) : request_.plan_id();
    plan_.set_name(absl::StrCat(ProvinceOf(old_.name()), "/plans/", id));
    plan_.set_year(request_.year());
    plan_.set_legal_basis(request_.legal_basis());
    plan_.set_source(absl::StrCat("copied from ", old_.name()));
    plan_.set_display_name(
        !request_.display_name().empty()
            ? request_.display_name()
            : absl::StrReplaceAll(old_.display_name(), {{absl::StrCat(old_.year()), absl::StrCat(request_.year())}}));
    return Insert(PlanTable(), plan_);
  }

  // The unit in the year of the copy: itself, or the one that it became; nullptr, with a note, where there is none or
  // more.
  const v1::Locality* Follow(const std::string& what, const std::string& unit) {
    const auto ways = atlas_.On(unit, clock::ToDay(request_.year(), 12, 31));
    if (ways.size() == 1) return ways.front().unit;
    Note(absl::StrCat(what, ": ", unit,
                      ways.empty() ? " has become nothing by then" : " was split; choose for yourself"));
    return nullptr;
  }

  // Targets of units that became one are one: what adds up is added, of a share the stricter holds.
  absl::Status CopyTargets() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<Target> targets, TargetsOf(scope_.transaction(), old_.name()));
    std::map<std::pair<std::string, std::string>, Target> copies;
    for (const Target& target : targets) {
      const v1::Locality* unit = Follow(target.name(), target.locality());
      if (unit == nullptr) continue;
      const auto [found, fresh] = copies.try_emplace({target.indicator(), unit->name()}, target);
      Target& copy = found->second;
      copy.set_locality(unit->name());
      if (fresh) continue;
      const bool sum = copy.breakdown() == Target::BREAKDOWN_SUM;
      Merge(target, copy);
      Note(absl::StrCat(target.name(), ": its unit is part of ", unit->full_name(), " by then; ",
                        sum ? "both targets were added" : "the stricter holds"));
    }
    for (auto& [key, copy] : copies) {
      copy.set_name(absl::StrCat(plan_.name(), "/targets/", LastId(copy.name())));
      copy.set_source(plan_.source());
      OCOP_RETURN_IF_ERROR(Insert(TargetTable(), copy));
    }
    response_.set_target_count(static_cast<int>(copies.size()));
    return absl::OkStatus();
  }

  absl::Status CopyRoadmap() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<RoadmapCommune> communes, RoadmapOf(scope_.transaction(), old_.name()));
    std::map<std::string, RoadmapCommune> copies;
    for (const RoadmapCommune& commune : communes) {
      const v1::Locality* unit = Follow(commune.name(), commune.locality());
      if (unit == nullptr) continue;
      RoadmapCommune copy = commune;
      copy.set_locality(unit->name());
      copy.set_name(absl::StrCat(plan_.name(), "/roadmapCommunes/", LastId(commune.name())));
      copy.set_source(plan_.source());
      if (!copies.try_emplace(unit->name(), std::move(copy)).second) {
        Note(absl::StrCat(commune.name(), ": ", unit->full_name(), " is on the roadmap already"));
      }
    }
    for (auto& [unit, copy] : copies) OCOP_RETURN_IF_ERROR(Insert(RoadmapCommuneTable(), copy));
    response_.set_roadmap_commune_count(static_cast<int>(copies.size()));
    return absl::OkStatus();
  }

  // The same day of another year; 29 February gives way to the 28th.
  google::type::Date Moved(const google::type::Date& date) const {
    google::type::Date moved = date;
    moved.set_year(date.year() + request_.year() - old_.year());
    if (!clock::FromDate(moved)) moved.set_day(date.day() - 1);
    return moved;
  }

  absl::Status CopyTasks() {
    OCOP_ASSIGN_OR_RETURN(const std::vector<PlanTask> tasks, TasksOf(scope_.transaction(), old_.name()));
    for (const PlanTask& task : tasks) {
      PlanTask copy = task;
      copy.set_name(absl::StrCat(plan_.name(), "/planTasks/", LastId(task.name())));
      if (!task.locality().empty()) {
        const v1::Locality* unit = Follow(task.name(), task.locality());
        if (unit == nullptr) continue;
        copy.set_locality(unit->name());
      }
      if (task.has_start_date()) *copy.mutable_start_date() = Moved(task.start_date());
      *copy.mutable_due_date() = Moved(task.due_date());
      copy.set_state(PlanTask::STATE_OPEN);
      copy.clear_percent_done();
      copy.clear_complete_date();
      copy.clear_reports();
      copy.set_source(plan_.source());
      OCOP_RETURN_IF_ERROR(Insert(PlanTaskTable(), copy));
      response_.set_plan_task_count(response_.plan_task_count() + 1);
    }
    return absl::OkStatus();
  }

  Scope& scope_;
  const CopyPlanRequest& request_;
  Plan old_, plan_;
  Atlas atlas_;
  CopyPlanResponse response_;
};

absl::StatusOr<CopyPlanResponse> CopyPlan(Scope& scope, const CopyPlanRequest& request) {
  return PlanCopy(scope, request).Run();
}

}  // namespace

void BindPlanWork(rpc::Service& service, const Context& context) {
  resource::BindRead<CheckTargetsRequest, CheckTargetsResponse>(service, "CheckTargets", context.home, CheckTargets);
  resource::BindWrite<CopyPlanRequest, CopyPlanResponse>(service, "CopyPlan", context.home, CopyPlan);
}

}  // namespace ocop::registry
