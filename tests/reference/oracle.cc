#include "tests/reference/oracle.h"

#include <fstream>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ocop::reference {
namespace {

constexpr const char* kFiles[] = {"geography",
                                  "facts",
                                  "t1",
                                  "t2",
                                  "e1",
                                  "e2",
                                  "e3_to_e6",
                                  "n1",
                                  "s1",
                                  "s2",
                                  "s3_s4",
                                  "s5",
                                  "products_on",
                                  "reported_products",
                                  "reported_others",
                                  "figures"};

// Tests run in the root of the repository.
std::string Read(const std::string& file) {
  const std::string path = absl::StrCat("tests/reference/sql/", file, ".sql");
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  if (text.str().empty()) throw std::runtime_error("cannot read " + path);
  return text.str();
}

clock::Day DayOf(const pqxx::field& field) {
  return clock::ParseDay(field.as<std::string>()).value();
}

std::string Literal(clock::Day day) {
  return absl::StrCat("DATE '", clock::FormatDay(day), "'");
}

}  // namespace

Oracle::Oracle(const testing::TestDatabase& database) : database_(database) {
  database.Execute("CREATE SCHEMA oracle");
  for (const char* file : kFiles) database.Execute(Read(file));
}

void Oracle::WorkOut(const std::vector<clock::Day>& days) {
  localities_.clear();
  standings_.clear();
  targets_.clear();
  const std::string array =
      absl::StrJoin(days, ", ", [](std::string* out, clock::Day day) { absl::StrAppend(out, Literal(day)); });
  pqxx::connection connection(database_.url());
  pqxx::nontransaction session(connection);
  // Tables so young have no statistics, and without them the planner's guesses cost minutes.
  session.exec("SET jit = off");
  session.exec("ANALYZE");
  session.exec(absl::StrCat("CALL oracle.work_out('82', ARRAY[", array, "])"));

  for (const auto& row : session.exec("SELECT name FROM oracle.locality ORDER BY name COLLATE \"C\"")) {
    localities_.push_back(row[0].as<std::string>());
  }
  for (const auto& row : session.exec("SELECT indicator, area, day, unit, locality, in_denominator, in_numerator, "
                                      "falls_short, amount FROM oracle.counted ORDER BY unit COLLATE \"C\"")) {
    standings_[{row[0].as<std::string>(), row[1].as<std::string>(), DayOf(row[2])}].push_back(
        {row[3].as<std::string>(), row[4].as<std::string>(), row[5].as<bool>(), row[6].as<bool>(), row[7].as<bool>(),
         row[8].as<int64_t>()});
  }
  for (const auto& row : session.exec(
           absl::StrCat("SELECT replace(indicator, 'provinces/82/indicators/', ''), locality, d.day, name, minimum, "
                        "maximum FROM oracle.target JOIN unnest(ARRAY[",
                        array, "]) AS d(day) ON target.year = extract(year FROM d.day)"))) {
    targets_[{row[0].as<std::string>(), row[1].as<std::string>(), DayOf(row[2])}] = {
        row[3].as<std::string>(), row[4].as<int64_t>(), row[5].as<int64_t>()};
  }
}

const std::vector<Standing>& Oracle::Standings(const Cell& cell) const {
  static const std::vector<Standing> none;
  const auto found = standings_.find(cell);
  return found == standings_.end() ? none : found->second;
}

std::vector<Cell> Oracle::Counted() const {
  std::vector<Cell> cells;
  for (const auto& [cell, standings] : standings_) cells.push_back(cell);
  return cells;
}

std::optional<Target> Oracle::TargetOf(const Cell& cell) const {
  const auto found = targets_.find(cell);
  return found == targets_.end() ? std::nullopt : std::optional<Target>(found->second);
}

std::vector<std::string> Oracle::ProvincesOn(clock::Day day) const {
  pqxx::connection connection(database_.url());
  pqxx::nontransaction session(connection);
  std::vector<std::string> names;
  for (const auto& row : session.exec(absl::StrCat(
           "SELECT name FROM oracle.locality WHERE kind = 'KIND_PROVINCE' AND code = '82' AND (valid_from IS NULL OR "
           "valid_from <= ",
           Literal(day), ") AND (valid_to IS NULL OR ", Literal(day), " <= valid_to)"))) {
    names.push_back(row[0].as<std::string>());
  }
  return names;
}

}  // namespace ocop::reference
