#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/locality.h"
#include "services/registry/rules/place_names.h"
#include "services/registry/store/atlas.h"

namespace ocop::registry {
namespace {

using v1::Locality;
using v1::LookUpAddressRequest;
using v1::LookUpAddressResponse;
using v1::LookUpLocalityRequest;
using v1::SearchLocalitiesRequest;
using v1::SearchLocalitiesResponse;

constexpr int kUsualLocalities = 20;
constexpr int kMostLocalities = 100;

absl::StatusOr<Locality> LookUpLocality(database::Transaction& transaction, const rpc::Call& call,
                                        const LookUpLocalityRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, ProvinceCode(request.parent())));
  std::vector<const Locality*> others;
  for (const auto& [name, unit] : atlas.units()) {
    if (unit.code() != request.code()) continue;
    if (Atlas::ExistsOn(unit, day)) return unit;
    others.push_back(&unit);
  }
  return LocalityNotFound(absl::StrCat(request.code(), " on ", clock::FormatDay(day)), others);
}

LookUpAddressResponse::Match Tell(const Atlas& atlas, const Locality& unit, const std::string& rest, clock::Day day) {
  LookUpAddressResponse::Match match;
  *match.mutable_locality() = unit;
  match.set_rest(rest);
  for (const Atlas::Way& way : atlas.On(unit.name(), day)) {
    auto& place = *match.add_places();
    *place.mutable_locality() = *way.unit;
    place.set_address(absl::StrCat(rest, rest.empty() ? "" : ", ", atlas.AddressOf(way.unit->name())));
    for (const std::string& succession : way.successions) place.add_successions(succession);
  }
  return match;
}

absl::StatusOr<LookUpAddressResponse> LookUpAddress(database::Transaction& transaction, const rpc::Call& call,
                                                    const LookUpAddressRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  if (request.address().empty() == request.locality().empty()) {
    return status::InvalidField("address", "set exactly one of address and locality");
  }
  const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, ProvinceCode(request.parent())));
  LookUpAddressResponse response;
  if (!request.locality().empty()) {
    const Locality* unit = atlas.Find(request.locality());
    if (unit == nullptr) return LocalityNotFound(request.locality());
    *response.add_matches() = Tell(atlas, *unit, "", day);
    return response;
  }
  for (const AddressMatch& match : FindByAddress(atlas, request.address())) {
    *response.add_matches() = Tell(atlas, *match.unit, match.rest, day);
  }
  if (response.matches().empty()) return LocalityNotFound(absl::StrCat("in \"", request.address(), "\""));
  return response;
}

absl::StatusOr<SearchLocalitiesResponse> SearchLocalities(database::Transaction& transaction, const rpc::Call&,
                                                          const SearchLocalitiesRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, ProvinceCode(request.parent())));
  const int limit = request.page_size() == 0 ? kUsualLocalities : std::min(request.page_size(), kMostLocalities);
  SearchLocalitiesResponse response;
  for (const NamedUnit& named : FindByName(atlas, request.query(), request.kind(), clock::FromDate(request.as_of()),
                                           static_cast<size_t>(limit))) {
    auto& result = *response.add_results();
    *result.mutable_locality() = *named.unit;
    result.set_score_percent(named.score_percent);
  }
  return response;
}

}  // namespace

void BindPlaceLookUp(rpc::Service& service, const Context& context) {
  resource::BindRead<LookUpLocalityRequest, Locality>(service, "LookUpLocality", context.home, LookUpLocality);
  resource::BindRead<LookUpAddressRequest, LookUpAddressResponse>(service, "LookUpAddress", context.home,
                                                                  LookUpAddress);
  resource::BindRead<SearchLocalitiesRequest, SearchLocalitiesResponse>(service, "SearchLocalities", context.home,
                                                                        SearchLocalities);
}

}  // namespace ocop::registry
