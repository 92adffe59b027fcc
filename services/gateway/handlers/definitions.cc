// Definitions as resources: reading and listing.
#include <algorithm>

#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/handlers/indicator_query.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Fact;
using indicators::v1::GetIndicatorRequest;
using indicators::v1::Indicator;
using indicators::v1::ListIndicatorsRequest;
using indicators::v1::ListIndicatorsResponse;

const char* NameOfType(filter::Type type) {
  switch (type) {
    case filter::Type::kInteger:
      return "integer";
    case filter::Type::kBoolean:
      return "boolean";
    case filter::Type::kDate:
      return "date";
    case filter::Type::kEnum:
      return "enum";
    case filter::Type::kEnumList:
      return "enum list";
    default:
      return "text";
  }
}

void AddFacts(ListIndicatorsResponse& response) {
  for (int number = 0; number < Indicator::Unit_ARRAYSIZE; ++number) {
    if (!Indicator::Unit_IsValid(number)) continue;
    const auto unit = static_cast<Unit>(number);
    const filter::Schema& schema = SchemaOf(unit);
    const auto facts = DescribeFacts(unit);
    for (size_t place = 0; place < facts.size(); ++place) {
      Fact& fact = *response.add_facts();
      fact.set_unit(unit);
      fact.set_name(std::string(facts[place].name));
      fact.set_type(NameOfType(facts[place].type));
      fact.set_meaning(std::string(facts[place].meaning));
      for (const std::string& value : schema.field(static_cast<int>(place)).values) fact.add_values(value);
    }
  }
}

// A row of the list as a page token holds it: the id, and whether it is one that can't be counted. Such a one may have
// the id of another that comes with the suite.
using Row = std::vector<std::string>;

std::vector<Row> RowsInOrder(const Figures& figures) {
  std::vector<Row> rows;
  for (const size_t place : figures.definitions().Listed()) {
    rows.push_back({std::string(figures.definitions()[place].id()), ""});
  }
  for (const auto& [id, indicator] : figures.uncountable()) rows.push_back({id, "uncountable"});
  return rows;
}

Indicator ReadRow(const Figures& figures, const Row& row, const std::string& parent) {
  if (row[1].empty()) return ToIndicator(figures, *figures.definitions().Find(row[0]), parent);
  return ToUncountable(figures.uncountable().find(row[0])->second, parent);
}

}  // namespace

absl::Status GetIndicator(const rpc::Call&, const GetIndicatorRequest& request, const Picture& picture,
                          Indicator& response) {
  OCOP_ASSIGN_OR_RETURN(response, ReadIndicator(picture.figures, request.name(), "name"));
  return absl::OkStatus();
}

absl::Status ListIndicators(const rpc::Call&, const ListIndicatorsRequest& request, const Picture& picture,
                            ListIndicatorsResponse& response) {
  const uint64_t query = pagination::Fingerprint({"ListIndicators", request.parent()});
  OCOP_ASSIGN_OR_RETURN(const Row after, pagination::Decode(request.page_token(), query, 2));
  const std::vector<Row> rows = RowsInOrder(picture.figures);
  auto next = rows.begin();
  if (after.empty()) {
    AddFacts(response);
  } else if (const auto last = std::find(rows.begin(), rows.end(), after); last != rows.end()) {
    next = std::next(last);
  }  // An indicator that is gone since then: the list begins again rather than leaving any out.
  for (int left = pagination::ClampPageSize(request.page_size()); left > 0 && next != rows.end(); --left) {
    *response.add_indicators() = ReadRow(picture.figures, *next++, request.parent());
  }
  if (next != rows.end()) response.set_next_page_token(pagination::Encode(query, *std::prev(next)));
  return absl::OkStatus();
}

}  // namespace ocop::gateway
