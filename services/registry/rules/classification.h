// Group, sub-group and score sheet of a product by the law's catalogue.
#pragma once

#include "common/clock/day.h"
#include "common/status/status.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_catalogue.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/rules/law.h"

namespace ocop::registry {

// Checks them against one another and completes what follows: the sub-group of the sheet, the only sheet of the
// sub-group. `before` is nullptr for a new product; of one that is changed a sub-group that was not touched follows the
// sheet.
void Classify(const v1::ProductCatalogue& catalogue, const v1::Product* before, v1::Product& after,
              status::Violations& violations);

// Adds a violation of `field` when the law knows no producer of that kind for the product's group (Decision
// 26/2026/QĐ-TTg article 2.3): the law of the day on which the product was entered, so that the past can be imported
// and corrected as it was; of `today` where that day is not known.
void RequireKindOfProducer(const Law& law, clock::Day today, v1::Producer::Kind kind, const v1::Product& product,
                           const std::string& field, status::Violations& violations);

}  // namespace ocop::registry
