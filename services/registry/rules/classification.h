// Group, sub-group and score sheet of a product by the law's catalogue.
#pragma once

#include "common/status/status.h"
#include "ocop/registry/v1/product_catalogue.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

// Checks them against one another and completes what follows: the sub-group of the sheet, the only sheet of the
// sub-group. `before` is nullptr for a new product; of one that is changed a sub-group that was not touched follows the
// sheet.
void Classify(const v1::ProductCatalogue& catalogue, const v1::Product* before, v1::Product& after,
              status::Violations& violations);

}  // namespace ocop::registry
