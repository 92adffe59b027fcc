#include "common/database/statement.h"

#include <charconv>
#include <pqxx/result>

#include "absl/strings/escaping.h"

namespace ocop::database {

Rows::Rows() : answer_(std::make_shared<Answer>()) {}

Rows::Rows(pqxx::result result) {
  auto answer = std::make_shared<Answer>();
  answer->result = std::make_shared<const pqxx::result>(std::move(result));
  answer->rows = static_cast<int>(answer->result->size());
  answer->columns = static_cast<int>(answer->result->columns());
  answer->cells.reserve(answer->result->size() * answer->result->columns());
  for (const pqxx::row row : *answer->result) {
    for (auto cell = row.begin(); cell != row.end(); ++cell) {
      answer->cells.push_back(cell->is_null() ? std::string_view() : std::string_view(cell->c_str(), cell->size()));
    }
  }
  answer_ = std::move(answer);
}

int Rows::affected() const {
  return answer_->result ? static_cast<int>(answer_->result->affected_rows()) : 0;
}

int64_t Rows::Integer(int row, int column) const {
  const std::string_view text = Text(row, column);
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool Rows::Boolean(int row, int column) const {
  return Text(row, column) == "t";
}

std::string ArrayLiteral(const std::vector<Parameter>& elements) {
  std::string literal = "{";
  for (const Parameter& element : elements) {
    if (literal.size() > 1) literal += ',';
    if (!element) {
      literal += "NULL";
      continue;
    }
    literal += '"';
    for (const char c : *element) {
      if (c == '"' || c == '\\') literal += '\\';
      literal += c;
    }
    literal += '"';
  }
  return literal + "}";
}

std::vector<std::string> ParseArray(std::string_view literal) {
  std::vector<std::string> elements;
  if (literal.size() <= 2) return elements;
  std::string element;
  bool quoted = false;
  for (size_t i = 1; i < literal.size(); ++i) {
    const char c = literal[i];
    if (c == '\\') {
      element += literal[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '}')) {
      elements.push_back(std::move(element));
      element.clear();
    } else {
      element += c;
    }
  }
  return elements;
}

std::string ByteaLiteral(std::string_view bytes) {
  return "\\x" + absl::BytesToHexString({bytes.data(), bytes.size()});
}

std::string ParseBytea(std::string_view literal) {
  if (literal.substr(0, 2) != "\\x") return std::string(literal);
  return absl::HexStringToBytes({literal.data() + 2, literal.size() - 2});
}

}  // namespace ocop::database
