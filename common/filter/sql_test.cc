#include "common/filter/sql.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/filter/cases/cases.h"
#include "common/resource_name/resource_name.h"

namespace ocop::filter {
namespace {

const Schema& Resource() {
  static const Schema schema({{"stars", Type::kInteger},
                              {"active", Type::kBoolean},
                              {"founded", Type::kDate},
                              {"seen", Type::kTimestamp},
                              {"kind", Type::kEnum, {"KIND_FARM", "KIND_SHOP"}},
                              {"state", Type::kEnum, {"STATE_UNSPECIFIED", "STATE_OPEN"}},
                              {"display_name", Type::kText},
                              {"tags", Type::kTextList},
                              {"grades", Type::kEnumList, {"GRADE_A", "GRADE_B"}},
                              {"origin.code", Type::kText},
                              {"maker", Type::kText}});
  return schema;
}

std::string ColumnName(const Field& field) {
  std::string column = field.name;
  std::replace(column.begin(), column.end(), '.', '_');
  return column;
}

// A maker is `towns/{town}/makers/{maker}`, of the columns town and maker_id.
std::optional<std::vector<ColumnValue>> Parts(const Field& field, const std::string& text) {
  static const resource_name::Pattern pattern("towns/{town}/makers/{maker}");
  if (field.name != "maker") return std::nullopt;
  const auto ids = pattern.Match(text);
  if (!ids) return std::vector<ColumnValue>();
  return std::vector<ColumnValue>{{"town", std::string((*ids)[0])}, {"maker_id", std::string((*ids)[1])}};
}

absl::StatusOr<SqlCondition> Translate(const std::string& text) {
  absl::StatusOr<Filter> filter = Parse(text);
  if (!filter.ok()) return filter.status();
  absl::StatusOr<CheckedFilter> checked = Check(*filter, Resource());
  if (!checked.ok()) return checked.status();
  return ToSql(*checked, ColumnName, 5, "search_text", Parts);
}

std::string Show(const absl::StatusOr<SqlCondition>& condition) {
  if (!condition.ok()) return std::string(condition.status().message());
  std::string shown = condition->text;
  for (const std::string& parameter : condition->parameters) shown += " [" + parameter + "]";
  return shown;
}

TEST(SqlTest, WritesTheCases) {
  const std::vector<Case> cases = ReadCases("common/filter/cases/sql.test");
  ASSERT_GT(cases.size(), 40u);
  for (const Case& c : cases) EXPECT_EQ(Show(Translate(c.filter)), c.expected) << c.where << "\n" << c.filter;
}

}  // namespace
}  // namespace ocop::filter
