// The indicator table: is the plan being met, and how many fall short.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/client.h"
#include "ocop/indicators/v1/indicator_service.pb.h"

namespace ocop::ocopctl {

struct IndicatorsOptions {
  std::string province = "82";
  std::string as_of;     // `2024-12-31`; empty means today in Việt Nam
  std::string locality;  // the code in the name of a unit: `815`; empty means the province
  bool all = false;      // also those without a target
};

// Everything that one table shows.
struct IndicatorTable {
  // One indicator for one locality.
  struct Row {
    indicators::v1::Indicator indicator;
    indicators::v1::IndicatorValue value;
    int counted_units = 0;
    int synthetic_units = 0;  // of those, how many a generator made
  };
  std::vector<Row> rows;
  int left_out = 0;  // indicators without a target that are not among the rows
  std::vector<indicators::v1::Source> sources;
};

// Asks the gateway and prints the table: of the indicators that have a target, or of all where none has one.
// Errors: INVALID_ARGUMENT for a malformed date; what the gateway answers.
absl::Status PrintIndicators(const IndicatorsOptions& options, const rpc::Client& gateway, std::ostream& out);

// Prints: code, title, value, target, met or not, shortfall; then the day, the synthetic share and the sources.
void PrintTable(const IndicatorTable& table, std::ostream& out);

}  // namespace ocop::ocopctl
