#include "services/registry/rules/import_table.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/text_format.h"
#include "google/type/date.pb.h"
#include "services/registry/rules/import_cells.h"
#include "services/registry/rules/import_problems.h"

namespace ocop::registry {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::ImportSheet;

constexpr size_t kMostRows = 100'000;

absl::Status InvalidTable(const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat("the table ", problem)), "INVALID_TABLE",
                            {{"problem", problem}});
}

absl::Status InvalidSheet(const ImportSheet& sheet, const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(v1::ImportKind_Name(sheet.kind()), ": ", problem)),
                            "INVALID_SHEET");
}

bool IsRequired(const FieldDescriptor& field) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == google::api::REQUIRED) return true;
  }
  return false;
}

// What is wrong with a column, or "".
std::string ProblemOfColumn(const ImportSheet::Column& column, const google::protobuf::Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName(column.field());
  if (field == nullptr) return absl::StrCat("there is no field ", column.field());
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
      field->message_type() != google::type::Date::descriptor()) {
    return absl::StrCat(column.field(), " fits into no cell");
  }
  const bool is_enum = field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  if (is_enum == column.values().empty()) return absl::StrCat(column.field(), ": values are of enums, and of each");
  for (const ImportSheet::Value& value : column.values()) {
    if (field->enum_type()->FindValueByName(value.value()) == nullptr || value.titles().empty()) {
      return absl::StrCat(column.field(), ": ", value.value(), " is no value with a title");
    }
  }
  return "";
}

bool IsBlank(const csv::Row& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); });
}

// A value as a row that was sent as a resource has it.
std::string ValueText(const Message& resource, const std::string& name) {
  const FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated()) return "";
  const auto& reflection = *resource.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) return reflection.GetString(resource, field);
  if (!reflection.HasField(resource, field)) return "";
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    std::string text;
    google::protobuf::TextFormat::PrintFieldValueToString(resource, field, -1, &text);
    return text;
  }
  return reflection.GetMessage(resource, field).ShortDebugString();
}

}  // namespace

bool ImportRow::HasProblem(const std::string& field) const {
  return std::any_of(problems.begin(), problems.end(), [&](const auto& problem) { return problem.field() == field; });
}

void ImportRow::AddProblem(const std::string& field, const std::string& reason, const std::string& en,
                           const std::string& vi) {
  // `export_markets[2]` is in the cell of the list.
  const std::string whole = field.substr(0, field.find_first_of("[."));
  const auto cell = cells.find(whole);
  const std::string value = cell != cells.end() ? cell->second.text : ValueText(*resource, whole);
  problems.push_back(ProblemOf(field, cell == cells.end() ? "" : cell->second.column, reason, value, {en, vi}));
  problems.back().set_row(number);
}

absl::StatusOr<Sheet> Sheet::Of(ImportSheet description, const google::protobuf::Descriptor& type) {
  Sheet sheet;
  sheet.type_ = &type;
  const auto add = [&sheet](const std::string& title, int column) {
    const auto [known, is_new] = sheet.columns_.emplace(PlainTitle(title), column);
    return is_new || known->second == column;
  };
  for (int i = 0; i < description.columns_size(); ++i) {
    ImportSheet::Column& column = *description.mutable_columns(i);
    if (const std::string problem = ProblemOfColumn(column, type); !problem.empty()) {
      return InvalidSheet(description, problem);
    }
    column.set_required(IsRequired(*type.FindFieldByName(column.field())));
    bool alone = add(column.field(), i);
    for (const std::string& title : column.titles()) alone &= add(title, i);
    if (!alone) return InvalidSheet(description, absl::StrCat("a title of ", column.field(), " is another column's"));
  }
  for (const std::string& title : description.ignored_titles()) {
    if (!add(title, -1)) return InvalidSheet(description, absl::StrCat(title, " is a column's title"));
  }
  sheet.sheet_ = std::move(description);
  return sheet;
}

absl::StatusOr<std::vector<const ImportSheet::Column*>> Sheet::ReadHeader(const csv::Row& header) const {
  std::vector<const ImportSheet::Column*> columns;
  std::set<int> seen;
  std::vector<std::string> problems;
  for (const std::string& title : header) {
    const auto found = columns_.find(PlainTitle(title));
    columns.push_back(nullptr);
    if (title.empty()) continue;
    if (found == columns_.end()) {
      problems.push_back(absl::StrCat("column \"", title, "\" is unknown"));
    } else if (found->second >= 0) {
      columns.back() = &sheet_.columns(found->second);
      if (!seen.insert(found->second).second) {
        problems.push_back(absl::StrCat("column \"", title, "\" is there twice (", columns.back()->field(), ")"));
      }
    }
  }
  if (seen.empty() && problems.empty()) problems.emplace_back("it has no column that is known");
  if (problems.empty()) return columns;
  std::vector<std::string> known;
  for (const ImportSheet::Column& column : sheet_.columns()) {
    known.push_back(column.titles().empty() ? column.field() : column.titles(0));
  }
  return InvalidTable(absl::StrCat("cannot be read: ", absl::StrJoin(problems, "; "),
                                   ". Its first line names columns, such as: ", absl::StrJoin(known, ", ")));
}

absl::StatusOr<ImportInput> ImportInput::OfTable(const Sheet& sheet, std::string_view csv) {
  if (csv.starts_with("\xFF\xFE") || csv.starts_with("\xFE\xFF")) {
    return InvalidTable("is in UTF-16; save it as \"CSV UTF-8\"");
  }
  absl::StatusOr<std::vector<csv::Record>> records = csv::Parse(csv, csv::DelimiterOf(csv));
  if (!records.ok()) return InvalidTable(absl::StrCat("is broken: ", records.status().message()));
  if (records->empty()) return InvalidTable("is empty");
  ImportInput input;
  input.sheet_ = &sheet;
  input.header_ = std::move(records->front().cells);
  for (std::string& title : input.header_) {
    absl::StatusOr<std::string> nfc = text::Nfc(title);
    if (!nfc.ok()) return InvalidTable("is not in UTF-8: its first line holds other bytes; save it as \"CSV UTF-8\"");
    title = *std::move(nfc);
  }
  OCOP_ASSIGN_OR_RETURN(input.columns_, sheet.ReadHeader(input.header_));
  for (size_t i = 1; i < records->size(); ++i) {
    csv::Record& record = (*records)[i];
    if (!IsBlank(record.cells)) input.rows_.emplace_back(record.number, std::move(record.cells));
  }
  if (input.rows_.empty()) return InvalidTable("has a header and no row");
  if (input.rows_.size() > kMostRows) {
    return InvalidTable(absl::StrCat("has ", input.rows_.size(), " rows; at most ", kMostRows, ": split it"));
  }
  return input;
}

ImportInput ImportInput::OfResources(const Message& rows) {
  ImportInput input;
  input.resources_ = &rows;
  return input;
}

int64_t ImportInput::size() const {
  if (resources_ == nullptr) return static_cast<int64_t>(rows_.size());
  return resources_->GetReflection()->FieldSize(*resources_, resources_->GetDescriptor()->field(0));
}

ImportRow ImportInput::Row(int64_t index) const {
  if (resources_ == nullptr) return ReadTableRow(static_cast<size_t>(index));
  const Message& resource = resources_->GetReflection()->GetRepeatedMessage(
      *resources_, resources_->GetDescriptor()->field(0), static_cast<int>(index));
  ImportRow row;
  row.number = index + 1;
  row.resource.reset(resource.New());
  row.resource->CopyFrom(resource);
  return row;
}

ImportRow ImportInput::ReadTableRow(size_t index) const {
  const auto& [number, cells] = rows_[index];
  ImportRow row;
  row.number = number;
  row.from_table = true;
  row.resource.reset(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&sheet_->type())->New());
  const bool too_long = std::any_of(cells.begin() + static_cast<ptrdiff_t>(std::min(cells.size(), columns_.size())),
                                    cells.end(), [](const std::string& cell) { return !cell.empty(); });
  if (too_long || cells.size() < columns_.size()) {
    row.AddProblem("", "WRONG_CELL_COUNT", absl::StrCat("has ", cells.size(), " cells, the header ", columns_.size()),
                   absl::StrCat("có ", cells.size(), " ô, dòng tiêu đề có ", columns_.size()));
    return row;
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] == nullptr || cells[i].empty()) continue;
    const std::string& field = columns_[i]->field();
    absl::StatusOr<std::string> text = text::Nfc(absl::StrReplaceAll(cells[i], {{"\r\n", "\n"}, {"\r", "\n"}}));
    row.cells[field] = {header_[i], text.ok() ? *text : cells[i]};
    if (!text.ok()) {
      row.AddProblem(field, "NOT_UTF8", "is not in UTF-8; save the table as \"CSV UTF-8\"",
                     "không phải UTF-8; hãy lưu bảng dạng \"CSV UTF-8\"");
      continue;
    }
    const auto wrong = ReadCell(*columns_[i], *sheet_->type().FindFieldByName(field), *text, *row.resource);
    if (wrong) row.AddProblem(field, "INVALID_CELL", wrong->en, wrong->vi);
  }
  return row;
}

}  // namespace ocop::registry
