// Products by their codes, and by what people remember of their names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

// The product of a province that has a code, or had it; one that is deleted too.
absl::StatusOr<std::optional<v1::Product>> ProductOfCode(database::Transaction& transaction,
                                                         const std::string& province, const std::string& code);

// Of a producer's products that are not deleted one of each group and day of entry.
absl::StatusOr<std::vector<v1::Product>> ProductsByGroup(database::Transaction& transaction,
                                                         const std::string& producer);

// Name of the producer of a product, which keeps it until the transaction ends; empty when there is no such product.
absl::StatusOr<std::string> MakerOf(database::Transaction& transaction, const std::string& product);

struct MeantWords {
  // The word is in some name; of the last word, its beginning.
  bool known = false;
  // Itself when it is known, otherwise the most alike words that there are, if any.
  std::vector<std::string> words;
};

// For each word of a query those of the province's product names that may be meant.
absl::StatusOr<std::vector<MeantWords>> WordsMeant(database::Transaction& transaction, const std::string& province,
                                                   const std::vector<std::string>& words);
// The most alike words for each, although it may be known: another word may be meant.
absl::StatusOr<std::vector<MeantWords>> WordsAlike(database::Transaction& transaction, const std::string& province,
                                                   const std::vector<std::string>& words);

// Some words that begin so and go on.
absl::StatusOr<std::vector<std::string>> WordsBeginning(database::Transaction& transaction, const std::string& province,
                                                        const std::string& beginning, int limit);

struct ProductName {
  std::string product_id;
  std::string display_name;
};

// Some products whose texts begin with `text`, the nearest first.
absl::StatusOr<std::vector<ProductName>> ProductsBeginning(database::Transaction& transaction,
                                                           const std::string& province, const std::string& text,
                                                           v1::Product::Group group, int limit);

// Some products whose texts have what one of the text-search queries asks for, those of the first ones first. Their
// terms are words and pairs of words, as registry.search_terms has them.
absl::StatusOr<std::vector<ProductName>> ProductsWithWords(database::Transaction& transaction,
                                                           const std::string& province,
                                                           const std::vector<std::string>& queries,
                                                           v1::Product::Group group, int limit);

// Whole products, in the order of the names given.
absl::StatusOr<std::vector<v1::Product>> ReadProducts(database::Transaction& transaction,
                                                      const std::vector<std::string>& names);

}  // namespace ocop::registry
