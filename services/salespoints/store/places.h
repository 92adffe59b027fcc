// Points of sale by where they are, and what is on display there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "google/type/latlng.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"

namespace ocop::salespoints {

using Nearby = v1::ListNearbySalesPointsResponse::Nearby;

// Points of a province that are open on `as_of`, nearest first, none farther than `max_distance_m`.
absl::StatusOr<std::vector<Nearby>> NearestPoints(database::Transaction& transaction, const std::string& province,
                                                  const google::type::LatLng& location, clock::Day as_of,
                                                  int64_t max_distance_m, int limit);

// Points in one of `localities` that are open on `as_of`, rising by id, after the id `after`; with `everywhere` in any.
absl::StatusOr<std::vector<v1::SalesPoint>> PointsIn(database::Transaction& transaction, const std::string& province,
                                                     bool everywhere, const std::vector<std::string>& localities,
                                                     clock::Day as_of, const std::string& after, int limit);

// Listings at a point that are on sale on `as_of`, rising by id, after the id `after`.
absl::StatusOr<std::vector<v1::Listing>> OnDisplay(database::Transaction& transaction, const std::string& sales_point,
                                                   clock::Day as_of, const std::string& after, int limit);

// Another listing of the same product at the same place that shares a day with this one.
absl::StatusOr<std::optional<v1::Listing>> ListingBeside(database::Transaction& transaction,
                                                         const v1::Listing& listing);

struct ProductInChannels {
  std::string product;
  // Their ids, rising.
  std::vector<std::string> channels;
};

// Products that are listed on `as_of` in a channel of one of `kinds` (their names), rising, after the product `after`.
absl::StatusOr<std::vector<ProductInChannels>> ProductsInChannels(database::Transaction& transaction,
                                                                  const std::string& parent,
                                                                  const std::vector<std::string>& kinds,
                                                                  clock::Day as_of, const std::string& after,
                                                                  int limit);

// Whether documents belong to a resource.
absl::StatusOr<bool> HasDocuments(database::Transaction& transaction, const std::string& name);

}  // namespace ocop::salespoints
