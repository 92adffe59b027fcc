// Random changes of a small province: creations, updates, moves, revocations, deletions and comebacks, of every kind of
// resource, on both maps.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway::testing {

class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed) {}

  // The next change.
  journal::v1::JournalEntry Next();

  // The last entry of every resource so far, deleted ones too, in random order.
  std::vector<journal::v1::JournalEntry> Shuffled();

  // Days on which to compare: around every turn of a year and many in between.
  static std::vector<clock::Day> Days();

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  std::string Date();
  // Empty half of the time.
  std::string DateOrNone();
  std::string Pick(std::initializer_list<const char*> ids);
  std::string Commune();
  std::string Anywhere();
  std::string Product();
  std::string Producer();

  journal::v1::JournalEntry Change();
  journal::v1::JournalEntry ChangeIndicator();
  journal::v1::JournalEntry ChangeMap();
  journal::v1::JournalEntry ChangeRegistry();
  journal::v1::JournalEntry ChangeSales();
  journal::v1::JournalEntry ChangeTraining();

  std::mt19937 random_;
  std::map<std::string, journal::v1::JournalEntry> last_;
};

}  // namespace ocop::gateway::testing
