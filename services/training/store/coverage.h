// Who is trained, who is not, who is new: the plan's questions as statements over the whole province.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "common/database/transaction.h"
#include "ocop/training/v1/learner_service.pb.h"

namespace ocop::training {

// Whose training is asked for, and what counts as trained.
struct Question {
  std::string province;
  // Names of units; empty: every unit.
  std::vector<std::string> localities;
  // The producers in them, when producers' people are asked about.
  std::vector<std::string> producers;
  // Names of Learner.Kind and of Course.Topic.
  std::vector<std::string> kinds;
  std::vector<std::string> topics;
  // In post on this day.
  clock::Day as_of = 0;
  // Completed between these.
  clock::Day first = 0;
  clock::Day last = 0;
};

struct Untrained {
  v1::Learner learner;
  std::string unit;
  std::vector<std::string> missing;
};

// At most `limit` after this unit and id.
absl::StatusOr<std::vector<Untrained>> UntrainedLearners(database::Transaction& transaction, const Question& question,
                                                         const std::string& after_unit, const std::string& after_id,
                                                         int limit);

struct UnitCoverage {
  std::string unit;
  int64_t learners = 0;
  int64_t trained = 0;
};

absl::StatusOr<std::vector<UnitCoverage>> CoverageByUnit(database::Transaction& transaction, const Question& question);

struct NewOfficer {
  v1::Learner learner;
  bool trained = false;
};

// Whose post began in the year; at most `limit` after this day and id.
absl::StatusOr<std::vector<NewOfficer>> NewOfficers(database::Transaction& transaction, const Question& question,
                                                    const std::string& after_day, const std::string& after_id,
                                                    int limit);

// Of these producers, those of whom one person has completed a class in the time of the question, whatever its topics.
absl::StatusOr<std::set<std::string>> TrainedProducers(database::Transaction& transaction, const Question& question,
                                                       const std::vector<std::string>& producers);

}  // namespace ocop::training
