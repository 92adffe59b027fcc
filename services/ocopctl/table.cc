#include "services/ocopctl/table.h"

#include <utf8proc.h>

#include <algorithm>
#include <ostream>

namespace ocop::ocopctl {

int DisplayWidth(std::string_view text) {
  int width = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t character;
    const auto length = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &character);
    if (length <= 0) {  // not UTF-8: a terminal shows one replacement for the byte
      ++width, ++at;
      continue;
    }
    width += utf8proc_charwidth(character);
    at += static_cast<size_t>(length);
  }
  return width;
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines = {""};
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    const std::string word(text.substr(at, end - at));
    at = end + 1;
    if (lines.back().empty()) {
      lines.back() = word;
    } else if (DisplayWidth(lines.back()) + 1 + DisplayWidth(word) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

void Table::Print(std::ostream& out) const {
  std::vector<int> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(static_cast<size_t>(widths[i] - DisplayWidth(row[i])), ' ');
      line += i == 0 ? "" : "  ";
      line += columns_[i] == Align::kLeft ? row[i] + blanks : blanks + row[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
}

}  // namespace ocop::ocopctl
