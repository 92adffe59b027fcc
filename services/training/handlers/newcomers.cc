// Officers are this service's; producers are asked of the registry, page by page. So the list has two stretches, and a
// token says in which one the next page lies. No thread waits for the registry: its answer goes on to the database.
#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/training/handlers/coverage.h"
#include "services/training/handlers/merged_producers.h"
#include "services/training/handlers/question.h"
#include "services/training/rules/names.h"

namespace ocop::training {

using registry::v1::ListProducersRequest;
using registry::v1::ListProducersResponse;
using registry::v1::Producer;
using v1::ListNewcomersRequest;
using v1::ListNewcomersResponse;

namespace {

constexpr char kListProducers[] = "/ocop.registry.v1.ProducerService/ListProducers";

// The stretches. A token is the stretch with a day and an id, or the registry's own token.
constexpr char kOfficers[] = "officers";
constexpr char kProducers[] = "producers";
// PostgreSQL's own day before all days.
constexpr char kBeforeAllDays[] = "-infinity";

// One question on its way. Shared by the steps; the reply ends it.
struct Asking {
  Context context;
  const rpc::Call& call;
  const ListNewcomersRequest& request;
  rpc::Reply<ListNewcomersResponse> reply;
  AskedQuestion asked;
  ListProducersRequest of_registry;
  ListProducersResponse producers;
  GoesOnAs goes_on_as;
  ListNewcomersResponse response;
};

absl::Status TellOfficers(Asking& asking, database::Transaction& transaction, const std::string& after_day,
                          const std::string& after_id) {
  asking.response.Clear();
  const size_t page_size = static_cast<size_t>(pagination::ClampPageSize(asking.request.page_size()));
  OCOP_ASSIGN_OR_RETURN(std::vector<NewOfficer> rows, NewOfficers(transaction, asking.asked.question, after_day,
                                                                  after_id, static_cast<int>(page_size) + 1));
  if (rows.size() > page_size) {
    rows.resize(page_size);
    const v1::Learner& last = rows.back().learner;
    const clock::Day day = clock::FromDate(last.post_start_date()).value_or(0);
    asking.response.set_next_page_token(
        asking.asked.page.TokenAfter({kOfficers, clock::FormatDay(day), LastId(last.name())}));
  } else {
    asking.response.set_next_page_token(asking.asked.page.TokenAfter({kProducers, "", ""}));
  }
  for (const NewOfficer& row : rows) {
    auto& told = *asking.response.add_newcomers();
    told.set_name(row.learner.name());
    told.set_display_name(row.learner.display_name());
    told.set_locality(row.learner.locality());
    *told.mutable_begin_date() = row.learner.post_start_date();
    told.set_trained(row.trained);
  }
  return absl::OkStatus();
}

// Who has left by the day is new no longer.
bool TakesPart(const Producer& producer, clock::Day day) {
  return !producer.has_leave_date() || clock::FromDate(producer.leave_date()) >= day;
}

bool LiesIn(const Producer& producer, const Question& question) {
  const auto& units = question.localities;
  return units.empty() || std::binary_search(units.begin(), units.end(), producer.locality());
}

absl::Status TellProducers(Asking& asking, database::Transaction& transaction) {
  asking.response.Clear();
  std::vector<std::string> names;
  for (const auto& [name, as] : asking.goes_on_as) names.push_back(name);
  OCOP_ASSIGN_OR_RETURN(const std::set<std::string> named, TrainedProducers(transaction, asking.asked.question, names));
  std::set<std::string> trained;
  for (const std::string& name : named) trained.insert(asking.goes_on_as.at(name));
  for (const Producer& producer : asking.producers.producers()) {
    if (!TakesPart(producer, asking.asked.question.as_of) || !LiesIn(producer, asking.asked.question)) continue;
    auto& told = *asking.response.add_newcomers();
    told.set_name(producer.name());
    told.set_display_name(producer.display_name());
    told.set_locality(producer.locality());
    *told.mutable_begin_date() = producer.join_date();
    told.set_trained(trained.count(producer.name()) > 0);
  }
  const std::string& next = asking.producers.next_page_token();
  if (!next.empty()) asking.response.set_next_page_token(asking.asked.page.TokenAfter({kProducers, next, ""}));
  return absl::OkStatus();
}

// Answers with what `tell` makes of the database.
void AnswerFromDatabase(const std::shared_ptr<Asking>& asking,
                        std::function<absl::Status(database::Transaction&)> tell) {
  asking->context.home.database.Read(database::Isolation::kAutoCommit, resource::AskerOf(asking->call, asking->reply),
                                     std::move(tell), [asking](const absl::Status& status) {
                                       if (!status.ok()) return asking->reply(status);
                                       *asking->response.mutable_question() = asking->asked.told;
                                       asking->reply(asking->response);
                                     });
}

void AskRegistry(const std::shared_ptr<Asking>& asking, const std::string& registry_token) {
  const Question& question = asking->asked.question;
  asking->of_registry.set_parent(asking->request.parent());
  asking->of_registry.set_page_size(asking->request.page_size());
  asking->of_registry.set_page_token(registry_token);
  asking->of_registry.set_order_by("join_date");
  asking->of_registry.set_filter(absl::StrCat("join_date >= \"", clock::FormatDay(question.first),
                                              "\" AND join_date <= \"", clock::FormatDay(question.last), "\""));
  asking->context.registry.client().CallAsync(
      kListProducers, asking->of_registry, asking->producers, AskingFor(asking->call, "training"),
      [asking](const absl::Status& status) {
        if (!status.ok()) return asking->reply(asking->context.registry.Unavailable(status));
        std::vector<std::string> names;
        for (const Producer& producer : asking->producers.producers()) names.push_back(producer.name());
        FindMerged(
            asking->context, asking->call, asking->request.parent(), names, [asking](absl::StatusOr<GoesOnAs> known) {
              if (!known.ok()) return asking->reply(known.status());
              asking->goes_on_as = *std::move(known);
              AnswerFromDatabase(
                  asking, [asking](database::Transaction& transaction) { return TellProducers(*asking, transaction); });
            });
      });
}

absl::Status GoOn(const std::shared_ptr<Asking>& asking) {
  std::vector<std::string> after = asking->asked.page.after;
  if (after.empty()) after = {kOfficers, kBeforeAllDays, ""};
  if (after[0] == kProducers) {
    AskRegistry(asking, after[1]);
    return absl::OkStatus();
  }
  if (after[0] != kOfficers || (after[1] != kBeforeAllDays && !clock::ParseDay(after[1]))) {
    return pagination::DamagedToken();
  }
  AnswerFromDatabase(asking, [asking, day = after[1], id = after[2]](database::Transaction& transaction) {
    return TellOfficers(*asking, transaction, day, id);
  });
  return absl::OkStatus();
}

absl::Status BeginAsking(const std::shared_ptr<Asking>& asking) {
  OCOP_ASSIGN_OR_RETURN(AskedQuestion asked, AskQuestion(*asking->context.rules, asking->call, asking->request));
  NameUnits(asking->context, asking->call, std::move(asked), [asking](absl::StatusOr<AskedQuestion> named) {
    if (!named.ok()) return asking->reply(named.status());
    asking->asked = *std::move(named);
    if (absl::Status going = GoOn(asking); !going.ok()) asking->reply(going);
  });
  return absl::OkStatus();
}

}  // namespace

void BindNewcomers(rpc::Service& service, const Context& context) {
  service.BindLater<ListNewcomersRequest, ListNewcomersResponse>(
      "ListNewcomers",
      [context](const rpc::Call& call, const ListNewcomersRequest& request, rpc::Reply<ListNewcomersResponse> reply) {
        auto asking = std::make_shared<Asking>(Asking{context, call, request, std::move(reply)});
        if (absl::Status begun = BeginAsking(asking); !begun.ok()) asking->reply(begun);
      });
}

}  // namespace ocop::training
