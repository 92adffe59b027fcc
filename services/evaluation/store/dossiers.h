// Questions about dossiers that the standard methods do not ask.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/evaluation/v1/dossier_service.pb.h"

namespace ocop::evaluation {

// The evidence items of a dossier.
struct Evidence {
  struct Item {
    v1::EvidenceKind kind = v1::EVIDENCE_KIND_UNSPECIFIED;
    std::optional<clock::Day> expire_day;
  };
  // By id.
  std::map<std::string, Item> items;
  // Names of attachments that have not arrived in full.
  std::vector<std::string> incomplete_attachments;
};
absl::StatusOr<Evidence> EvidenceOf(database::Transaction& transaction, const std::string& dossier);

// One page of the dossiers of a province whose due date lies before `day`, longest overdue first, after the one with
// that due date and id; an empty id begins.
absl::StatusOr<std::vector<v1::Dossier>> OverdueDossiers(database::Transaction& transaction,
                                                         const std::string& province, clock::Day day,
                                                         const std::string& after_due, const std::string& after_id,
                                                         int limit);

}  // namespace ocop::evaluation
