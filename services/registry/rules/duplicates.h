// Whether two producers may be one that was entered twice.
#pragma once

#include <string>
#include <vector>

#include "ocop/registry/v1/producer_service.pb.h"
#include "services/atlas.h"

namespace ocop::registry {

// What is known of a producer that is compared; empty where nothing is.
struct ProducerTraits {
  std::string display_name;
  std::string tax_code;
  std::string registration_number;
  std::string phone_number;
  std::string representative_name;
  std::string locality;
};

ProducerTraits TraitsOf(const v1::Producer& producer);

struct Resemblance {
  int score_percent = 0;
  // The weightiest first.
  std::vector<v1::FindDuplicateProducersResponse::Reason> reasons;
};

// What speaks for two being one adds up, what speaks against it is taken off; between 0 and 100.
Resemblance Compare(const Atlas& atlas, const ProducerTraits& a, const ProducerTraits& b);

}  // namespace ocop::registry
