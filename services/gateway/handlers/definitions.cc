// Definitions as resources: reading and listing.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
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

std::vector<std::string> IdsInOrder(const Figures& figures) {
  const Definitions& definitions = figures.definitions();
  std::vector<std::string> ids;
  for (const size_t place : definitions.Listed()) ids.emplace_back(definitions[place].id());
  for (const auto& [id, indicator] : figures.uncountable()) {
    // One may have the name of another that comes with the suite.
    if (!definitions.Find(id)) ids.push_back(id);
  }
  return ids;
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
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const std::vector<std::string> ids = IdsInOrder(picture.figures);
  auto next = ids.begin();
  if (after.empty()) {
    AddFacts(response);
  } else if (const auto last = std::find(ids.begin(), ids.end(), after.front()); last != ids.end()) {
    next = std::next(last);
  }  // An indicator that is gone since then: the list begins again rather than leaving any out.
  for (int left = pagination::ClampPageSize(request.page_size()); left > 0 && next != ids.end(); --left) {
    const std::string name = absl::StrCat(request.parent(), "/indicators/", *next++);
    OCOP_ASSIGN_OR_RETURN(*response.add_indicators(), ReadIndicator(picture.figures, name, "name"));
  }
  if (next != ids.end()) response.set_next_page_token(pagination::Encode(query, {*std::prev(next)}));
  return absl::OkStatus();
}

}  // namespace ocop::gateway
