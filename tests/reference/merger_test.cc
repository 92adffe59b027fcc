// The merger of 2025-07-01 on the whole data set that `up` loads: the map of the two old provinces and the plan of 2024
// first, then, while the gateway runs, the new map entered as data. Every figure at every unit of both maps is compared
// with plain SQL before and after.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "tests/reference/comparison.h"
#include "tests/reference/indicators.h"
#include "tests/reference/map.h"
#include "tests/reference/oracle.h"
#include "tests/support/suite.h"

namespace ocop::reference {
namespace {

using nlohmann::json;
using Lines = std::vector<json>;

constexpr char kRealData[] = "deploy/local/data";
constexpr char kNewUnit[] = "-20250701";
constexpr char kType[] = "type.googleapis.com/ocop.registry.v1.";
// Counted once, where they stand. What n1, s1 and communes-with-product count are units of the map themselves.
const std::set<std::string> kUnitsOfTheMap = {"n1", "s1", "communes-with-product"};

clock::Day DayOf(const std::string& text) {
  return clock::ParseDay(text).value();
}

// By unit and indicator.
using Values = std::map<std::pair<std::string, std::string>, indicators::v1::IndicatorValue>;

// Strings anywhere in a value.
void CollectStrings(const json& value, std::vector<std::string>& strings) {
  if (value.is_string()) strings.push_back(value);
  if (!value.is_structured()) return;
  for (const json& each : value) CollectStrings(each, strings);
}

bool IsNewUnit(const std::string& text) {
  return absl::StrContains(text, "/localities/") && absl::EndsWith(text, kNewUnit);
}

// The data set in three parts: what was so before the merger, the merger, what refers to the new map.
struct DataSet {
  Lines before, merger, after;
};

DataSet Split(const Lines& lines) {
  DataSet data;
  std::set<std::string> later;
  for (const json& line : lines) {
    const bool of_the_map =
        line["@type"] == absl::StrCat(kType, "Locality") || line["@type"] == absl::StrCat(kType, "Succession");
    std::vector<std::string> strings;
    CollectStrings(line, strings);
    const bool is_later = std::any_of(strings.begin(), strings.end(),
                                      [&](const std::string& text) { return IsNewUnit(text) || later.contains(text); });
    if (of_the_map) data.merger.push_back(line);
    if (is_later) {
      later.insert(line["name"]);
      if (!of_the_map) data.after.push_back(line);
      continue;
    }
    data.before.push_back(line);
    // Nobody knew of the end of a unit.
    if (of_the_map) data.before.back().erase("validTo");
  }
  return data;
}

class MergerTest : public ::testing::Test {
 protected:
  MergerTest()
      : folder_(::testing::TempDir() + "/merger." + std::to_string(getpid())),
        checkpoint_(folder_ + "/checkpoint"),
        suite_(testing::Place::kThisProcess,
               {"--indicator-definitions=tests/reference/definitions", "--checkpoint=" + checkpoint_}),
        oracle_(suite_.services().database()) {
    std::filesystem::create_directories(folder_);
  }
  ~MergerTest() override { std::filesystem::remove_all(folder_); }

  // What it prints. It has to end well.
  static std::string Ocopctl(const std::string& arguments) {
    const std::string command = absl::StrCat(OCOP_BINARY_FOLDER, "/ocopctl ", arguments);
    std::string output;
    FILE* const pipe = popen(command.c_str(), "r");
    char part[4096];
    for (size_t size; (size = fread(part, 1, sizeof(part), pipe)) > 0;) output.append(part, size);
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output.substr(0, 2000);
    return output;
  }

  static Lines AllData() {
    std::stringstream text;
    std::set<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(kRealData)) {
      if (file.path().extension() == ".jsonl") files.insert(file.path());
    }
    for (const std::string& file : files) text << std::ifstream(file).rdbuf();
    text << Ocopctl(absl::StrCat("generate --real ", kRealData));
    Lines lines;
    for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
    return lines;
  }

  void Enter(const std::string& part, const Lines& lines) {
    const std::string file = absl::StrCat(folder_, "/", part, ".jsonl");
    {
      std::ofstream out(file);
      for (const json& line : lines) out << line.dump() << "\n";
    }
    Ocopctl(absl::StrCat("apply --gateway 127.0.0.1:", suite_.gateway_port(), " ", file));
    suite_.AwaitCaughtUp();
  }

  void ExpectEqual(const std::string& when, const std::vector<clock::Day>& days) {
    Dice dice(1);
    const auto differences = Differences(suite_.gateway(), oracle_, days, dice);
    EXPECT_TRUE(differences.empty()) << when << ":\n" << absl::StrJoin(differences, "\n");
  }

  // Every indicator at some units.
  Values ValuesOn(clock::Day day, const std::vector<std::string>& units) const {
    Values values;
    for (const Indicator& indicator : Indicators()) {
      indicators::v1::GetIndicatorValuesRequest request;
      request.set_parent(kProvince);
      request.add_indicators(absl::StrCat(kProvince, "/indicators/", indicator.id));
      for (const std::string& unit : units) request.add_localities(unit);
      *request.add_as_of() = clock::ToDate(day);
      const auto response = suite_.gateway().Call<indicators::v1::GetIndicatorValuesResponse>(
          "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) return values;
      for (const auto& value : response->values()) values[{value.locality(), indicator.id}] = value;
    }
    return values;
  }

  // What is counted in the whole is counted in one of its parts, or stands in none of them.
  void ExpectSum(const Values& values, const std::string& whole, const std::vector<std::string>& parts,
                 clock::Day day) {
    for (const Indicator& indicator : Indicators()) {
      if (kUnitsOfTheMap.contains(indicator.id)) continue;
      int64_t numerator = 0, denominator = 0, sum = 0;
      std::set<std::string> in_parts;
      for (const std::string& part : parts) {
        const auto& value = values.at({part, indicator.id});
        numerator += value.numerator();
        denominator += value.denominator();
        sum += value.sum();
        for (const Standing& standing : oracle_.Standings({indicator.id, part, day})) in_parts.insert(standing.unit);
      }
      for (const Standing& standing : oracle_.Standings({indicator.id, whole, day})) {
        if (in_parts.contains(standing.unit)) continue;
        // It stands in no one part: at a district, a province, or on the new map while the parts are of the old one.
        EXPECT_FALSE(absl::c_linear_search(parts, standing.locality)) << standing.unit << " at " << whole;
        numerator += standing.in_numerator ? 1 : 0;
        denominator += standing.in_denominator ? 1 : 0;
        sum += standing.in_numerator && indicator.sums ? standing.amount : 0;
      }
      const auto& value = values.at({whole, indicator.id});
      EXPECT_EQ(value.numerator(), numerator) << indicator.id << " at " << whole;
      EXPECT_EQ(value.denominator(), denominator) << indicator.id << " at " << whole;
      EXPECT_EQ(value.sum(), sum) << indicator.id << " at " << whole;
      counted_ += numerator;
    }
  }

  const std::string folder_;
  const std::string checkpoint_;
  testing::Suite suite_;
  Oracle oracle_;
  int64_t counted_ = 0;
};

TEST_F(MergerTest, EveryFigureIsRightOnBothMapsBeforeAndAfter) {
  const Lines lines = AllData();
  const DataSet data = Split(lines);
  ASSERT_FALSE(data.after.empty()) << "the data names nothing on the new map";
  std::map<std::string, std::vector<std::string>> predecessors;
  std::map<std::string, std::string> parents;
  std::vector<std::string> units, old_units, old_communes, new_communes;
  for (const json& line : data.merger) {
    if (line.contains("successor")) {
      predecessors[line["successor"]].push_back(line["predecessor"]);
      continue;
    }
    const std::string name = line["name"];
    units.push_back(name);
    if (!IsNewUnit(name)) old_units.push_back(name);
    parents[name] = line.value("parentLocality", "");
    if (line["kind"] != "KIND_COMMUNE") continue;
    (IsNewUnit(name) ? new_communes : old_communes).push_back(name);
  }
  ASSERT_EQ(old_communes.size(), 305);
  ASSERT_EQ(new_communes.size(), 102);
  const std::string old_province = "provinces/82/localities/82";
  std::vector<std::string> communes_of_82;
  for (const std::string& commune : old_communes) {
    if (parents[parents[commune]] == old_province) communes_of_82.push_back(commune);
  }
  ASSERT_EQ(communes_of_82.size(), 164);
  const clock::Day plan_end = DayOf("2024-12-31");
  const clock::Day last = DayOf("2025-06-30");
  const clock::Day first = DayOf("2025-07-01");

  Enter("before", data.before);
  ExpectEqual("before the merger", {plan_end, last});
  const Values plan_end_before = ValuesOn(plan_end, old_units);
  const Values last_before = ValuesOn(last, old_units);

  Enter("merger", data.merger);
  const std::vector<clock::Day> days = {plan_end, last, first, DayOf("2026-07-01")};
  ExpectEqual("with the new map", days);
  for (const auto& [day, before] : {std::pair(plan_end, &plan_end_before), std::pair(last, &last_before)}) {
    for (const auto& [cell, value] : ValuesOn(day, old_units)) {
      EXPECT_EQ(value.ShortDebugString(), before->at(cell).ShortDebugString());
    }
  }

  Enter("after", data.after);
  ExpectEqual("with what refers to the new map", days);
  for (const clock::Day day : days) {
    const Values values = ValuesOn(day, units);
    ExpectSum(values, old_province, communes_of_82, day);
    ExpectSum(values, "provinces/82/localities/82-20250701", new_communes, day);
    for (const std::string& commune : new_communes) ExpectSum(values, commune, predecessors[commune], day);
  }
  EXPECT_GT(counted_, 0);

  for (const bool from_checkpoint : {true, false}) {
    suite_.gateway_process().Stop();
    ASSERT_TRUE(std::filesystem::exists(checkpoint_)) << "it is written at the end";
    if (!from_checkpoint) std::filesystem::remove(checkpoint_);
    suite_.StartGateway();
    suite_.AwaitCaughtUp();
    ExpectEqual(from_checkpoint ? "started from a checkpoint" : "started anew", days);
  }
}

}  // namespace
}  // namespace ocop::reference
