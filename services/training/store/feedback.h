// What learners think of classes. See migrations/0001_training.sql for why it is stored as it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/feedback_service.pb.h"

namespace ocop::training {

// The id of the learner by whose mark the account answers for the class once, however many of its learners have been at
// a session: the one that has answered, by this request before another; if none has, the first, so that two requests at
// once meet at one mark.
absl::StatusOr<std::optional<std::string>> LearnerByAccount(database::Transaction& transaction,
                                                            const std::string& class_name, const std::string& account,
                                                            const std::string& request_id);

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
