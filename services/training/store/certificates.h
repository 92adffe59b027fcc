// Numbers of certificates, and what is certified.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::training {

// The next serial of a province and year; who takes the one after it waits until this transaction has ended.
absl::StatusOr<int64_t> NextCertificateSerial(database::Transaction& transaction, const std::string& province,
                                              int year);

// Whether the completion by this attendance has a certificate that is not revoked.
absl::StatusOr<bool> IsCertified(database::Transaction& transaction, const std::string& attendance);

}  // namespace ocop::training
