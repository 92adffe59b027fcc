// Report lines by the thousand, and how far their import has come.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/database/transaction.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

// The counts of an import without its errors, locked; a new one begins at line 1.
absl::StatusOr<v1::SalesImport> LockImport(database::Transaction& transaction, const std::string& name);

// The same for reading; NOT_FOUND.
absl::StatusOr<v1::SalesImport> ReadImport(database::Transaction& transaction, const std::string& name);

// Its errors after (line, place), rising, at most `limit`.
struct ImportErrors {
  std::vector<v1::SalesImportError> errors;
  // Of the last one, among those of its line.
  int last_place = 0;
};
absl::StatusOr<ImportErrors> ReadImportErrors(database::Transaction& transaction, const std::string& name,
                                              int64_t after_line, int after_place, int limit);

// Stores how far it has come and the errors of the lines taken now.
absl::Status SaveImport(database::Transaction& transaction, const v1::SalesImport& import,
                        const std::vector<v1::SalesImportError>& errors);

// Of these channels of a province, by id, those that there are. They stay until the transaction ends.
absl::StatusOr<std::set<std::string>> ExistingChannels(database::Transaction& transaction, const std::string& province,
                                                       const std::set<std::string>& ids);

// What to do when a report stands against a new one: has its id, or overlaps it.
enum class OnConflict {
  // UNIQUE_VIOLATION or EXCLUSION_VIOLATION. PostgreSQL looks into each index once.
  kFail,
  // The new one is left out. PostgreSQL looks into each index twice.
  kLeaveOut,
};

// Adds reports and returns those that were added, complete.
absl::StatusOr<std::vector<v1::SalesReport>> InsertReports(database::Transaction& transaction, OnConflict on_conflict,
                                                           const std::vector<const v1::SalesReport*>& reports);

// Of each report the stored one of the same product, channel and period, whatever its name; by the name of the former.
absl::StatusOr<std::map<std::string, v1::SalesReport>> ReportsAboutTheSame(
    database::Transaction& transaction, const std::vector<const v1::SalesReport*>& reports);

}  // namespace ocop::salespoints
