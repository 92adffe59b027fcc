#include "services/training/handlers/question.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/list_where.h"
#include "services/training/handlers/merged_producers.h"
#include "services/training/rules/names.h"
#include "services/training/rules/training_rules.h"

namespace ocop::training {

using v1::Course;
using v1::Learner;
using v1::TrainingQuestion;
using v1::TrainingRules;

namespace {

// Each once, in the order of their first naming.
void AddOnce(const google::protobuf::RepeatedField<int>& from, google::protobuf::RepeatedField<int>& to) {
  for (const int value : from) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.Add(value);
  }
}

// What the plan asks for, where the request asks for nothing else.
void FillFromPlan(const TrainingRules& rules, TrainingQuestion& told) {
  const auto& plan = RequirementOf(rules, told.plan_year());
  if (told.kinds().empty() && told.topics().empty()) {
    told.set_reading(plan.reading());
    // A year before the first plan known is asked the same, but no plan of ours speaks of it.
    if (plan.first_plan_year() <= told.plan_year()) told.set_legal_basis(plan.legal_basis());
  }
  if (told.kinds().empty()) *told.mutable_kinds() = plan.kinds();
  if (told.topics().empty()) *told.mutable_topics() = plan.topics();
}

absl::Status Check(const rpc::Call& call, const std::string& parent, int plan_year, const google::type::Date& as_of) {
  static const auto& parents = *new resource_name::Pattern("provinces/{province}");
  status::Violations violations;
  if (!parents.Match(parent)) violations.Add("parent", absl::StrCat("must be a name of the form ", parents.text()));
  const clock::Day first = clock::ToDay(plan_year, 1, 1);
  if (first > clock::Today(call.now)) violations.Add("plan_year", absl::StrCat(plan_year, " has not begun"));
  const auto given = clock::FromDate(as_of);
  if (given && *given < first) violations.Add("as_of", "lies before the plan year");
  return violations.ToStatus();
}

// `told` has the kinds and topics that the request chooses; a page's key has so many parts.
template <class Request>
absl::StatusOr<AskedQuestion> Ask(const TrainingRules& rules, const rpc::Call& call, const Request& request,
                                  TrainingQuestion told, const std::string& page_token, size_t key_parts) {
  OCOP_RETURN_IF_ERROR(Check(call, request.parent(), request.plan_year(), request.as_of()));
  told.set_plan_year(request.plan_year());
  FillFromPlan(rules, told);
  if (!request.locality().empty()) told.add_localities(request.locality());
  const bool with_units_within = !request.locality().empty() && !request.exact_unit();
  const uint64_t query = pagination::Fingerprint({request.parent(), with_units_within ? "within" : "",
                                                  clock::FormatDate(request.as_of()), told.SerializeAsString()});
  const clock::Day year_end = clock::ToDay(told.plan_year(), 12, 31);
  OCOP_ASSIGN_OR_RETURN(DayPage page, ReadDayPage(page_token, query, request.as_of(),
                                                  std::min(clock::Today(call.now), year_end), key_parts));
  *told.mutable_as_of() = clock::ToDate(page.day);
  Question question;
  question.province = ProvinceCode(request.parent());
  question.localities.assign(told.localities().begin(), told.localities().end());
  for (const int kind : told.kinds()) question.kinds.push_back(Learner::Kind_Name(kind));
  for (const int topic : told.topics()) question.topics.push_back(Course::Topic_Name(topic));
  question.as_of = page.day;
  question.first = clock::ToDay(told.plan_year(), 1, 1);
  question.last = std::min(page.day, year_end);
  return AskedQuestion{std::move(question), with_units_within, std::move(told), std::move(page)};
}

// Of a request that can choose kinds and topics.
template <class Request>
TrainingQuestion ChosenBy(const Request& request) {
  TrainingQuestion told;
  AddOnce(request.kinds(), *told.mutable_kinds());
  AddOnce(request.topics(), *told.mutable_topics());
  return told;
}

using Then = std::function<void(absl::StatusOr<AskedQuestion>)>;

bool AsksAboutProducersPeople(const AskedQuestion& asked) {
  const auto& kinds = asked.told.kinds();
  return std::find(kinds.begin(), kinds.end(), Learner::KIND_PRODUCER_PERSON) != kinds.end();
}

// Adds the producers that lie in the units, also those that are deleted: whoever is in post there stays in post. A
// duplicate lies where the producer does that it goes on as.
void NameProducers(const Context& context, const rpc::Call& call, AskedQuestion asked, Then then) {
  using registry::v1::ListProducersRequest;
  using registry::v1::ListProducersResponse;
  using registry::v1::Producer;
  if (asked.question.localities.empty() || !AsksAboutProducersPeople(asked)) return then(std::move(asked));
  const std::vector<std::string> localities = asked.question.localities;
  ListWhere<ListProducersRequest, ListProducersResponse, Producer>(
      context.registry, "/ocop.registry.v1.ProducerService/ListProducers", AskingFor(call, "training"),
      ProvinceOf(localities.front()), "locality", localities, &ListProducersResponse::producers,
      [context, &call, asked = std::move(asked),
       then = std::move(then)](const absl::StatusOr<std::vector<Producer>>& found) mutable {
        if (!found.ok()) return then(found.status());
        std::vector<std::string> names;
        for (const Producer& producer : *found) {
          if (producer.merged_into().empty()) names.push_back(producer.name());
        }
        const std::string province = ProvinceOf(asked.question.localities.front());
        FindMerged(context, call, province, names,
                   [asked = std::move(asked), then = std::move(then)](const absl::StatusOr<GoesOnAs>& known) mutable {
                     if (!known.ok()) return then(known.status());
                     for (const auto& [name, as] : *known) asked.question.producers.push_back(name);
                     then(std::move(asked));
                   });
      });
}

}  // namespace

absl::StatusOr<AskedQuestion> AskQuestion(const TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListUntrainedLearnersRequest& request) {
  return Ask(rules, call, request, ChosenBy(request), request.page_token(), 2);
}

absl::StatusOr<AskedQuestion> AskQuestion(const TrainingRules& rules, const rpc::Call& call,
                                          const v1::GetTrainingCoverageRequest& request) {
  return Ask(rules, call, request, ChosenBy(request), "", 0);
}

absl::StatusOr<AskedQuestion> AskQuestion(const TrainingRules& rules, const rpc::Call& call,
                                          const v1::ListNewcomersRequest& request) {
  return Ask(rules, call, request, {}, request.page_token(), 3);
}

void NameUnits(const Context& context, const rpc::Call& call, AskedQuestion asked,
               std::function<void(absl::StatusOr<AskedQuestion>)> then) {
  if (!asked.with_units_within) return NameProducers(context, call, std::move(asked), std::move(then));
  const std::string unit = asked.question.localities.front();
  context.maps->Get(call, ProvinceOf(unit),
                    [context, &call, asked = std::move(asked), unit,
                     then = std::move(then)](const absl::StatusOr<Maps::Map>& map) mutable {
                      if (!map.ok()) return then(map.status());
                      asked.question.localities = (*map)->Within(unit);
                      asked.told.clear_localities();
                      for (const std::string& each : asked.question.localities) asked.told.add_localities(each);
                      NameProducers(context, call, std::move(asked), std::move(then));
                    });
}

}  // namespace ocop::training
