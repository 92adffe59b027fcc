#include "services/evaluation/handlers/day_page.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/evaluation/rules/names.h"

namespace ocop::evaluation {
namespace {

// PostgreSQL's own day before all days.
constexpr char kBeforeAllDays[] = "-infinity";

}  // namespace

std::string DayPage::NextToken(const google::type::Date& day, const std::string& name) const {
  return pagination::Encode(query, {clock::FormatDate(day), LastId(name)});
}

absl::StatusOr<DayPage> ReadDayPage(const std::string& parent, const std::string& question, int32_t page_size,
                                    const std::string& page_token) {
  static const auto& parents = *new resource_name::Pattern("provinces/{province}");
  if (!parents.Match(parent)) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  DayPage page;
  page.province_code = ProvinceCode(parent);
  page.limit = pagination::ClampPageSize(page_size) + 1;
  page.query = pagination::Fingerprint({parent, question});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(page_token, page.query, 2));
  page.after_day = after.empty() ? kBeforeAllDays : after[0];
  page.after_id = after.empty() ? "" : after[1];
  if (!after.empty() && !clock::ParseDay(page.after_day)) return pagination::DamagedToken();
  return page;
}

}  // namespace ocop::evaluation
