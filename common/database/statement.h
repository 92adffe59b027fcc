// Statements, their parameters and their answers. libpqxx stays behind these types, so that a move to another version
// of it touches this folder alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pqxx {
class result;
}  // namespace pqxx

namespace ocop::database {

// A statement with a name: the name of the prepared statement and the label in logs and metrics, such as
// "product.insert". Statements with one name have one text.
struct Statement {
  std::string name;
  std::string sql;
};

// A parameter in PostgreSQL's text form; nullopt is NULL.
using Parameter = std::optional<std::string>;
using Parameters = std::vector<Parameter>;

// Rows that a statement answered, in PostgreSQL's text form. Cheap to copy.
class Rows {
 public:
  Rows();
  explicit Rows(pqxx::result result);

  int size() const { return answer_->rows; }
  bool empty() const { return size() == 0; }
  // How many rows a statement without RETURNING touched.
  int affected() const;

  bool IsNull(int row, int column) const { return Text(row, column).data() == nullptr; }
  // The view lives as long as any copy of these rows. Empty for NULL.
  std::string_view Text(int row, int column) const {
    return answer_
        ->cells[static_cast<size_t>(row) * static_cast<size_t>(answer_->columns) + static_cast<size_t>(column)];
  }
  int64_t Integer(int row, int column) const;
  bool Boolean(int row, int column) const;

 private:
  // The cells are found once: libpqxx copies a counted pointer or two each time it is asked for one.
  struct Answer {
    std::shared_ptr<const pqxx::result> result;
    int rows = 0;
    int columns = 0;
    std::vector<std::string_view> cells;
  };

  std::shared_ptr<const Answer> answer_;
};

// `{"a","b"}`: a text[] (or any array whose elements need no more than quoting) as a parameter.
std::string ArrayLiteral(const std::vector<Parameter>& elements);

// The elements of an array in text form, as PostgreSQL writes a one-dimensional array.
std::vector<std::string> ParseArray(std::string_view literal);

// `\x00ff`: bytes as a bytea parameter, and back.
std::string ByteaLiteral(std::string_view bytes);
std::string ParseBytea(std::string_view literal);

}  // namespace ocop::database
