#include "common/textproto/textproto.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace ocop::textproto {
namespace {

// Keeps the complaints of the parser, which prints them otherwise.
class Complaints : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    absl::StrAppend(&text_, text_.empty() ? "" : "; ", "line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content;
  std::array<char, 1 << 14> buffer;
  do {
    file.read(buffer.data(), buffer.size());
    content.append(buffer.data(), static_cast<size_t>(file.gcount()));
  } while (file);
  // A directory opens but fails at the first read, hence not is_open().
  if (!file.eof()) return absl::NotFoundError(absl::StrCat("cannot read ", path.string()));
  return content;
}

}  // namespace

absl::Status Parse(std::string_view text, google::protobuf::Message& message) {
  Complaints complaints;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&complaints);
  if (parser.ParseFromString(std::string(text), &message)) return absl::OkStatus();
  return absl::InvalidArgumentError(complaints.text());
}

absl::StatusOr<std::map<std::string, std::string>> ReadFolder(const std::string& folder) {
  std::map<std::string, std::string> contents;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".txtpb") continue;
    absl::StatusOr<std::string> content = ReadFile(entry->path());
    if (!content.ok()) return content.status();
    contents[entry->path().filename()] = *std::move(content);
  }
  if (error) return absl::NotFoundError(absl::StrCat("cannot read the folder ", folder, ": ", error.message()));
  return contents;
}

}  // namespace ocop::textproto
