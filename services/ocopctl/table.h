// Aligned columns for a terminal.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ocop::ocopctl {

// Cells that `text` takes in a terminal: characters, not bytes, and none for a combining mark ("Mỹ" is 2).
int DisplayWidth(std::string_view text);

// The words of `text` on lines of at most `width` cells; a longer word has a line of its own. At least one line.
std::vector<std::string> Wrap(std::string_view text, int width);

class Table {
 public:
  enum class Align { kLeft, kRight };

  // One entry a column.
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}

  // As many cells as columns.
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // Every column as wide as its widest cell, two blanks between, no blanks at the end of a line.
  void Print(std::ostream& out) const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace ocop::ocopctl
