#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

// Communes with and without a product in force that the plan has on the roadmap.
constexpr size_t kWithProduct = 34;
constexpr size_t kWithoutProduct = 4;

std::vector<bool> CommunesWithProduct(const Province& province) {
  std::vector<bool> has(province.communes.size(), false);
  for (const Product& product : province.products) {
    const int commune = province.producers[product.producer].commune;
    if (commune >= 0 && InForce(product, kYearEnd)) has[commune] = true;
  }
  return has;
}

}  // namespace

void WriteRoadmap(const Province& province, Random random, Writer& writer) {
  const std::vector<bool> has_product = CommunesWithProduct(province);
  std::vector<const Commune*> with, without;
  for (size_t i = 0; i < province.communes.size(); ++i) {
    // New-rural standards are for xã; wards and towns have others.
    if (!absl::StartsWith(province.communes[i].full_name, "Xã ")) continue;
    (has_product[i] ? with : without).push_back(&province.communes[i]);
  }
  random.Shuffle(with);
  random.Shuffle(without);
  with.resize(std::min(with.size(), kWithProduct));
  without.resize(std::min(without.size(), kWithoutProduct));
  with.insert(with.end(), without.begin(), without.end());
  for (const Commune* commune : with) {
    registry::v1::RoadmapCommune resource;
    resource.set_name(
        absl::StrCat(kProvince, "/plans/2024/roadmapCommunes", commune->name.substr(commune->name.rfind('/'))));
    resource.set_locality(commune->name);
    writer.Write(resource);
  }
}

}  // namespace ocop::ocopctl::generate
