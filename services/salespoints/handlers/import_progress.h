// How far an import has come, and what is wrong with its lines.
#pragma once

#include "common/database/transaction.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

// So many errors come with the answer.
inline constexpr int kErrorsTold = 100;

// Adds the first errors that are stored of the import.
absl::Status AddFirstErrors(database::Transaction& transaction, v1::SalesImport& import);

}  // namespace ocop::salespoints
