// Questions about recognitions that the standard methods do not ask, and the serials of codes and certificates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

// The next serial of a series; the one after it waits until this transaction has ended.
absl::StatusOr<int64_t> NextSerial(database::Transaction& transaction, const std::string& province,
                                   const std::string& series);

// The serial that a product has in a series: the one it had, or the next that nobody has.
absl::StatusOr<int64_t> SerialOfProduct(database::Transaction& transaction, const std::string& province,
                                        const std::string& series, const std::string& product);

// Enters that `product` has `serial` in a series, given out elsewhere. False when another product has it, or this one
// has another.
absl::StatusOr<bool> TakeSerial(database::Transaction& transaction, const std::string& province,
                                const std::string& series, int64_t serial, const std::string& product);

// Gives back the serial that the product of `recognition` has in a series, unless another recognition carries it.
absl::Status ReleaseSerial(database::Transaction& transaction, const std::string& series, int64_t serial,
                           const v1::Recognition& recognition);

// Whoever decides on the product, or takes a decision back, does so alone until the transaction ends: what the one
// before has decided is seen by each statement that follows. There may be no row yet that could be locked.
absl::Status LockDecisions(database::Transaction& transaction, const std::string& product);

// The latest decision on a product of those made on `as_of` or before. It alone can be in force on that day: a decision
// ends the term of every one before it for good, also when it is revoked or expires itself.
absl::StatusOr<std::optional<v1::Recognition>> LatestDecision(database::Transaction& transaction,
                                                              const std::string& province, const std::string& product,
                                                              clock::Day as_of);

// The latest decision with this product code or this certificate number, and the one on a product of that day.
absl::StatusOr<std::optional<v1::Recognition>> LatestOfCode(database::Transaction& transaction,
                                                            const std::string& product_code);
absl::StatusOr<std::optional<v1::Recognition>> OfCertificate(database::Transaction& transaction,
                                                             const std::string& certificate_number);
absl::StatusOr<std::optional<v1::Recognition>> OfDecision(database::Transaction& transaction,
                                                          const std::string& province, const std::string& product,
                                                          clock::Day decided);

// Whether a recognition of the province has this certificate number.
absl::StatusOr<bool> IsCertificateTaken(database::Transaction& transaction, const std::string& province,
                                        const std::string& certificate_number);

struct Expiring {
  v1::Recognition recognition;
  // A re-evaluation of it is under way.
  bool pending = false;
};

// Of every product the latest decision made by `as_of`, where it is in force on that day and expires on `until` at the
// latest; first to expire first, after the one with that last day and id.
absl::StatusOr<std::vector<Expiring>> ExpiringRecognitions(database::Transaction& transaction,
                                                           const std::string& province, clock::Day as_of,
                                                           clock::Day until, const std::string& after_day,
                                                           const std::string& after_id, int limit);

// Whether a re-evaluation of this recognition is under way.
absl::StatusOr<bool> HasPendingDossier(database::Transaction& transaction, const std::string& province,
                                       const std::string& recognition_id);

}  // namespace ocop::evaluation
