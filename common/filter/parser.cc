// A recursive-descent parser; each function is a rule of the grammar of AIP-160:
//
//   filter     : [sequence]
//   sequence   : factor {[AND] factor}
//   factor     : term {OR term}
//   term       : [NOT | "-"] simple
//   simple     : "(" sequence ")" | restriction
//   restriction: member [comparator (value | "(" sequence ")")]
//   member     : value {"." value}
//
// In parentheses after a comparator the same rules hold, but a restriction is a value alone: it is compared with the
// field before the parentheses (`Subject`).

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/filter/error.h"
#include "common/filter/filter.h"
#include "common/filter/lexer.h"
#include "common/status/status.h"
#include "common/text/text.h"

namespace ocop::filter {
namespace {

using Kind = Token::Kind;

struct Subject {
  Value field;
  Comparator comparator;
  size_t comparator_at;
};

Node Comparison(const Subject& subject, Value value, Range source) {
  return {NodeKind::kComparison, source,          {}, subject.field, subject.comparator,
          subject.comparator_at, std::move(value)};
}

// Joins what stands in `source`; one node needs no joint.
Node Join(NodeKind kind, std::vector<Node> nodes, Range source) {
  if (nodes.size() > 1) return {kind, source, std::move(nodes)};
  Node node = std::move(nodes.front());
  node.source = source;
  return node;
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens) : text_(text), tokens_(std::move(tokens)) {}

  absl::StatusOr<std::vector<Node>> Run() {
    if (At(Kind::kEnd)) return std::vector<Node>{};
    OCOP_ASSIGN_OR_RETURN(std::vector<Node> terms, Sequence(nullptr));
    if (!At(Kind::kEnd)) return Error("unexpected \")\"");
    return terms;
  }

 private:
  absl::StatusOr<std::vector<Node>> Sequence(const Subject* subject) {
    std::vector<Node> factors;
    do {
      OCOP_ASSIGN_OR_RETURN(Node factor, Factor(subject));
      factors.push_back(std::move(factor));
    } while (Accept(Kind::kAnd) || !(At(Kind::kEnd) || At(Kind::kClose)));
    return factors;
  }

  absl::StatusOr<Node> Factor(const Subject* subject) {
    std::vector<Node> terms;
    do {
      OCOP_ASSIGN_OR_RETURN(Node term, Term(subject));
      terms.push_back(std::move(term));
    } while (Accept(Kind::kOr));
    const Range source = {terms.front().source.begin, terms.back().source.end};
    return Join(NodeKind::kOr, std::move(terms), source);
  }

  absl::StatusOr<Node> Term(const Subject* subject) {
    const size_t begin = Peek().source.begin;
    const bool number = subject != nullptr && AtNegativeNumber();
    if (number || !(Accept(Kind::kNot) || Accept(Kind::kMinus))) return Simple(subject);
    OCOP_ASSIGN_OR_RETURN(Node negated, Simple(subject));
    Node node{NodeKind::kNot, {begin, negated.source.end}};
    node.children.push_back(std::move(negated));
    return node;
  }

  absl::StatusOr<Node> Simple(const Subject* subject) {
    if (At(Kind::kOpen)) return Parenthesised(subject);
    if (subject == nullptr) return Restriction();
    OCOP_ASSIGN_OR_RETURN(Value value, ReadValue("a value"));
    const Range source = value.source;
    return Comparison(*subject, std::move(value), source);
  }

  absl::StatusOr<Node> Parenthesised(const Subject* subject) {
    if (++depth_ > kMaxDepth) return Error(absl::StrCat("parentheses are nested deeper than ", kMaxDepth));
    const Token open = Advance();
    OCOP_ASSIGN_OR_RETURN(std::vector<Node> terms, Sequence(subject));
    if (!At(Kind::kClose))
      return InvalidFilter(text_, open.source.begin, "the parenthesis that begins here is not closed");
    --depth_;
    return Join(NodeKind::kAnd, std::move(terms), {open.source.begin, Advance().source.end});
  }

  absl::StatusOr<Node> Restriction() {
    if (At(Kind::kComparator)) return Error(Expected("a field or a search word"));
    OCOP_ASSIGN_OR_RETURN(Value member, ReadMember("a field or a search word"));
    if (!At(Kind::kComparator)) return Search(std::move(member));

    if (member.wildcard) return InvalidFilter(text_, member.source.begin, "the name of a field cannot contain \"*\"");
    const Token comparator = Advance();
    const Subject subject{std::move(member), comparator.comparator, comparator.source.begin};
    if (At(Kind::kOpen)) return ValueList(subject);
    OCOP_ASSIGN_OR_RETURN(Value value, ReadValue("a value"));
    const Range source = {subject.field.source.begin, value.source.end};
    return Comparison(subject, std::move(value), source);
  }

  absl::StatusOr<Node> ValueList(const Subject& subject) {
    // `kind != (A OR B)` reads like "neither", but would hold for every kind.
    if (subject.comparator == Comparator::kNotEqual) {
      return Error("\"!=\" takes a single value; write NOT field = ( … )");
    }
    OCOP_ASSIGN_OR_RETURN(Node node, Parenthesised(&subject));
    node.source.begin = subject.field.source.begin;
    return node;
  }

  static Node Search(Value value) {
    Node node{NodeKind::kSearch, value.source};
    node.value = std::move(value);
    return node;
  }

  // The right side of a comparison.
  absl::StatusOr<Value> ReadValue(std::string_view what) {
    const bool negative = AtNegativeNumber();
    const size_t begin = Peek().source.begin;
    if (negative) Advance();
    OCOP_ASSIGN_OR_RETURN(Value value, ReadMember(what));
    if (negative) {
      value.text = absl::StrCat("-", value.text);
      value.source.begin = begin;
    }
    if (!At(Kind::kComparator)) return value;
    return Error(absl::StrCat("unexpected ", Quoted(Source(Peek())), "; put a value that contains it in quotes"));
  }

  absl::StatusOr<Value> ReadMember(std::string_view what) {
    OCOP_ASSIGN_OR_RETURN(Value member, ReadPart(what, false));
    while (At(Kind::kDot) && Touches(member.source)) {
      if (member.wildcard) return Error("nothing may follow \"*\"");
      member.source.end = Advance().source.end;
      if (!Touches(member.source)) return Error(Expected("a name"));
      OCOP_ASSIGN_OR_RETURN(Value part, ReadPart("a name", true));
      absl::StrAppend(&member.text, ".", part.text);
      member.quoted |= part.quoted;
      member.wildcard = part.wildcard;
      member.source.end = part.source.end;
    }
    if (At(Kind::kOpen) && Touches(member.source)) {
      return InvalidFilter(text_, member.source.begin,
                           absl::StrCat("functions such as ", Quoted(Source(member.source)), " are not supported"));
    }
    return member;
  }

  // A text or string; after a dot also a keyword, which is then a name like any other.
  absl::StatusOr<Value> ReadPart(std::string_view what, bool after_dot) {
    const bool keyword = At(Kind::kAnd) || At(Kind::kOr) || At(Kind::kNot);
    if (!(At(Kind::kText) || At(Kind::kString) || (keyword && after_dot))) return Error(Expected(what));
    const bool quoted = At(Kind::kString);
    const Token& token = Advance();
    return Value{token.text, quoted, token.wildcard, token.source};
  }

  // `-30`, where a value is looked for. `-2024-12-31` is no number, and in a list of values a negated date.
  bool AtNegativeNumber() const {
    if (!At(Kind::kMinus)) return false;
    const Token& next = tokens_[at_ + 1];  // A minus is never the last token.
    return next.kind == Kind::kText && next.source.begin == Peek().source.end && !next.text.empty() &&
           next.text.find_first_not_of("0123456789") == std::string::npos;
  }

  const Token& Peek() const { return tokens_[at_]; }
  bool At(Kind kind) const { return Peek().kind == kind; }
  bool Touches(Range before) const { return Peek().source.begin == before.end; }

  const Token& Advance() { return tokens_[at_++]; }
  bool Accept(Kind kind) {
    if (!At(kind)) return false;
    Advance();
    return true;
  }

  std::string_view Source(Range range) const { return text_.substr(range.begin, range.end - range.begin); }
  std::string_view Source(const Token& token) const { return Source(token.source); }

  std::string Expected(std::string_view what) const {
    std::string message = absl::StrCat("expected ", status::View(what));
    if (at_ > 0) absl::StrAppend(&message, " after ", Quoted(Source(tokens_[at_ - 1])));
    if (!At(Kind::kEnd)) absl::StrAppend(&message, ", found ", Quoted(Source(Peek())));
    return message;
  }

  absl::Status Error(std::string_view problem) const { return InvalidFilter(text_, Peek().source.begin, problem); }

  std::string_view text_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
};

// Rejects what could be put neither into a message nor into a parameter of PostgreSQL.
absl::Status RequireText(std::string_view text) {
  if (text.size() > kMaxLength) {
    return InvalidFilter("", 0, absl::StrCat("the filter is longer than ", kMaxLength, " bytes"));
  }
  if (!text::IsValidUtf8(text)) return InvalidFilter("", 0, "the filter is not valid UTF-8");
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos)
    return InvalidFilter(text.substr(0, nul), nul, "the filter contains a NUL character");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Filter> Parse(std::string_view text) {
  OCOP_RETURN_IF_ERROR(RequireText(text));
  OCOP_ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(text));
  OCOP_ASSIGN_OR_RETURN(std::vector<Node> terms, Parser(text, std::move(tokens)).Run());
  return Filter{std::string(text), std::move(terms)};
}

}  // namespace ocop::filter
