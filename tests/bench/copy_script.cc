#include "tests/bench/copy_script.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/text.h"
#include "common/validation/plan.h"
#include "google/protobuf/timestamp.pb.h"

namespace ocop::bench {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int64_t kSecondsOfADay = 86400;

// PostgreSQL documentation, COPY, text format.
void AppendField(const database::Parameter& value, std::string& line) {
  if (!line.empty() && line.back() != '\n') line += '\t';
  if (!value) {
    line += "\\N";
    return;
  }
  for (const char c : *value) {
    if (c == '\\' || c == '\t' || c == '\n') line += '\\';
    line += c;
  }
}

std::string TimeOf(clock::Day day) {
  return clock::FormatDay(day) + " 00:00:00+00";
}

void SetTime(const char* field, int64_t seconds, Message& resource) {
  static_cast<google::protobuf::Timestamp*>(
      resource.GetReflection()->MutableMessage(&resource, resource.GetDescriptor()->FindFieldByName(field)))
      ->set_seconds(seconds);
}

void SetSystemFields(clock::Day made, int updates, Message& resource) {
  const int64_t updated = (made + updates) * kSecondsOfADay;
  SetTime("create_time", made * kSecondsOfADay, resource);
  SetTime("update_time", updated, resource);
  resource.GetReflection()->SetString(&resource, resource.GetDescriptor()->FindFieldByName("etag"),
                                      absl::StrCat(absl::Hex(updated * 1000000), "-", updates + 1));
}

}  // namespace

CopyScript::CopyScript(const resource::Table& table, std::string schema, bool journal)
    : table_(table), schema_(std::move(schema)), journal_(journal) {
  for (const auto& plan : validation::PlanOf(table.type()).fields) {
    if (plan.rules.searchable()) searchable_.push_back(plan.field);
  }
}

void CopyScript::Add(Message& resource, clock::Day made, int updates) {
  const std::string name = table_.NameOf(resource);
  for (int i = 0; i <= updates; ++i) {
    SetSystemFields(made, i, resource);
    if (journal_) AddEntry(resource, name, i == 0 ? "ACTION_CREATE" : "ACTION_UPDATE", made + i);
  }
  const auto ids = *table_.pattern().Match(name);
  for (std::string_view id : ids) AppendField(std::string(id), rows_);
  for (const resource::Column& column : table_.columns()) AppendField(column.Write(resource), rows_);
  if (!searchable_.empty()) {
    std::vector<std::string> words;
    for (const FieldDescriptor* field : searchable_) {
      words.push_back(resource.GetReflection()->GetString(resource, field));
    }
    AppendField(text::Fold(absl::StrJoin(words, " ")), rows_);
  }
  AppendField(TimeOf(made), rows_);
  AppendField(TimeOf(made + updates), rows_);
  AppendField(absl::StrCat(updates + 1), rows_);
  rows_ += '\n';
  ++row_count_;
}

void CopyScript::AddEntry(const Message& resource, const std::string& name, const char* action, clock::Day made) {
  for (const std::string& value : {TimeOf(made), std::string("bench"), std::string(), name, table_.type().full_name(),
                                   std::string(action), database::ByteaLiteral(resource.SerializeAsString())}) {
    AppendField(value, entries_);
  }
  entries_ += '\n';
  ++entry_count_;
}

void CopyScript::Print(std::ostream& out) {
  if (rows_.empty()) return;
  std::vector<std::string> columns = table_.keys();
  for (const resource::Column& column : table_.columns()) columns.push_back(column.name());
  if (!searchable_.empty()) columns.emplace_back("search_text");
  out << "COPY " << table_.table() << " (" << absl::StrJoin(columns, ", ")
      << ", create_time, update_time, revision) FROM stdin;\n"
      << rows_ << "\\.\n";
  if (journal_) {
    out << "COPY " << schema_ << ".journal (at, actor, request_id, resource_name, type, action, resource) FROM stdin;\n"
        << entries_ << "\\.\n";
  }
  rows_.clear();
  entries_.clear();
}

}  // namespace ocop::bench
