// Names that sound of the place. They are put together from word lists; that a real person, firm or product bears one
// is chance.
#pragma once

#include <string>

#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/ocopctl/generate/random.h"

namespace ocop::ocopctl::generate {

// What producers of the place make.
struct Ware {
  const char* name;
  registry::v1::Product::Group group;
  int score_sheet;  // of Decision 26/2026/QĐ-TTg
  const char* specification;
};

// The ware of a producer's product: the first products of one producer are all different.
const Ware& WareOf(int producer, int number_of_maker);

// `Hồng Phát`; the same number gives the same brand, different numbers different ones.
std::string BrandOf(int producer);

// `HTX Nông nghiệp Hồng Phát`.
std::string ProducerTitle(registry::v1::Producer::Kind kind, int producer);

// `Nguyễn Thị Lan`.
std::string PersonName(registry::v1::Producer::Gender gender, Random& random);

}  // namespace ocop::ocopctl::generate
