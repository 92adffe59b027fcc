#include "common/database/statement.h"

#include <charconv>
#include <pqxx/result>

#include "absl/strings/escaping.h"

namespace ocop::database {

Rows::Rows() : result_(std::make_shared<pqxx::result>()) {}
Rows::Rows(pqxx::result result) : result_(std::make_shared<pqxx::result>(std::move(result))) {}

int Rows::size() const {
  return static_cast<int>(result_->size());
}
int Rows::affected() const {
  return static_cast<int>(result_->affected_rows());
}

bool Rows::IsNull(int row, int column) const {
  return (*result_)[row][column].is_null();
}

std::string_view Rows::Text(int row, int column) const {
  const pqxx::field field = (*result_)[row][column];
  return {field.c_str(), field.size()};
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
