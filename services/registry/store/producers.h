// Producers that may be one, and what belongs to a producer.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/registry/rules/duplicates.h"

namespace ocop::registry {

// Producers of a province that have a number in common with `traits` or a name like it, but `except` (a name, or empty)
// and those that are deleted. More than are alike: they are to be compared.
absl::StatusOr<std::vector<v1::Producer>> CandidatesFor(database::Transaction& transaction, const std::string& province,
                                                        const ProducerTraits& traits, const std::string& except);

// Name of a living producer other than `producer` that has its tax code; empty when there is none.
absl::StatusOr<std::string> OtherWithTaxCode(database::Transaction& transaction, const v1::Producer& producer);

// Names of living producers with a tax code, however it is grouped; three at most.
absl::StatusOr<std::vector<std::string>> ProducersWithTaxCode(database::Transaction& transaction,
                                                              const std::string& province, const std::string& code);

// Names of the living producers that people may mean: the one of an id, or else those of a tax code, or else those of a
// name, but for case and diacritics.
absl::StatusOr<std::vector<std::string>> ProducersMeant(database::Transaction& transaction, const std::string& province,
                                                        const std::string& text);

// What has become of a producer. It stays so until the transaction ends: it is neither deleted nor merged meanwhile.
struct ProducerFate {
  bool exists = false;
  bool deleted = false;
  // Name of the producer that it was merged into; empty when it was not.
  std::string merged_into;
  v1::Producer::Kind kind = v1::Producer::KIND_UNSPECIFIED;
};
absl::StatusOr<ProducerFate> FateOf(database::Transaction& transaction, const std::string& producer);

// Names of what belongs to a producer, locked until the transaction ends.
struct Belongings {
  std::vector<std::string> products;
  std::vector<std::string> papers;
  std::vector<std::string> figures;
  // Producers that were merged into it before.
  std::vector<std::string> merged;
};
absl::StatusOr<Belongings> BelongingsOf(database::Transaction& transaction, const std::string& producer);

}  // namespace ocop::registry
