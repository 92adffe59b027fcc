#include "common/filter/check.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/filter/error.h"
#include "common/filter/literal.h"
#include "common/status/status.h"

namespace ocop::filter {
namespace {

// A longer list of fields would bury the message.
constexpr size_t kFieldsShown = 30;

bool IsList(Type type) {
  return type == Type::kTextList || type == Type::kEnumList;
}

bool Takes(Type type, Comparator comparator) {
  switch (comparator) {
    case Comparator::kHas:
      return true;
    case Comparator::kEqual:
    case Comparator::kNotEqual:
      return !IsList(type);
    default:
      return type == Type::kInteger || type == Type::kDate || type == Type::kTimestamp;
  }
}

std::string_view ComparatorsOf(Type type) {
  if (IsList(type)) return "only \":\"";
  return Takes(type, Comparator::kLess) ? "any comparator" : "only \"=\", \"!=\" and \":\"";
}

Relation RelationOf(Type type, Comparator comparator) {
  switch (comparator) {
    case Comparator::kEqual:
      return Relation::kEqual;
    case Comparator::kNotEqual:
      return Relation::kNotEqual;
    case Comparator::kLess:
      return Relation::kLess;
    case Comparator::kLessEqual:
      return Relation::kLessEqual;
    case Comparator::kGreater:
      return Relation::kGreater;
    case Comparator::kGreaterEqual:
      return Relation::kGreaterEqual;
    case Comparator::kHas:
      break;
  }
  if (IsList(type)) return Relation::kHasMember;
  return type == Type::kText ? Relation::kContains : Relation::kEqual;
}

CheckedNode Negated(CheckedNode node) {
  CheckedNode negation{NodeKind::kNot, node.source};
  negation.children.push_back(std::move(node));
  return negation;
}

class Checker {
 public:
  Checker(std::string_view text, const Schema& schema) : text_(text), schema_(schema) {}

  // All that is wrong is told at once.
  absl::StatusOr<std::vector<CheckedNode>> CheckAll(const std::vector<Node>& nodes) {
    std::vector<CheckedNode> checked;
    checked.reserve(nodes.size());
    for (const Node& node : nodes) {
      absl::StatusOr<CheckedNode> child = CheckNode(node);
      if (child.ok()) checked.push_back(*std::move(child));
    }
    if (!faults_.empty()) return Refusal();
    return checked;
  }

 private:
  absl::StatusOr<CheckedNode> CheckNode(const Node& node) {
    if (node.kind == NodeKind::kComparison) return CheckComparison(node);
    if (node.kind == NodeKind::kSearch) return CheckSearch(node);
    OCOP_ASSIGN_OR_RETURN(std::vector<CheckedNode> children, CheckAll(node.children));
    return CheckedNode{node.kind, node.source, std::move(children)};
  }

  absl::StatusOr<CheckedNode> CheckSearch(const Node& node) {
    if (!schema_.searchable()) {
      return Error(node.source.begin, absl::StrCat("there is no text to search for ", Quoted(node.value.text),
                                                   " in; compare a field with a value"));
    }
    CheckedNode checked{NodeKind::kSearch, node.source};
    checked.text = node.value.text;
    return checked;
  }

  absl::StatusOr<CheckedNode> CheckComparison(const Node& node) {
    const std::optional<int> index = schema_.Find(node.field.text);
    if (!index) return UnknownField(node.field);
    const Field& field = schema_.field(*index);
    if (!Takes(field.type, node.comparator)) {
      return Error(node.comparator_at, absl::StrCat(field.name, " takes ", status::View(ComparatorsOf(field.type))));
    }
    CheckedNode checked{NodeKind::kComparison, node.source, {}, *index, RelationOf(field.type, node.comparator)};
    if (node.comparator == Comparator::kHas && node.value.IsAny()) {
      checked.relation = Relation::kIsSet;
      return checked;
    }
    OCOP_RETURN_IF_ERROR(SetValue(field, node.value, checked));
    if (!node.value.wildcard) return checked;
    return WithWildcard(node, std::move(checked));
  }

  absl::Status SetValue(const Field& field, const Value& value, CheckedNode& checked) {
    std::optional<Literal> literal = ReadLiteral(field, value.text);
    if (!literal || (value.wildcard && field.type != Type::kText)) {
      const std::string written(text_.substr(value.source.begin, value.source.end - value.source.begin));
      return Error(value.source.begin, absl::StrCat("expected ", DescribeLiteral(field), " for ", field.name,
                                                    ", found ", Shorten(written, 60)));
    }
    checked.text = std::move(literal->text);
    checked.number = literal->number;
    return absl::OkStatus();
  }

  // A text with a star at its end. `:` looks for a part of the text in any case, so a star adds nothing there.
  static CheckedNode WithWildcard(const Node& node, CheckedNode checked) {
    if (node.comparator == Comparator::kHas) return checked;
    checked.relation = Relation::kStartsWith;
    return node.comparator == Comparator::kNotEqual ? Negated(std::move(checked)) : std::move(checked);
  }

  absl::Status UnknownField(const Value& name) {
    has_unknown_field_ = true;
    return Error(name.source.begin, absl::StrCat("there is no field ", Quoted(name.text)));
  }

  absl::Status Error(size_t offset, std::string problem) {
    faults_.push_back({offset, std::move(problem)});
    return Refusal();
  }

  // However many are unknown, the fields are told once.
  absl::Status Refusal() const {
    std::string fields;
    if (has_unknown_field_ && schema_.fields().size() <= kFieldsShown) {
      std::string_view separator = "the fields are ";
      for (const Field& field : schema_.fields()) {
        absl::StrAppend(&fields, status::View(std::exchange(separator, ", ")), field.name);
      }
    }
    return InvalidFilter(text_, faults_, fields);
  }

  std::string_view text_;
  const Schema& schema_;
  std::vector<Fault> faults_;
  bool has_unknown_field_ = false;
};

}  // namespace

absl::StatusOr<CheckedFilter> Check(const Filter& filter, const Schema& schema) {
  OCOP_ASSIGN_OR_RETURN(std::vector<CheckedNode> terms, Checker(filter.text, schema).CheckAll(filter.terms));
  return CheckedFilter{&schema, filter.text, std::move(terms)};
}

}  // namespace ocop::filter
