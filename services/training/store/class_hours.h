// The hours that classes take of trainers and places.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::training {

// A session as others must not cross it.
struct ClassHour {
  // As PostgreSQL writes a range of timestamps: `[2024-03-05 07:30,2024-03-05 11:00)`.
  std::string hours;
  // As they are compared; empty for no one and nowhere.
  std::string trainer;
  std::string place;
};

// What keeps a class from its hours.
struct Crossing {
  std::string class_name;
  // `2024-03-05 07:30 to 2024-03-05 11:00`
  std::string hours;
  // The trainer teaches there; otherwise the place is taken.
  bool trainer = false;
  // Which of the sessions asked for it crosses, from 0.
  int session = 0;
};

// The first session of another class that has the trainer or the place of one of these at the same time.
absl::StatusOr<std::optional<Crossing>> CrossingAt(database::Transaction& transaction, const std::string& class_name,
                                                   const std::vector<ClassHour>& hours);

// Takes these hours for a class in place of those that it had. EXCLUSION_VIOLATION when another class has taken one of
// them meanwhile.
absl::Status TakeClassHours(database::Transaction& transaction, const std::string& class_name,
                            const std::vector<ClassHour>& hours);

}  // namespace ocop::training
