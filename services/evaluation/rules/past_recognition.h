// Past recognitions from a table.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

// One row: the recognition that it describes, or what is wrong with it.
struct PastRecognition {
  // The header is row 1.
  int row = 0;
  v1::Recognition recognition;
  std::vector<v1::ImportRecognitionsResponse::RowError> errors;
  void AddError(const std::string& column, const std::string& problem);

  // Names of the columns that the row fills in.
  std::vector<std::string> columns;
};

// Reads a table as ImportRecognitions describes it. INVALID_ARGUMENT `INVALID_TABLE` when it is no table at all: broken
// CSV, no UTF-8, no header, a column that is unknown, missing or there twice.
absl::StatusOr<std::vector<PastRecognition>> ReadPastRecognitions(const Catalogue& catalogue,
                                                                  const std::string& province, std::string_view csv,
                                                                  clock::Day today);

// The columns in which a row says something else than `stored`.
std::vector<std::string> DifferingColumns(const PastRecognition& past, const v1::Recognition& stored);

}  // namespace ocop::evaluation
