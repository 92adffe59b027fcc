#include "common/filter/predicate.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/filter/error.h"
#include "common/status/status.h"

namespace ocop::filter {
namespace {

// The sign bit is left to kUnset.
constexpr size_t kMaxListValues = 63;

bool HasFact(const Field& field) {
  switch (field.type) {
    case Type::kInteger:
    case Type::kBoolean:
    case Type::kDate:
    case Type::kEnum:
      return true;
    case Type::kEnumList:
      return field.values.size() <= kMaxListValues;
    default:
      return false;
  }
}

}  // namespace

// Writes steps from the last to the first, since a step names its successors.
class PredicateCompiler {
 public:
  explicit PredicateCompiler(const CheckedFilter& filter) : filter_(filter) {}

  absl::StatusOr<CompiledPredicate> Run() && {
    for (const CheckedNode& term : filter_.terms) {
      OCOP_RETURN_IF_ERROR(RequireFacts(term));
      const int first = Write(term, CompiledPredicate::kAccept, CompiledPredicate::kReject);
      const Range source = term.source;
      predicate_.terms_.push_back({first, filter_.text.substr(source.begin, source.end - source.begin)});
    }
    return std::move(predicate_);
  }

 private:
  absl::Status RequireFacts(const CheckedNode& node) const {
    for (const CheckedNode& child : node.children) OCOP_RETURN_IF_ERROR(RequireFacts(child));
    if (node.kind == NodeKind::kSearch) {
      return InvalidFilter(filter_.text, node.source.begin, "there is no text to search in");
    }
    if (node.kind != NodeKind::kComparison) return absl::OkStatus();
    const Field& field = filter_.schema->field(node.field);
    if (HasFact(field)) return absl::OkStatus();
    return InvalidFilter(
        filter_.text, node.source.begin,
        absl::StrCat(field.name, " is not a number, a date, a flag or an enum, so it cannot be used here"));
  }

  // Writes the steps of `node`, which go on as told by its outcome. Answers the first of them.
  int Write(const CheckedNode& node, int if_true, int if_false) {
    switch (node.kind) {
      case NodeKind::kNot:
        return Write(node.children.front(), if_false, if_true);
      case NodeKind::kAnd: {
        int next = if_true;
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
          next = Write(*child, next, if_false);
        }
        return next;
      }
      case NodeKind::kOr: {
        int next = if_false;
        for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
          next = Write(*child, if_true, next);
        }
        return next;
      }
      default:
        return WriteComparison(node, if_true, if_false);
    }
  }

  int WriteComparison(const CheckedNode& node, int if_true, int if_false) {
    const Field& field = filter_.schema->field(node.field);
    const bool list = field.type == Type::kEnumList;
    int64_t operand = node.number;
    Relation relation = node.relation;
    if (relation == Relation::kHasMember) operand = int64_t{1} << node.number;
    if (relation == Relation::kIsSet && list) {  // A list is set when it has any member.
      relation = Relation::kHasMember;
      operand = ~kUnset;
    }
    if (relation == Relation::kIsSet && field.UnsetValue()) {  // The unspecified value has the first place.
      relation = Relation::kGreater;
      operand = 0;
    }
    predicate_.steps_.push_back({relation, node.field, operand, if_true, if_false});
    return static_cast<int>(predicate_.steps_.size()) - 1;
  }

  const CheckedFilter& filter_;
  CompiledPredicate predicate_;
};

std::vector<int> CompiledPredicate::Fields() const {
  std::vector<int> fields;
  for (const Step& step : steps_) fields.push_back(step.field);
  return fields;
}

// kUnset is less than every operand and shares no bit with a set of members: only two relations must look for it.
bool CompiledPredicate::Holds(const Step& step, int64_t fact) {
  switch (step.relation) {
    case Relation::kIsSet:
      return fact != kUnset;
    case Relation::kEqual:
      return fact == step.operand;
    case Relation::kNotEqual:
      return fact != step.operand;
    case Relation::kLess:
      return fact < step.operand && fact != kUnset;
    case Relation::kLessEqual:
      return fact <= step.operand && fact != kUnset;
    case Relation::kGreater:
      return fact > step.operand;
    case Relation::kGreaterEqual:
      return fact >= step.operand;
    case Relation::kHasMember:
      return (fact & step.operand) != 0;
    case Relation::kStartsWith:
    case Relation::kContains:
      break;  // Of texts, which Compile refuses.
  }
  return false;
}

bool CompiledPredicate::Run(int first_step, absl::Span<const int64_t> facts) const {
  int at = first_step;
  while (at >= 0) {
    const Step& step = steps_[static_cast<size_t>(at)];
    at = Holds(step, facts[static_cast<size_t>(step.field)]) ? step.if_true : step.if_false;
  }
  return at == kAccept;
}

bool CompiledPredicate::Evaluate(absl::Span<const int64_t> facts) const {
  for (const Term& term : terms_) {
    if (!Run(term.first_step, facts)) return false;
  }
  return true;
}

std::vector<std::string> CompiledPredicate::UnmetTerms(absl::Span<const int64_t> facts) const {
  std::vector<std::string> unmet;
  for (const Term& term : terms_) {
    if (!Run(term.first_step, facts)) unmet.push_back(term.text);
  }
  return unmet;
}

absl::StatusOr<CompiledPredicate> Compile(const CheckedFilter& filter) {
  return PredicateCompiler(filter).Run();
}

}  // namespace ocop::filter
