#include "absl/strings/str_cat.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/names.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {

void WriteProducts(const Province& province, Random random, Writer& writer) {
  for (const Product& product : province.products) {
    if (!product.synthetic) continue;
    const Ware& ware = WareOf(product.producer, product.number_of_maker);
    registry::v1::Product resource;
    resource.set_name(product.name);
    resource.set_display_name(absl::StrCat(ware.name, " ", BrandOf(product.producer)));
    resource.set_producer(province.producers[static_cast<size_t>(product.producer)].name);
    resource.set_product_group(ware.group);
    resource.set_score_sheet(ware.score_sheet);
    resource.set_specification(ware.specification);
    *resource.mutable_entry_date() = ToDate(product.evaluations.front().registered - random.Between(5, 25));
    writer.Write(resource);
  }
}

}  // namespace ocop::ocopctl::generate
