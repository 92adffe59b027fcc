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

// The parts of the list, in order. One that can't be counted may have the id of another that comes with the suite.
const char kBuiltIn[] = "0", kOwn[] = "1", kUncountable[] = "2";

// A row of the list as a page token holds it: its part, and the id, by which the latter two are in order.
using Row = std::vector<std::string>;

std::vector<Row> RowsInOrder(const Figures& figures) {
  std::vector<Row> rows;
  for (const size_t place : figures.definitions().Listed()) {
    const Definition& definition = figures.definitions()[place];
    const bool own = definition.indicator().origin() == Indicator::ORIGIN_PROVINCE;
    rows.push_back({own ? kOwn : kBuiltIn, std::string(definition.id())});
  }
  for (const auto& [id, indicator] : figures.uncountable()) rows.push_back({kUncountable, id});
  return rows;
}

// Where the list goes on after a row, which may be gone since. Where that came with the suite, whose order is its
// documents', another version of the suite has told it: the list begins again rather than leaving any out.
std::vector<Row>::const_iterator RowAfter(const std::vector<Row>& rows, const Row& last) {
  if (last[0] != kBuiltIn) {
    return std::partition_point(rows.begin(), rows.end(),
                                [&](const Row& row) { return row[0] == kBuiltIn || row <= last; });
  }
  const auto found = std::find(rows.begin(), rows.end(), last);
  return found == rows.end() ? rows.begin() : std::next(found);
}

Indicator ReadRow(const Figures& figures, const Row& row, const std::string& parent) {
  if (row[0] == kUncountable) return ToUncountable(figures.uncountable().find(row[1])->second, parent);
  return ToIndicator(figures, *figures.definitions().Find(row[1]), parent);
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
  if (after.empty()) AddFacts(response);
  auto next = after.empty() ? rows.begin() : RowAfter(rows, after);
  for (int left = pagination::ClampPageSize(request.page_size()); left > 0 && next != rows.end(); --left) {
    *response.add_indicators() = ReadRow(picture.figures, *next++, request.parent());
  }
  if (next != rows.end()) response.set_next_page_token(pagination::Encode(query, *std::prev(next)));
  return absl::OkStatus();
}

}  // namespace ocop::gateway
