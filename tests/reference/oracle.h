// What the figures should be, by SQL over the tables of the four services. The statements in sql/ are the reference;
// here they are run and their rows counted.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/clock/day.h"
#include "common/testing/test_database.h"

namespace ocop::reference {

// One figure: which indicator (`t1`), where, when.
struct Cell {
  std::string indicator;
  std::string locality;
  clock::Day day = 0;
  auto operator<=>(const Cell&) const = default;
};

struct Standing {
  std::string unit;
  // Where the unit is located; the cell's locality contains it.
  std::string locality;
  bool in_denominator = false;
  bool in_numerator = false;
  bool falls_short = false;
  int64_t amount = 0;  // Of an indicator that sums up.
};

struct Target {
  std::string name;
  int64_t minimum = 0;
  int64_t maximum = 0;
};

class Oracle {
 public:
  // Adds a schema of its own to the database.
  explicit Oracle(const testing::TestDatabase& database);

  // Works everything out for `days`, as the tables stand now.
  void WorkOut(const std::vector<clock::Day>& days);

  const std::vector<std::string>& localities() const { return localities_; }
  // By name. Empty where nothing is counted.
  const std::vector<Standing>& Standings(const Cell& cell) const;
  // Cells where something is counted.
  std::vector<Cell> Counted() const;
  std::optional<Target> TargetOf(const Cell& cell) const;
  // The provinces of code 82 on a day; more than one while a change of the map is half entered.
  std::vector<std::string> ProvincesOn(clock::Day day) const;

 private:
  const testing::TestDatabase& database_;
  std::vector<std::string> localities_;
  std::map<Cell, std::vector<Standing>> standings_;
  std::map<Cell, Target> targets_;
};

}  // namespace ocop::reference
