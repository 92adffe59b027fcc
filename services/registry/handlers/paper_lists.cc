#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/compliance.h"
#include "services/registry/rules/papers.h"
#include "services/registry/store/atlas.h"
#include "services/registry/store/papers.h"

namespace ocop::registry {
namespace {

using v1::GetPaperSummaryRequest;
using v1::ListExpiringPapersRequest;
using v1::ListExpiringPapersResponse;
using v1::ListMissingPapersRequest;
using v1::ListMissingPapersResponse;
using v1::PaperSummary;
using v1::Producer;

constexpr int kUsualDays = 90;
// Producers looked at together.
constexpr int kProducersAtOnce = 500;

std::vector<std::string> IdsOf(const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(LastId(name));
  return ids;
}

absl::StatusOr<Area> AreaOf(database::Transaction& transaction, const std::string& parent,
                            const std::string& locality) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", parent));
  if (locality.empty()) return Area{};
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, ProvinceCode(parent)));
  if (atlas.Find(locality) == nullptr) return LocalityNotFound(locality);
  return Area{false, IdsOf(atlas.Within(locality))};
}

absl::StatusOr<ListExpiringPapersResponse> ListExpiring(database::Transaction& transaction, const rpc::Call& call,
                                                        const ListExpiringPapersRequest& request) {
  const clock::Day first = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  const clock::Day last = first + (request.days() == 0 ? kUsualDays : request.days());
  const uint64_t query =
      pagination::Fingerprint({"expiring", request.parent(), request.locality(), clock::FormatDay(first),
                               clock::FormatDay(last), v1::CompliancePaper::Kind_Name(request.kind())});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 2));
  clock::Day after_day = first - 1;
  std::string after_id;
  if (!after.empty()) {
    const auto day = clock::ParseDay(after[0]);
    if (!day) return pagination::DamagedToken();
    after_day = *day;
    after_id = after[1];
  }
  OCOP_ASSIGN_OR_RETURN(const Area area, AreaOf(transaction, request.parent(), request.locality()));
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(std::vector<ExpiringPaper> papers,
                        ExpiringPapers(transaction, ProvinceCode(request.parent()), area, request.kind(), first, last,
                                       after_day, after_id, limit + 1));
  ListExpiringPapersResponse response;
  if (papers.size() > static_cast<size_t>(limit)) {
    papers.resize(static_cast<size_t>(limit));
    const v1::CompliancePaper& end = papers.back().compliance_paper();
    response.set_next_page_token(pagination::Encode(query, {clock::FormatDate(end.expire_date()), LastId(end.name())}));
  }
  for (ExpiringPaper& paper : papers) *response.add_papers() = std::move(paper);
  return response;
}

// What some producers lack, in their order.
absl::StatusOr<std::vector<MissingPaper>> MissingOfAll(database::Transaction& transaction, const Law& law,
                                                       const std::string& province,
                                                       const std::vector<Producer>& producers, clock::Day day) {
  std::vector<MissingPaper> all;
  const v1::PaperRequirements* requirements = law.PapersOn(day);
  if (requirements == nullptr || producers.empty()) return all;
  OCOP_ASSIGN_OR_RETURN(Shelf shelf, ShelfOf(transaction, province, producers, day));
  for (const Producer& producer : producers) {
    for (MissingPaper& missing :
         MissingOf(*requirements, producer, shelf.products[producer.name()], shelf.papers[producer.name()], day)) {
      all.push_back(std::move(missing));
    }
  }
  return all;
}

absl::StatusOr<ListMissingPapersResponse> ListMissing(const Law& law, database::Transaction& transaction,
                                                      const rpc::Call& call, const ListMissingPapersRequest& request) {
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  const uint64_t query =
      pagination::Fingerprint({"missing", request.parent(), request.locality(), clock::FormatDay(day)});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  OCOP_ASSIGN_OR_RETURN(const Area area, AreaOf(transaction, request.parent(), request.locality()));
  const std::string province = ProvinceCode(request.parent());
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(std::vector<Producer> producers,
                        ProducersOn(transaction, province, area, day, after.empty() ? "" : after[0], limit + 1));
  ListMissingPapersResponse response;
  if (producers.size() > static_cast<size_t>(limit)) {
    producers.resize(static_cast<size_t>(limit));
    response.set_next_page_token(pagination::Encode(query, {LastId(producers.back().name())}));
  }
  OCOP_ASSIGN_OR_RETURN(std::vector<MissingPaper> missing, MissingOfAll(transaction, law, province, producers, day));
  for (MissingPaper& each : missing) *response.add_missing() = std::move(each);
  return response;
}

// Producers of one locality, and how they stand.
struct Standing {
  int producers = 0;
  int lacking = 0;
  int missing = 0;
};

absl::StatusOr<std::map<std::string, Standing>> StandingsOf(const Law& law, database::Transaction& transaction,
                                                            const std::string& province, const Area& area,
                                                            clock::Day day) {
  std::map<std::string, Standing> standings;
  std::string after;
  while (true) {
    OCOP_ASSIGN_OR_RETURN(const std::vector<Producer> producers,
                          ProducersOn(transaction, province, area, day, after, kProducersAtOnce));
    OCOP_ASSIGN_OR_RETURN(const std::vector<MissingPaper> missing,
                          MissingOfAll(transaction, law, province, producers, day));
    for (const Producer& producer : producers) ++standings[producer.locality()].producers;
    for (size_t i = 0; i < missing.size(); ++i) {
      Standing& standing = standings[missing[i].locality()];
      ++standing.missing;
      standing.lacking += i == 0 || missing[i].producer() != missing[i - 1].producer() ? 1 : 0;
    }
    if (producers.size() < kProducersAtOnce) return standings;
    after = LastId(producers.back().name());
  }
}

absl::StatusOr<PaperSummary> Summarise(const Law& law, database::Transaction& transaction, const rpc::Call& call,
                                       const GetPaperSummaryRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  const std::string province = ProvinceCode(request.parent());
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, province));
  const v1::Locality* top = atlas.Find(request.locality());
  if (request.locality().empty()) {
    for (const auto& [name, unit] : atlas.units()) {
      if (unit.kind() == v1::Locality::KIND_PROVINCE && Atlas::ExistsOn(unit, day)) top = &unit;
    }
  }
  if (top == nullptr) return LocalityNotFound(request.locality().empty() ? request.parent() : request.locality());
  std::vector<const v1::Locality*> units = {top};
  for (const v1::Locality* unit : atlas.Below(top->name(), day)) units.push_back(unit);

  const Area area{false, IdsOf(atlas.Within(top->name()))};
  OCOP_ASSIGN_OR_RETURN(const auto standings, StandingsOf(law, transaction, province, area, day));
  OCOP_ASSIGN_OR_RETURN(
      const auto expiring,
      CountExpiringPapers(transaction, province, day, day + (request.days() == 0 ? kUsualDays : request.days())));
  PaperSummary summary;
  for (const v1::Locality* unit : units) {
    auto& told = *summary.add_units();
    told.set_locality(unit->name());
    told.set_full_name(unit->full_name());
    for (const std::string& locality : atlas.Within(unit->name())) {
      if (const auto found = standings.find(locality); found != standings.end()) {
        told.set_producer_count(told.producer_count() + found->second.producers);
        told.set_lacking_producer_count(told.lacking_producer_count() + found->second.lacking);
        told.set_missing_count(told.missing_count() + found->second.missing);
      }
      if (const auto found = expiring.find(LastId(locality)); found != expiring.end()) {
        told.set_expiring_count(told.expiring_count() + found->second);
      }
    }
  }
  return summary;
}

}  // namespace

void BindPaperLists(rpc::Service& service, const Context& context) {
  resource::BindRead<ListExpiringPapersRequest, ListExpiringPapersResponse>(service, "ListExpiringPapers", context.home,
                                                                            ListExpiring);
  resource::BindRead<ListMissingPapersRequest, ListMissingPapersResponse>(
      service, "ListMissingPapers", context.home,
      [law = context.law](database::Transaction& transaction, const rpc::Call& call,
                          const ListMissingPapersRequest& request) {
        return ListMissing(*law, transaction, call, request);
      });
  resource::BindRead<GetPaperSummaryRequest, PaperSummary>(
      service, "GetPaperSummary", context.home,
      [law = context.law](database::Transaction& transaction, const rpc::Call& call,
                          const GetPaperSummaryRequest& request) {
        return Summarise(*law, transaction, call, request);
      });
}

}  // namespace ocop::registry
