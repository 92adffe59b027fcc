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

// 2024-01-01T00:00:00Z: when every resource was made.
constexpr int64_t kMadeSeconds = 1704067200;
constexpr char kMade[] = "2024-01-01 00:00:00+00";

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

void SetSystemFields(Message& resource) {
  const auto& type = *resource.GetDescriptor();
  for (const char* time : {"create_time", "update_time"}) {
    static_cast<google::protobuf::Timestamp*>(
        resource.GetReflection()->MutableMessage(&resource, type.FindFieldByName(time)))
        ->set_seconds(kMadeSeconds);
  }
  resource.GetReflection()->SetString(&resource, type.FindFieldByName("etag"),
                                      absl::StrCat(absl::Hex(kMadeSeconds * 1000000), "-1"));
}

}  // namespace

CopyScript::CopyScript(const resource::Table& table, std::string schema) : table_(table), schema_(std::move(schema)) {
  for (const auto& plan : validation::PlanOf(table.type()).fields) {
    if (plan.rules.searchable()) searchable_.push_back(plan.field);
  }
}

void CopyScript::Add(Message& resource) {
  SetSystemFields(resource);
  const std::string name = table_.NameOf(resource);
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
  AppendField(kMade, rows_);
  AppendField(kMade, rows_);
  rows_ += '\n';

  for (const std::string& value :
       {std::string("bench"), std::string(), name, table_.type().full_name(), std::string("ACTION_CREATE"),
        database::ByteaLiteral(resource.SerializeAsString())}) {
    AppendField(value, entries_);
  }
  entries_ += '\n';
}

void CopyScript::Print(std::ostream& out) const {
  std::vector<std::string> columns = table_.keys();
  for (const resource::Column& column : table_.columns()) columns.push_back(column.name());
  if (!searchable_.empty()) columns.emplace_back("search_text");
  out << "COPY " << table_.table() << " (" << absl::StrJoin(columns, ", ")
      << ", create_time, update_time) FROM stdin;\n"
      << rows_ << "\\.\n"
      << "COPY " << schema_ << ".journal (actor, request_id, resource_name, type, action, resource) FROM stdin;\n"
      << entries_ << "\\.\n";
}

}  // namespace ocop::bench
