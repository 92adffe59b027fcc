// The real data around which the synthetic part is made.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"

namespace ocop::ocopctl::generate {

// In the order of the files.
struct RealData {
  std::vector<registry::v1::Locality> localities;
  std::vector<registry::v1::Producer> producers;
  std::vector<registry::v1::Product> products;
  std::vector<registry::v1::Registration> registrations;
  std::vector<evaluation::v1::Recognition> recognitions;
  std::vector<salespoints::v1::SalesPoint> sales_points;
};

// Reads every `*.jsonl` file of the folder, in the order of their names; resources of other types are passed over.
// Errors: NOT_FOUND for a folder without such files; INVALID_ARGUMENT for a line that is no resource, as `file:line`.
absl::StatusOr<RealData> ReadRealData(const std::string& directory);

}  // namespace ocop::ocopctl::generate
