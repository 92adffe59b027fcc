#include "services/training/handlers/enrolment.h"

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/training/access.h"
#include "services/training/errors.h"
#include "services/training/handlers/seats.h"
#include "services/training/rules/names.h"
#include "services/training/rules/sessions.h"
#include "services/training/rules/steps.h"
#include "services/training/store/enrolments.h"
#include "services/training/store/roll_call.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::Scope;

namespace {

// An officer may act for anyone, a learner for himself. Who may not learns nothing of what exists.
absl::Status RequireOfficerOrLearner(Scope& scope, const std::string& learner_name) {
  if (IsOfficer(scope.call())) return absl::OkStatus();
  const auto learner = scope.Read<Learner>(LearnerTable(), learner_name);
  if (!learner.ok() && learner.status().code() != absl::StatusCode::kNotFound) return learner.status();
  const bool is_learner = learner.ok() && !learner->account().empty() && learner->account() == scope.call().actor;
  return is_learner ? absl::OkStatus() : NotTheLearner();
}

// The class, locked so that its lists are changed by one at a time.
absl::StatusOr<Class> OpenClass(Scope& scope, const std::string& name) {
  OCOP_ASSIGN_OR_RETURN(Class a_class, scope.Read<Class>(ClassTable(), name, true));
  if (a_class.cancelled()) return ClassCancelled(name);
  if (a_class.capacity() == 0) return WithoutSeats(name);
  return a_class;
}

// After the last session an officer alone still enters who was enrolled, so that the roll can be called of them.
absl::Status RequireNotOver(const Scope& scope, const Class& a_class) {
  if (IsOfficer(scope.call()) || !IsOver(a_class, scope.today())) return absl::OkStatus();
  return ClassOver(a_class.name(), clock::FormatDay(SessionDays(a_class).back()));
}

Enrolment NewEnrolment(const std::string& class_name, const std::string& learner) {
  Enrolment enrolment;
  enrolment.set_name(absl::StrCat(class_name, "/enrolments/", LastId(learner)));
  enrolment.set_learner(learner);
  return enrolment;
}

absl::StatusOr<Enrolment> FindOrNew(Scope& scope, const std::string& class_name, const std::string& learner) {
  Enrolment enrolment = NewEnrolment(class_name, learner);
  auto found = scope.Read<Enrolment>(EnrolmentTable(), enrolment.name());
  if (found.ok() || found.status().code() != absl::StatusCode::kNotFound) return found;
  return enrolment;
}

absl::Status RequireStep(const Enrolment& enrolment, const char* action) {
  if (EnrolmentSteps().Find(action, enrolment.state()) != nullptr) return absl::OkStatus();
  return WrongState(enrolment, action, EnrolmentSteps().ActionsFrom(enrolment.state()));
}

// A step of an enrolment that exists: who may take it, the locked class, the enrolment as the step finds it.
struct Taken {
  Class a_class;
  Enrolment enrolment;
};

template <class Request>
absl::StatusOr<Taken> TakeStep(Scope& scope, const Request& request, const char* action) {
  OCOP_RETURN_IF_ERROR(RequireOfficerOrLearner(scope, LearnerOfEnrolment(request.name())));
  auto a_class = scope.Read<Class>(ClassTable(), ParentOf(request.name()), true);
  if (a_class.status().code() == absl::StatusCode::kNotFound) return resource::NotFound(request.name());
  if (!a_class.ok()) return a_class.status();
  OCOP_ASSIGN_OR_RETURN(Enrolment enrolment, scope.Read<Enrolment>(EnrolmentTable(), request.name()));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, enrolment));
  OCOP_RETURN_IF_ERROR(RequireStep(enrolment, action));
  return Taken{*std::move(a_class), std::move(enrolment)};
}

// Each learner of the province, known, and named once.
absl::Status CheckInvited(Scope& scope, const InviteLearnersRequest& request) {
  const std::string province = ProvinceCode(request.parent());
  std::vector<std::string> ids;
  for (const std::string& learner : request.learners()) ids.push_back(LastId(learner));
  OCOP_ASSIGN_OR_RETURN(const std::set<std::string> known, KnownLearners(scope.transaction(), province, ids));
  status::Violations violations;
  std::set<std::string> named;
  for (int i = 0; i < request.learners_size(); ++i) {
    const std::string path = absl::StrCat("learners[", i, "]");
    const std::string& learner = request.learners(i);
    if (ProvinceCode(learner) != province) {
      violations.Add(path, absl::StrCat("must lie under the same parent as ", request.parent()));
    } else if (known.count(ids[i]) == 0) {
      violations.Add(path, "refers to a resource that does not exist");
    } else if (!named.insert(learner).second) {
      violations.Add(path, "is named twice");
    }
  }
  return violations.ToStatus();
}

absl::StatusOr<InviteLearnersResponse> Invite(Scope& scope, const InviteLearnersRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireOfficer(scope.call()));
  OCOP_ASSIGN_OR_RETURN(const Class a_class, OpenClass(scope, request.parent()));
  OCOP_RETURN_IF_ERROR(CheckInvited(scope, request));
  OCOP_RETURN_IF_ERROR(RequireInPost(scope, a_class, {request.learners().begin(), request.learners().end()}));
  OCOP_ASSIGN_OR_RETURN(std::vector<Enrolment> listed, EnrolmentsOf(scope.transaction(), request.parent()));
  std::map<std::string, Enrolment> by_learner;
  for (Enrolment& enrolment : listed) by_learner[enrolment.learner()] = std::move(enrolment);
  InviteLearnersResponse response;
  for (const std::string& learner : request.learners()) {
    const auto found = by_learner.find(learner);
    Enrolment& enrolment = *response.add_enrolments();
    enrolment = found == by_learner.end() ? NewEnrolment(request.parent(), learner) : std::move(found->second);
    OCOP_RETURN_IF_ERROR(RequireStep(enrolment, "InviteLearners"));
    enrolment.set_state(Enrolment::STATE_INVITED);
    enrolment.clear_note();
  }
  OCOP_RETURN_IF_ERROR(scope.Save(EnrolmentTable(), {response.mutable_enrolments()->pointer_begin(),
                                                     response.mutable_enrolments()->pointer_end()}));
  return response;
}

absl::StatusOr<Enrolment> Accept(Scope& scope, const AcceptInvitationRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Taken taken, TakeStep(scope, request, "AcceptInvitation"));
  OCOP_RETURN_IF_ERROR(RequireNotOver(scope, taken.a_class));
  OCOP_RETURN_IF_ERROR(TakeSeat(scope, taken.a_class, taken.enrolment));
  return taken.enrolment;
}

absl::StatusOr<Enrolment> Decline(Scope& scope, const DeclineInvitationRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Taken taken, TakeStep(scope, request, "DeclineInvitation"));
  OCOP_RETURN_IF_ERROR(LeaveLists(scope, {&taken.enrolment}, Enrolment::STATE_DECLINED, request.reason()));
  return taken.enrolment;
}

absl::StatusOr<Enrolment> Enrol(Scope& scope, const EnrolLearnerRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireOfficerOrLearner(scope, request.learner()));
  OCOP_ASSIGN_OR_RETURN(const Class a_class, OpenClass(scope, request.parent()));
  OCOP_RETURN_IF_ERROR(RequireNotOver(scope, a_class));
  if (ProvinceCode(request.learner()) != ProvinceCode(request.parent())) {
    return status::InvalidField("learner", absl::StrCat("must lie under the same parent as ", request.parent()));
  }
  OCOP_ASSIGN_OR_RETURN(const auto known, KnownLearners(scope.transaction(), ProvinceCode(request.learner()),
                                                        {LastId(request.learner())}));
  if (known.empty()) return status::InvalidField("learner", "refers to a resource that does not exist");
  OCOP_ASSIGN_OR_RETURN(Enrolment enrolment, FindOrNew(scope, request.parent(), request.learner()));
  OCOP_RETURN_IF_ERROR(RequireStep(enrolment, "EnrolLearner"));
  OCOP_RETURN_IF_ERROR(TakeSeat(scope, a_class, enrolment));
  return enrolment;
}

absl::StatusOr<Enrolment> WithdrawFrom(Scope& scope, const WithdrawEnrolmentRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Taken taken, TakeStep(scope, request, "WithdrawEnrolment"));
  OCOP_ASSIGN_OR_RETURN(const bool attended,
                        HasAttended(scope.transaction(), taken.a_class.name(), LastId(taken.enrolment.learner())));
  if (attended) return RollCalled(taken.a_class.name(), "who has been at a session can no longer withdraw");
  const bool had_seat = taken.enrolment.state() == Enrolment::STATE_ENROLLED;
  OCOP_RETURN_IF_ERROR(LeaveLists(scope, {&taken.enrolment}, Enrolment::STATE_WITHDRAWN, request.reason()));
  if (had_seat) OCOP_RETURN_IF_ERROR(GiveFreeSeats(scope, taken.a_class));
  return taken.enrolment;
}

}  // namespace

void BindEnrolments(rpc::Service& service, const Context& context) {
  resource::BindWrite<InviteLearnersRequest, InviteLearnersResponse>(service, "InviteLearners", context.home, Invite);
  resource::BindWrite<AcceptInvitationRequest, Enrolment>(service, "AcceptInvitation", context.home, Accept);
  resource::BindWrite<DeclineInvitationRequest, Enrolment>(service, "DeclineInvitation", context.home, Decline);
  resource::BindWrite<EnrolLearnerRequest, Enrolment>(service, "EnrolLearner", context.home, Enrol);
  resource::BindWrite<WithdrawEnrolmentRequest, Enrolment>(service, "WithdrawEnrolment", context.home, WithdrawFrom);
}

}  // namespace ocop::training
