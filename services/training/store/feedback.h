// What learners think of classes. See migrations/0001_training.sql for why it is stored as it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/feedback_service.pb.h"

namespace ocop::training {

// The id of the learner with this account that has been at a session of the class; who has not answered comes first.
absl::StatusOr<std::optional<std::string>> LearnerByAccount(database::Transaction& transaction,
                                                            const std::string& class_name, const std::string& account);

enum class Mark {
  // Not before now.
  kFirst,
  // By the same request.
  kSameRequest,
  kAnswered,
};

// Enters that the learner has answered.
absl::StatusOr<Mark> MarkAnswered(database::Transaction& transaction, const std::string& class_name,
                                  const std::string& learner_id, const std::string& request_id);

// Adds an answer to those of the class; once there are `step` that are not told yet, all are told.
absl::Status AddAnswer(database::Transaction& transaction, const std::string& class_name,
                       const v1::ClassFeedback& answer, int step);

// The answers of the class that are told.
absl::StatusOr<std::vector<v1::ClassFeedback>> ToldAnswers(database::Transaction& transaction,
                                                           const std::string& class_name);

}  // namespace ocop::training
