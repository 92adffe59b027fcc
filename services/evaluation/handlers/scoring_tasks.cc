// What waits for the caller in the work of the councils.
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/evaluation/handlers/assessment.h"
#include "services/evaluation/rules/council.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/store/rounds.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using v1::Dossier;
using v1::ListScoringTasksRequest;
using v1::ListScoringTasksResponse;
using v1::ScoringRound;

// A dossier with the council; `round` is the latest that counts since it came there, if there is one.
struct Case {
  const Dossier& dossier;
  const ScoringRound* round;
  const std::set<std::string>& sealed;
};

const char* RoleOf(ListScoringTasksRequest::Step step) {
  const bool of_member =
      step == ListScoringTasksRequest::STEP_SUBMIT_SCORE || step == ListScoringTasksRequest::STEP_CLOSE_ROUND;
  return of_member ? kCouncilMember : kProvinceOfficer;
}

// As CloseScoringRound asks for it.
bool HasQuorum(const Case& the_case) {
  const Quorum quorum = QuorumOf(*the_case.round);
  int cards = 0;
  bool chair = false;
  for (const ScoringRound::Seat& seat : the_case.round->seats()) {
    if (!CanScore(seat) || !the_case.sealed.contains(seat.member())) continue;
    ++cards;
    chair = chair || seat.chair();
  }
  return cards >= quorum.needed && (chair || !quorum.needs_chair);
}

bool Waits(const Case& the_case, ListScoringTasksRequest::Step step, const std::string& user) {
  const ScoringRound* round = the_case.round;
  if (step == ListScoringTasksRequest::STEP_OPEN_ROUND) return round == nullptr;
  if (round == nullptr) return false;
  if (step == ListScoringTasksRequest::STEP_DECIDE) return round->outcome() == ScoringRound::OUTCOME_VERDICT;
  const ScoringRound::Seat* seat = SeatOf(*round, user);
  if (round->state() != ScoringRound::STATE_OPEN || seat == nullptr) return false;
  if (step == ListScoringTasksRequest::STEP_SUBMIT_SCORE) {
    return CanScore(*seat) && !the_case.sealed.contains(seat->member());
  }
  return CanLead(*seat) && HasQuorum(the_case);
}

// When the dossier last came to the council.
google::protobuf::Timestamp ArrivalOf(const Dossier& dossier) {
  for (int i = dossier.steps_size(); i-- > 0;) {
    if (dossier.steps(i).state() == Dossier::STATE_COUNCIL) return dossier.steps(i).step_time();
  }
  return dossier.update_time();
}

void Tell(const Case& the_case, ListScoringTasksRequest::Step step, ListScoringTasksResponse::ScoringTask& told) {
  const Dossier& dossier = the_case.dossier;
  const bool on_dossier =
      step == ListScoringTasksRequest::STEP_OPEN_ROUND || step == ListScoringTasksRequest::STEP_DECIDE;
  told.set_subject(on_dossier ? dossier.name() : the_case.round->name());
  told.set_dossier(dossier.name());
  told.set_product(dossier.product());
  told.set_producer(dossier.producer());
  told.set_locality(dossier.locality());
  told.set_score_sheet(dossier.score_sheet());
  if (dossier.has_due_date()) *told.mutable_due_date() = dossier.due_date();
  if (the_case.round == nullptr) {
    *told.mutable_since() = ArrivalOf(dossier);
  } else {
    *told.mutable_since() = on_dossier ? the_case.round->close_time() : the_case.round->create_time();
  }
}

absl::StatusOr<std::string> ProvinceAsked(const std::string& parent) {
  const resource_name::Pattern provinces = DossierTable().pattern().Parent();
  if (provinces.Match(parent)) return ProvinceCode(parent);
  return status::InvalidField("parent", absl::StrCat("must be a name of the form ", provinces.text()));
}

absl::StatusOr<ListScoringTasksResponse> ListTasks(database::Transaction& transaction, const rpc::Call& call,
                                                   const ListScoringTasksRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(call, {RoleOf(request.step())}));
  OCOP_ASSIGN_OR_RETURN(const std::string province, ProvinceAsked(request.parent()));
  const uint64_t query =
      pagination::Fingerprint({"scoring tasks", request.parent(), absl::StrCat(request.step()), call.actor});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const auto limit = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  OCOP_ASSIGN_OR_RETURN(
      std::vector<Dossier> dossiers,
      DossiersWithCouncil(transaction, province, after.empty() ? "" : after[0], static_cast<int>(limit) + 1));
  ListScoringTasksResponse response;
  if (dossiers.size() > limit) {
    dossiers.resize(limit);
    response.set_next_page_token(pagination::Encode(query, {LastId(dossiers.back().name())}));
  }
  OCOP_ASSIGN_OR_RETURN(const auto rounds, LastRounds(transaction, dossiers));
  OCOP_ASSIGN_OR_RETURN(auto sealed, MembersWithSealedCard(transaction, dossiers));
  for (const Dossier& dossier : dossiers) {
    const auto round = rounds.find(dossier.name());
    const bool current = round != rounds.end() && !IsSetAside(round->second, dossier);
    const Case the_case{dossier, current ? &round->second : nullptr, sealed[dossier.name()]};
    if (Waits(the_case, request.step(), call.actor)) Tell(the_case, request.step(), *response.add_scoring_tasks());
  }
  return response;
}

}  // namespace

void BindScoringTasks(rpc::Service& service, const Context& context) {
  resource::BindRead<ListScoringTasksRequest, ListScoringTasksResponse>(service, "ListScoringTasks", context.home,
                                                                        ListTasks);
}

}  // namespace ocop::evaluation
