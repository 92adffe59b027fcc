#include "services/training/handlers/coverage.h"

#include <memory>

#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/training/handlers/question.h"
#include "services/training/rules/names.h"

namespace ocop::training {

using v1::Course;
using v1::GetTrainingCoverageRequest;
using v1::ListUntrainedLearnersRequest;
using v1::ListUntrainedLearnersResponse;
using v1::TrainingCoverage;

namespace {

absl::StatusOr<ListUntrainedLearnersResponse> ListUntrained(database::Transaction& transaction,
                                                            const ListUntrainedLearnersRequest& request,
                                                            const AskedQuestion& asked) {
  const std::vector<std::string>& after = asked.page.after;
  const size_t page_size = static_cast<size_t>(pagination::ClampPageSize(request.page_size()));
  // One more tells whether another page follows.
  OCOP_ASSIGN_OR_RETURN(std::vector<Untrained> rows,
                        UntrainedLearners(transaction, asked.question, after.empty() ? "" : after[0],
                                          after.empty() ? "" : after[1], static_cast<int>(page_size) + 1));
  ListUntrainedLearnersResponse response;
  if (rows.size() > page_size) {
    rows.resize(page_size);
    response.set_next_page_token(asked.page.TokenAfter({rows.back().unit, LastId(rows.back().learner.name())}));
  }
  for (Untrained& row : rows) {
    auto& told = *response.add_untrained_learners();
    *told.mutable_learner() = std::move(row.learner);
    for (const std::string& name : row.missing) {
      Course::Topic topic;
      if (Course::Topic_Parse(name, &topic)) told.add_missing_topics(topic);
    }
  }
  *response.mutable_question() = asked.told;
  return response;
}

void Tell(const UnitCoverage& coverage, TrainingCoverage::Coverage& told) {
  told.set_unit(coverage.unit);
  told.set_learner_count(static_cast<int32_t>(coverage.learners));
  told.set_trained_count(static_cast<int32_t>(coverage.trained));
  if (coverage.learners > 0) {
    told.set_percent_centi(static_cast<int32_t>(coverage.trained * 10'000 / coverage.learners));
  }
}

absl::StatusOr<TrainingCoverage> GetCoverage(database::Transaction& transaction, const GetTrainingCoverageRequest&,
                                             const AskedQuestion& asked) {
  OCOP_ASSIGN_OR_RETURN(const std::vector<UnitCoverage> units, CoverageByUnit(transaction, asked.question));
  TrainingCoverage response;
  UnitCoverage total;
  for (const UnitCoverage& unit : units) {
    Tell(unit, *response.add_units());
    total.learners += unit.learners;
    total.trained += unit.trained;
  }
  Tell(total, *response.mutable_total());
  *response.mutable_question() = asked.told;
  return response;
}

// Binds a question of the plan: what is asked, about which units, and then what the database says.
template <class Request, class Response>
void BindQuestion(rpc::Service& service, const char* method, const Context& context,
                  absl::StatusOr<Response> (*answer)(database::Transaction&, const Request&, const AskedQuestion&)) {
  service.BindLater<Request, Response>(
      method, [context, answer](const rpc::Call& call, const Request& request, rpc::Reply<Response> reply) {
        absl::StatusOr<AskedQuestion> begun = AskQuestion(*context.rules, call, request);
        if (!begun.ok()) return reply(begun.status());
        NameUnits(context, call, *std::move(begun),
                  [context, answer, &call, &request, reply](const absl::StatusOr<AskedQuestion>& asked) {
                    if (!asked.ok()) return reply(asked.status());
                    auto response = std::make_shared<Response>();
                    context.home.database.Read(
                        database::Isolation::kAutoCommit, resource::AskerOf(call, reply),
                        [answer, &request, asked = *asked, response](database::Transaction& transaction) {
                          absl::StatusOr<Response> made = answer(transaction, request, asked);
                          if (made.ok()) *response = *std::move(made);
                          return made.status();
                        },
                        [reply, response](const absl::Status& status) {
                          if (!status.ok()) return reply(status);
                          reply(*response);
                        });
                  });
      });
}

}  // namespace

void BindCoverage(rpc::Service& service, const Context& context) {
  BindQuestion<ListUntrainedLearnersRequest, ListUntrainedLearnersResponse>(service, "ListUntrainedLearners", context,
                                                                            ListUntrained);
  BindQuestion<GetTrainingCoverageRequest, TrainingCoverage>(service, "GetTrainingCoverage", context, GetCoverage);
}

}  // namespace ocop::training
