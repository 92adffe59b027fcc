#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/names.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using Resource = registry::v1::Producer;

// Two in five are led by a woman, as in the country.
constexpr int kPercentOfWomen = 40;

void SetWorkers(Random& random, Resource& resource) {
  const bool household = resource.kind() == Resource::KIND_BUSINESS_HOUSEHOLD;
  resource.set_worker_count(household ? random.Between(2, 12) : random.Between(8, 80));
  resource.set_local_worker_count(resource.worker_count() * random.Between(50, 100) / 100);
  resource.set_local_capital_percent(household ? 100 : random.Between(30, 100));
}

}  // namespace

void WriteProducers(const Province& province, Random random, Writer& writer) {
  for (size_t i = 0; i < province.producers.size(); ++i) {
    const Producer& producer = province.producers[i];
    if (!producer.synthetic) continue;
    Resource resource;
    resource.set_name(producer.name);
    resource.set_display_name(ProducerTitle(producer.kind, static_cast<int>(i)));
    resource.set_kind(producer.kind);
    resource.set_locality(province.communes[static_cast<size_t>(producer.commune)].name);
    resource.set_representative_gender(random.Chance(kPercentOfWomen) ? Resource::GENDER_FEMALE
                                                                      : Resource::GENDER_MALE);
    resource.set_representative_name(PersonName(resource.representative_gender(), random));
    *resource.mutable_join_date() = ToDate(producer.join_date);
    SetWorkers(random, resource);
    writer.Write(resource);
  }
}

}  // namespace ocop::ocopctl::generate
