#include "common/filter/lexer.h"

#include <utility>

#include "common/filter/error.h"
#include "common/status/status.h"

namespace ocop::filter {
namespace {

using Kind = Token::Kind;

constexpr std::string_view kSpaces = " \t\r\n";
// What ends an unquoted text. A minus does not: `2024-12-31` is one text.
constexpr std::string_view kSpecial = " \t\r\n()\"',.:=<>!";

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<Token>> Run() {
    std::vector<Token> tokens;
    do {
      OCOP_ASSIGN_OR_RETURN(Token token, Next());
      tokens.push_back(std::move(token));
    } while (tokens.back().kind != Kind::kEnd);
    return tokens;
  }

 private:
  absl::StatusOr<Token> Next() {
    while (at_ < text_.size() && kSpaces.find(text_[at_]) != std::string_view::npos) ++at_;
    if (at_ == text_.size()) return Take(Kind::kEnd, 0);
    switch (text_[at_]) {
      case '(':
        return Take(Kind::kOpen, 1);
      case ')':
        return Take(Kind::kClose, 1);
      case '.':
        return Take(Kind::kDot, 1);
      case '-':
        return Take(Kind::kMinus, 1);
      case '"':
      case '\'':
        return TakeString();
      case ',':
        return InvalidFilter(text_, at_, "unexpected \",\"; put a text that contains it in quotes");
      default:
        return kSpecial.find(text_[at_]) == std::string_view::npos ? TakeText() : TakeComparator();
    }
  }

  Token Take(Kind kind, size_t length) {
    Token token{kind, {at_, at_ + length}};
    at_ += length;
    return token;
  }

  absl::StatusOr<Token> TakeComparator() {
    static constexpr std::pair<std::string_view, Comparator> kComparators[] = {
        {"!=", Comparator::kNotEqual}, {"<=", Comparator::kLessEqual},
        {"<", Comparator::kLess},      {">=", Comparator::kGreaterEqual},
        {">", Comparator::kGreater},   {"=", Comparator::kEqual},
        {":", Comparator::kHas}};
    for (const auto& [sign, comparator] : kComparators) {
      if (text_.substr(at_, sign.size()) != sign) continue;
      Token token = Take(Kind::kComparator, sign.size());
      token.comparator = comparator;
      return token;
    }
    return InvalidFilter(text_, at_, "\"!\" must be followed by \"=\"; write NOT to negate");
  }

  absl::StatusOr<Token> TakeText() {
    const size_t length = std::min(text_.find_first_of(kSpecial, at_), text_.size()) - at_;
    const std::string_view word = text_.substr(at_, length);
    Token token{Kind::kText};
    for (size_t i = 0; i < length; ++i) {
      OCOP_RETURN_IF_ERROR(Append(token, word[i], at_ + i));
    }
    if (word == "AND") token.kind = Kind::kAnd;
    if (word == "OR") token.kind = Kind::kOr;
    if (word == "NOT") token.kind = Kind::kNot;
    token.source = Take(token.kind, length).source;
    return token;
  }

  absl::StatusOr<Token> TakeString() {
    const size_t begin = at_;
    const char quote = text_[at_++];
    Token token{Kind::kString};
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\') {
        OCOP_RETURN_IF_ERROR(AppendEscaped(token));
      } else {
        OCOP_RETURN_IF_ERROR(Append(token, text_[at_], at_));
      }
    }
    if (at_ == text_.size()) return InvalidFilter(text_, begin, "the string that begins here is not closed");
    ++at_;
    token.source = {begin, at_};
    return token;
  }

  // Adds a character as written: a star is a wildcard, and nothing may follow it.
  absl::Status Append(Token& token, char c, size_t position) {
    if (token.wildcard) return MisplacedStar(position - 1);
    if (c == '*') {
      token.wildcard = true;
    } else {
      token.text += c;
    }
    return absl::OkStatus();
  }

  // Adds the character after the backslash at `at_`, and moves onto it.
  absl::Status AppendEscaped(Token& token) {
    static constexpr std::string_view kMeaning[] = {"\\\\", "\"\"", "''", "**", "n\n", "t\t", "r\r"};
    if (token.wildcard) return MisplacedStar(at_ - 1);
    for (std::string_view meaning : kMeaning) {
      if (at_ + 1 < text_.size() && text_[at_ + 1] == meaning[0]) {
        token.text += meaning[1];
        ++at_;
        return absl::OkStatus();
      }
    }
    return InvalidFilter(text_, at_, R"(a backslash must be followed by one of \ " ' * n t r)");
  }

  absl::Status MisplacedStar(size_t position) {
    return InvalidFilter(text_, position,
                         R"("*" is understood at the end of a value only; write "\*" in quotes for the star itself)");
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text) {
  return Lexer(text).Run();
}

}  // namespace ocop::filter
