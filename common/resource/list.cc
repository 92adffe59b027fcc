#include "common/resource/list.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/filter/sql.h"
#include "common/pagination/pagination.h"
#include "common/resource/errors.h"
#include "common/status/status.h"

namespace ocop::resource {
namespace {

struct Order {
  // Over the row `t`; never NULL, so that rows compare.
  std::string expression;
  std::string type;
  bool descending = false;
};

bool IsTime(const std::string& field) {
  return field == "create_time" || field == "update_time" || field == "delete_time";
}

std::optional<Order> OrderOf(const Table& table, const std::string& field) {
  if (IsTime(field) && table.type().FindFieldByName(field) != nullptr) {
    return Order{absl::StrCat("COALESCE(t.", field, ", '-infinity')"), "timestamptz"};
  }
  if (field == "name") return Order{"t." + table.keys().back(), "text"};
  const Column* column = table.FindColumn(field);
  if (column == nullptr) return std::nullopt;
  const std::string expression = column->Expression(table.keys());
  switch (column->kind()) {
    case Column::Kind::kText:
    case Column::Kind::kEnum:
      return Order{expression, "text"};
    case Column::Kind::kReference:
      return Order{absl::StrCat("COALESCE(", expression, ", '')"), "text"};
    case Column::Kind::kBoolean:
      return Order{expression, "boolean"};
    case Column::Kind::kInteger:
      if (!column->field().has_presence()) return Order{expression, "bigint"};
      return Order{absl::StrCat("COALESCE(", expression, ", '-9223372036854775808'::bigint)"), "bigint"};
    case Column::Kind::kDate:
      return Order{absl::StrCat("COALESCE(", expression, ", '-infinity')"), "date"};
    case Column::Kind::kTimestamp:
      return Order{absl::StrCat("COALESCE(", expression, ", '-infinity')"), "timestamptz"};
    default:
      return std::nullopt;
  }
}

// The parent of a list, as values of the first keys. Below the first one, which says whose all of it is, a `-` stands
// for any value (AIP-159).
struct Parent {
  std::vector<std::string> values;

  bool IsAny(size_t key) const { return key > 0 && values[key] == "-"; }
};

absl::StatusOr<Parent> ParseParent(const Table& table, const std::string& name) {
  const resource_name::Pattern pattern = table.pattern().Parent();
  const auto values = pattern.Match(name);
  if (!values) return status::InvalidField("parent", absl::StrCat("must be a name of the form ", pattern.text()));
  return Parent{{values->begin(), values->end()}};
}

// The fields asked for.
absl::StatusOr<std::vector<Order>> ParseOrder(const Table& table, const std::string& order_by) {
  std::vector<Order> orders;
  for (absl::string_view item : absl::StrSplit(order_by, ',', absl::SkipWhitespace())) {
    const std::vector<std::string> words =
        absl::StrSplit(absl::StripAsciiWhitespace(item), ' ', absl::SkipWhitespace());
    auto order = OrderOf(table, words[0]);
    if (!order) return InvalidOrderBy(order_by, absl::StrCat("cannot order by ", words[0]));
    if (words.size() > 2 || (words.size() == 2 && words[1] != "desc" && words[1] != "asc")) {
      return InvalidOrderBy(order_by, "a field is followed by nothing, asc or desc");
    }
    order->descending = words.size() == 2 && words[1] == "desc";
    orders.push_back(*std::move(order));
  }
  return orders;
}

// The keys that the parent leaves open, so that the order is total. One key that rises is a condition that the primary
// key's index answers.
void AddKeys(const Table& table, const Parent& parent, std::vector<Order>& orders) {
  for (size_t key = 0; key < parent.values.size(); ++key) {
    if (parent.IsAny(key)) orders.push_back({"t." + table.keys()[key], "text", false});
  }
  orders.push_back({"t." + table.keys().back(), "text", false});
}

// A filter of nothing is none.
absl::StatusOr<std::optional<filter::CheckedFilter>> ParseFilter(const Table& table, const std::string& text) {
  if (absl::StripAsciiWhitespace(text).empty()) return std::nullopt;
  OCOP_ASSIGN_OR_RETURN(const filter::Filter parsed, filter::Parse(text));
  return filter::Check(parsed, table.filter_schema());
}

// The text of a List statement while it grows, with its parameters.
struct Builder {
  std::vector<std::string> conditions;
  database::Parameters parameters;

  std::string Parameter(std::string value, const std::string& type) {
    parameters.emplace_back(std::move(value));
    return absl::StrCat("$", parameters.size(), "::", type);
  }
};

// Rows after `last` in the order: (a > x) OR (a = x AND b > y) OR ….
void AddAfter(const std::vector<Order>& orders, const std::vector<std::string>& last, Builder& builder) {
  std::vector<std::string> values;
  for (size_t i = 0; i < orders.size(); ++i) values.push_back(builder.Parameter(last[i], orders[i].type));
  std::vector<std::string> alternatives;
  for (size_t i = 0; i < orders.size(); ++i) {
    std::vector<std::string> terms;
    for (size_t j = 0; j < i; ++j) terms.push_back(absl::StrCat(orders[j].expression, " = ", values[j]));
    terms.push_back(absl::StrCat(orders[i].expression, orders[i].descending ? " < " : " > ", values[i]));
    alternatives.push_back(absl::StrCat("(", absl::StrJoin(terms, " AND "), ")"));
  }
  builder.conditions.push_back(absl::StrCat("(", absl::StrJoin(alternatives, " OR "), ")"));
}

void AddFilter(const Table& table, const filter::CheckedFilter& checked, const NormalForms& normal_forms,
               Builder& builder) {
  const auto column_of = [&table](const filter::Field& field) {
    const Column* column = table.FindColumn(field.name);
    return column == nullptr ? "t." + field.name : column->Expression(table.keys());
  };
  using Parts = std::optional<std::vector<filter::ColumnValue>>;
  const auto parts_of = [&](const filter::Field& field, const std::string& value) -> Parts {
    const Column* column = table.FindColumn(field.name);
    if (column == nullptr) return std::nullopt;
    const auto normal = normal_forms.find(field.name);
    if (normal == normal_forms.end()) return column->Parts(table.keys(), value);
    return std::vector<filter::ColumnValue>{{column->Expression(table.keys()), normal->second(value)}};
  };
  filter::SqlCondition condition =
      filter::ToSql(checked, column_of, static_cast<int>(builder.parameters.size()) + 1, "t.search_text", parts_of);
  builder.conditions.push_back(absl::StrCat("(", condition.text, ")"));
  for (std::string& parameter : condition.parameters) builder.parameters.emplace_back(std::move(parameter));
}

void AddParent(const Table& table, const Parent& parent, Builder& builder) {
  for (size_t key = 0; key < parent.values.size(); ++key) {
    if (parent.IsAny(key)) continue;
    const std::string value = builder.Parameter(parent.values[key], "text");
    builder.conditions.push_back(absl::StrCat("t.", table.keys()[key], " = ", value));
  }
}

}  // namespace

absl::StatusOr<ListStatement> WriteList(const Table& table, const ListQuery& query) {
  const auto parent = ParseParent(table, query.parent);
  auto orders = ParseOrder(table, query.order_by);
  const auto filter = ParseFilter(table, query.filter);
  status::Refusals refusals;
  refusals.Take(parent.status());
  if (!orders.ok()) refusals.Take(status::OfField("order_by", orders.status()));
  if (!filter.ok()) refusals.Take(status::OfField("filter", filter.status()));
  OCOP_RETURN_IF_ERROR(refusals.ToStatus());
  AddKeys(table, *parent, *orders);
  const uint64_t fingerprint = pagination::Fingerprint(
      {table.table(), query.parent, query.filter, query.order_by, query.show_deleted ? "deleted" : ""});
  Builder builder;
  AddParent(table, *parent, builder);
  if (table.soft_delete() && !query.show_deleted) builder.conditions.push_back("t.delete_time IS NULL");
  if (filter->has_value()) AddFilter(table, **filter, query.normal_forms, builder);
  if (!query.page_token.empty()) {
    OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last,
                          pagination::Decode(query.page_token, fingerprint, orders->size()));
    AddAfter(*orders, last, builder);
  }
  std::vector<std::string> order_texts, order_values;
  for (const Order& order : *orders) {
    order_texts.push_back(absl::StrCat(order.expression, order.descending ? " DESC" : ""));
    order_values.push_back(absl::StrCat("(", order.expression, ")::text"));
  }
  const int page_size = pagination::ClampPageSize(query.page_size);
  std::string sql = absl::StrCat("SELECT ", table.select_list(), ", ", absl::StrJoin(order_values, ", "), " FROM ",
                                 table.table(), " AS t WHERE ", absl::StrJoin(builder.conditions, " AND "),
                                 " ORDER BY ", absl::StrJoin(order_texts, ", "), " LIMIT ", page_size + 1);
  return ListStatement{std::move(sql), std::move(builder.parameters), page_size, static_cast<int>(orders->size()),
                       fingerprint};
}

absl::StatusOr<Page> List(database::Transaction& transaction, const Table& table, const ListQuery& query) {
  OCOP_ASSIGN_OR_RETURN(const ListStatement statement, WriteList(table, query));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.QueryOnce(statement.sql, statement.parameters));
  Page page;
  const int count = std::min(rows.size(), statement.page_size);
  for (int row = 0; row < count; ++row) {
    OCOP_ASSIGN_OR_RETURN(MessagePtr resource, table.ReadRow(rows, row));
    page.resources.push_back(std::move(resource));
  }
  if (rows.size() > statement.page_size) {
    std::vector<std::string> last;
    for (int i = 0; i < statement.order_count; ++i) {
      last.emplace_back(rows.Text(count - 1, table.select_count() + i));
    }
    page.next_page_token = pagination::Encode(statement.fingerprint, last);
  }
  return page;
}

}  // namespace ocop::resource
