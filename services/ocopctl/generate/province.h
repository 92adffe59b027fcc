// The province at the end of 2024, worked out before anything is written: who takes part, which products they make, and
// how each product fared. Real producers and products come first, synthetic ones fill up to the true size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/ocopctl/generate/real_data.h"

namespace ocop::ocopctl::generate {

inline constexpr char kProvince[] = "provinces/82";
inline constexpr absl::CivilDay kYearStart(2024, 1, 1);
inline constexpr absl::CivilDay kYearEnd(2024, 12, 31);

// Tiền Giang as it was until 2025-06-30, in the order of the real data.
struct District {
  std::string name;
  std::string display_name;
  std::string full_name;
};
struct Commune {
  std::string name;
  std::string full_name;
  int district;  // index
};

struct Producer {
  std::string name;
  registry::v1::Producer::Kind kind;
  int district = -1;  // index, -1 when only the province is known
  int commune = -1;   // index, -1 when only the district is known
  bool synthetic = false;
  absl::CivilDay join_date;
  // Its latest registration of the year; unset when it entered no product.
  std::optional<absl::CivilDay> registered_in_year;
};

// A product entered once, and what came of it.
struct Evaluation {
  registry::v1::Registration::Kind kind;
  absl::CivilDay registered;
  int stars = 0;  // 0: not recognised, and the days below mean nothing
  absl::CivilDay decided;
  absl::CivilDay expires;
  std::optional<absl::CivilDay> revoked;
};

struct Product {
  std::string name;
  int producer;         // index
  int number_of_maker;  // 0 for the first product of its producer, and so on
  bool synthetic = false;
  std::vector<Evaluation> evaluations;  // by day
};

struct Province {
  std::vector<District> districts;
  std::vector<Commune> communes;
  std::vector<Producer> producers;
  std::vector<Product> products;
};

// Whether one of the product's recognitions is in force on `day`.
bool InForce(const Product& product, absl::CivilDay day);

// The true size of 2024 times `scale`: 328 products in force on the last day of the year and 150 producers, the real
// ones of Tiền Giang included. 11 district units and 164 communes at every scale.
Province BuildProvince(const RealData& real, uint64_t seed, int scale);

// `provinces/82/{collection}/gen-{kind}-000001`. Six digits keep the names in order up to a million.
std::string SyntheticName(const char* collection, const char* kind, int number);

}  // namespace ocop::ocopctl::generate
