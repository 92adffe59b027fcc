#include "services/ocopctl/generate/province.h"

#include <algorithm>
#include <unordered_map>

#include "absl/strings/str_format.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/stories.h"

namespace ocop::ocopctl::generate {
namespace {

using registry::v1::Locality;

using IndexByName = std::unordered_map<std::string, int>;

// The districts of old Tiền Giang and their communes.
void AddUnits(const RealData& real, Province& province) {
  IndexByName districts;
  for (const Locality& unit : real.localities) {
    if (unit.kind() != Locality::KIND_DISTRICT || unit.parent_locality() != "provinces/82/localities/82") continue;
    districts[unit.name()] = static_cast<int>(province.districts.size());
    province.districts.push_back({unit.name(), unit.display_name(), unit.full_name()});
  }
  for (const Locality& unit : real.localities) {
    const auto parent = districts.find(unit.parent_locality());
    if (unit.kind() != Locality::KIND_COMMUNE || parent == districts.end()) continue;
    province.communes.push_back({unit.name(), unit.full_name(), parent->second});
  }
}

// Places a real producer on the map; false when it is not one of Tiền Giang.
bool Locate(const std::string& locality, const Province& province, Producer& producer) {
  for (size_t i = 0; i < province.communes.size(); ++i) {
    if (province.communes[i].name != locality) continue;
    producer.commune = static_cast<int>(i);
    producer.district = province.communes[i].district;
    return true;
  }
  for (size_t i = 0; i < province.districts.size(); ++i) {
    if (province.districts[i].name == locality) producer.district = static_cast<int>(i);
  }
  return producer.district >= 0 || locality == "provinces/82/localities/82";
}

IndexByName AddRealProducers(const RealData& real, Province& province) {
  IndexByName indexes;
  for (const auto& source : real.producers) {
    Producer producer{.name = source.name(), .kind = source.kind()};
    producer.join_date = ToDay(source.join_date());
    if (!Locate(source.locality(), province, producer)) continue;
    indexes[source.name()] = static_cast<int>(province.producers.size());
    province.producers.push_back(std::move(producer));
  }
  return indexes;
}

IndexByName AddRealProducts(const RealData& real, const IndexByName& producers, Province& province) {
  IndexByName indexes;
  std::unordered_map<int, int> made;
  for (const auto& source : real.products) {
    const auto producer = producers.find(source.producer());
    if (producer == producers.end()) continue;
    indexes[source.name()] = static_cast<int>(province.products.size());
    province.products.push_back(
        {.name = source.name(), .producer = producer->second, .number_of_maker = made[producer->second]++});
  }
  return indexes;
}

// Real products have at most one registration and recognition each; a product known from 2025 only has no registration.
void AddRealEvaluations(const RealData& real, const IndexByName& products, Province& province) {
  for (const auto& source : real.recognitions) {
    const auto product = products.find(source.product());
    if (product == products.end()) continue;
    province.products[product->second].evaluations.push_back({.kind = registry::v1::Registration::KIND_FIRST,
                                                              .registered = ToDay(source.decision_date()),
                                                              .stars = source.stars(),
                                                              .decided = ToDay(source.decision_date()),
                                                              .expires = ToDay(source.expire_date())});
  }
  for (const auto& source : real.registrations) {
    const auto product = products.find(source.product());
    if (product == products.end() || province.products[product->second].evaluations.empty()) continue;
    province.products[product->second].evaluations.front().registered = ToDay(source.register_date());
  }
}

void NoteRegistrationsOfYear(Province& province) {
  for (const Product& product : province.products) {
    for (const Evaluation& evaluation : product.evaluations) {
      if (evaluation.registered < kYearStart || evaluation.registered > kYearEnd) continue;
      auto& latest = province.producers[product.producer].registered_in_year;
      latest = std::max(latest.value_or(evaluation.registered), evaluation.registered);
    }
  }
}

}  // namespace

bool InForce(const Product& product, absl::CivilDay day) {
  return std::any_of(product.evaluations.begin(), product.evaluations.end(), [&](const Evaluation& evaluation) {
    return evaluation.stars > 0 && evaluation.decided <= day && day <= evaluation.expires &&
           (!evaluation.revoked || day < *evaluation.revoked);
  });
}

Province BuildProvince(const RealData& real, uint64_t seed, int scale) {
  Province province;
  AddUnits(real, province);
  const IndexByName producers = AddRealProducers(real, province);
  const IndexByName products = AddRealProducts(real, producers, province);
  AddRealEvaluations(real, products, province);
  AddSyntheticProducersAndProducts(seed, scale, province);
  NoteRegistrationsOfYear(province);
  return province;
}

std::string SyntheticName(const char* collection, const char* kind, int number) {
  return absl::StrFormat("%s/%s/gen-%s-%06d", kProvince, collection, kind, number);
}

}  // namespace ocop::ocopctl::generate
