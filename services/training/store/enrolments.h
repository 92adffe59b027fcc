// The lists of a class: who is enrolled, who waits, and the hours that are taken.
//
// Whoever changes them holds the lock on the class's row, so that seats are counted by one at a time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/enrolment_service.pb.h"

namespace ocop::training {

struct Seats {
  int capacity = 0;
  int enrolled = 0;

  bool HasFree() const { return enrolled < capacity; }
};

absl::StatusOr<Seats> SeatsOf(database::Transaction& transaction, const std::string& class_name);

// Makes room before those who wait are given it; the rest of the class is written after that.
absl::Status SetCapacity(database::Transaction& transaction, const std::string& class_name, int capacity);

// Everyone on the lists of the class, by the learners' names; with a state only those in it.
absl::StatusOr<std::vector<v1::Enrolment>> EnrolmentsOf(database::Transaction& transaction,
                                                        const std::string& class_name,
                                                        v1::Enrolment::State state = v1::Enrolment::STATE_UNSPECIFIED);

// Those who wait for a seat, in their order.
absl::StatusOr<std::vector<v1::Enrolment>> WaitingFor(database::Transaction& transaction,
                                                      const std::string& class_name);

// The end of the waiting list.
absl::StatusOr<int> NextQueuePosition(database::Transaction& transaction, const std::string& class_name);

// Whether anyone is or was on the lists or the roll of the class.
absl::StatusOr<bool> IsInUse(database::Transaction& transaction, const std::string& class_name);

// Of these ids of learners, those that exist.
absl::StatusOr<std::set<std::string>> KnownLearners(database::Transaction& transaction, const std::string& province,
                                                    const std::vector<std::string>& ids);

struct Engagement {
  std::string class_name;
  // `2024-03-05 07:30 to 2024-03-05 11:00`
  std::string hours;
};

// What keeps learners from these hours, by their ids: an hour of another class, of several the first.
absl::StatusOr<std::map<std::string, Engagement>> EngagementsAt(database::Transaction& transaction,
                                                                const std::string& class_name,
                                                                const std::vector<std::string>& learner_ids,
                                                                const std::vector<std::string>& hours);

// Keeps other classes from taking these learners' hours until the transaction ends. Everyone whose hours a step takes
// is locked by one call, which has an order: by several, two classes that want the same learners would wait for one
// another.
absl::Status LockLearners(database::Transaction& transaction, const std::string& class_name,
                          const std::vector<std::string>& learner_ids);

// Takes the hours of a class for those enrolled, whose learners are locked, or gives them back. Hours that another
// class has are the exclusion constraint's refusal, which knows no class to name.
absl::Status TakeHours(database::Transaction& transaction, const std::string& class_name,
                       const std::vector<std::string>& learner_ids, const std::vector<std::string>& hours);
absl::Status GiveHoursBack(database::Transaction& transaction, const std::string& class_name,
                           const std::vector<std::string>& learner_ids);

}  // namespace ocop::training
