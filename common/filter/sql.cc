#include "common/filter/sql.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/text.h"

namespace ocop::filter {
namespace {

std::string EscapeLike(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '\\' || c == '%' || c == '_') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string AnywhereIn(std::string_view text) {
  return absl::StrCat("%", EscapeLike(text), "%");
}

std::string_view CastOf(Type type) {
  switch (type) {
    case Type::kInteger:
      return "::bigint";
    case Type::kBoolean:
      return "::boolean";
    case Type::kDate:
      return "::date";
    case Type::kTimestamp:
      return "::timestamptz";
    default:
      return "::text";
  }
}

std::string_view OperatorOf(Relation relation) {
  switch (relation) {
    case Relation::kEqual:
      return " = ";
    case Relation::kNotEqual:
      return " IS DISTINCT FROM ";
    case Relation::kLess:
      return " < ";
    case Relation::kLessEqual:
      return " <= ";
    case Relation::kGreater:
      return " > ";
    case Relation::kGreaterEqual:
      return " >= ";
    case Relation::kStartsWith:
      return " ^@ ";
    case Relation::kContains:
      return " ILIKE ";
    case Relation::kHasMember:
      return " @> ";
    case Relation::kIsSet:
      break;
  }
  return " ";
}

// Writes three-valued SQL whose NULL counts as false. AND and OR keep that reading; NOT alone would turn NULL into
// NULL, so a negation is written `( … ) IS NOT TRUE`.
class Writer {
 public:
  Writer(const Schema& schema, const ColumnOf& column_of, int first_parameter, std::string_view search_column,
         const PartsOf& parts_of)
      : schema_(schema),
        column_of_(column_of),
        parts_of_(parts_of),
        next_parameter_(first_parameter),
        search_column_(search_column) {}

  SqlCondition Write(const std::vector<CheckedNode>& terms) && {
    if (terms.empty()) return {"TRUE", {}};
    Joined(terms, " AND ");
    return std::move(condition_);
  }

 private:
  void Append(std::string_view sql) { condition_.text.append(sql); }

  void Parameter(std::string value, std::string_view cast) {
    absl::StrAppend(&condition_.text, "$", next_parameter_++, status::View(cast));
    condition_.parameters.push_back(std::move(value));
  }

  void Joined(const std::vector<CheckedNode>& nodes, std::string_view joint) {
    for (const CheckedNode& node : nodes) {
      if (&node != &nodes.front()) Append(joint);
      Node(node);
    }
  }

  void Node(const CheckedNode& node) {
    switch (node.kind) {
      case NodeKind::kAnd:
        return Parenthesised(node.children, " AND ");
      case NodeKind::kOr:
        return Parenthesised(node.children, " OR ");
      case NodeKind::kNot:
        Parenthesised(node.children, "");
        return Append(" IS NOT TRUE");
      case NodeKind::kSearch:
        Append(search_column_);
        Append(" LIKE ");
        return Parameter(AnywhereIn(text::Fold(node.text)), "::text");
      case NodeKind::kComparison:
        return Comparison(node, schema_.field(node.field));
    }
  }

  void Parenthesised(const std::vector<CheckedNode>& nodes, std::string_view joint) {
    Append("(");
    Joined(nodes, joint);
    Append(")");
  }

  void Comparison(const CheckedNode& node, const Field& field) {
    if (node.relation == Relation::kEqual && parts_of_ != nullptr) {
      if (const auto parts = parts_of_(field, node.text)) return Equal(*parts);
    }
    const std::string column = column_of_(field);
    if (node.relation == Relation::kIsSet) return IsSet(column, field);
    Append(column);
    Append(OperatorOf(node.relation));
    switch (node.relation) {
      case Relation::kContains:
        return Parameter(AnywhereIn(node.text), "::text");
      case Relation::kHasMember:  // `@>` and not `= ANY`, which has no index.
        Append("ARRAY[");
        Parameter(node.text, "::text");
        return Append("]");
      default:
        return Parameter(node.text, CastOf(field.type));
    }
  }

  void Equal(const std::vector<ColumnValue>& parts) {
    if (parts.empty()) return Append("FALSE");
    Append("(");
    for (const ColumnValue& part : parts) {
      if (&part != &parts.front()) Append(" AND ");
      Append(part.column);
      Append(OperatorOf(Relation::kEqual));
      Parameter(part.value, CastOf(Type::kText));
    }
    Append(")");
  }

  void IsSet(const std::string& column, const Field& field) {
    switch (field.type) {
      case Type::kText:
        return Append(absl::StrCat(column, " <> ''"));
      case Type::kTextList:
      case Type::kEnumList:
        return Append(absl::StrCat("cardinality(", column, ") > 0"));
      case Type::kEnum:
        if (const auto unset = field.UnsetValue()) {
          Append(absl::StrCat(column, " <> "));
          return Parameter(*unset, CastOf(field.type));
        }
        [[fallthrough]];
      default:
        return Append(absl::StrCat(column, " IS NOT NULL"));
    }
  }

  const Schema& schema_;
  const ColumnOf& column_of_;
  const PartsOf& parts_of_;
  int next_parameter_;
  std::string_view search_column_;
  SqlCondition condition_;
};

}  // namespace

SqlCondition ToSql(const CheckedFilter& filter, const ColumnOf& column_of, int first_parameter,
                   std::string_view search_column, const PartsOf& parts_of) {
  return Writer(*filter.schema, column_of, first_parameter, search_column, parts_of).Write(filter.terms);
}

}  // namespace ocop::filter
