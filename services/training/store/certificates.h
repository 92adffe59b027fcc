// Numbers of certificates, and what is certified.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::training {

// The next serial of a province and year; who takes the one after it waits until this transaction has ended.
absl::StatusOr<int64_t> NextCertificateSerial(database::Transaction& transaction, const std::string& province,
                                              int year);

// Of the completions by these attendances of one class, the first with a certificate that is not revoked.
absl::StatusOr<std::optional<std::string>> FirstCertified(database::Transaction& transaction,
                                                          const std::vector<std::string>& attendances);

}  // namespace ocop::training
