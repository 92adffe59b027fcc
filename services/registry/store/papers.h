// Papers that end, and all that tells who lacks one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

// Units that are asked about: all, or some.
struct Area {
  bool everywhere = true;
  // Ids of localities.
  std::vector<std::string> localities;
};

using ExpiringPaper = v1::ListExpiringPapersResponse::ExpiringPaper;

// Papers in force on `first` that end by `last` and whose place no other had taken by then, of living producers; in the
// order of their last days and ids, after (`after_day`, `after_id`). `kind` unspecified: of every kind.
absl::StatusOr<std::vector<ExpiringPaper>> ExpiringPapers(database::Transaction& transaction,
                                                          const std::string& province, const Area& area,
                                                          v1::CompliancePaper::Kind kind, clock::Day first,
                                                          clock::Day last, clock::Day after_day,
                                                          const std::string& after_id, int limit);

// The papers for one product, locked until the transaction ends.
absl::StatusOr<std::vector<v1::CompliancePaper>> LockPapersOf(database::Transaction& transaction,
                                                              const std::string& product);

// How many there are, unit by unit (the ids of the producers' localities).
absl::StatusOr<std::map<std::string, int>> CountExpiringPapers(database::Transaction& transaction,
                                                               const std::string& province, clock::Day first,
                                                               clock::Day last);

// Producers in the programme on a day, in the order of their ids, after the id `after`.
absl::StatusOr<std::vector<v1::Producer>> ProducersOn(database::Transaction& transaction, const std::string& province,
                                                      const Area& area, clock::Day day, const std::string& after,
                                                      int limit);

// What producers have, by their names: products that live, were not given up and had been entered by `day`, and papers.
struct Shelf {
  std::map<std::string, std::vector<v1::Product>> products;
  std::map<std::string, std::vector<v1::CompliancePaper>> papers;
};
absl::StatusOr<Shelf> ShelfOf(database::Transaction& transaction, const std::string& province,
                              const std::vector<v1::Producer>& producers, clock::Day day);

}  // namespace ocop::registry
