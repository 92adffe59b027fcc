// Tables as rows: which columns a table has, and what each of its rows says.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/csv/csv.h"
#include "google/protobuf/message.h"
#include "ocop/registry/v1/import_service.pb.h"
#include "ocop/registry/v1/import_sheet.pb.h"

namespace ocop::registry {

// One row, read.
struct ImportRow {
  struct Cell {
    std::string column;
    std::string text;
  };

  // As in ImportProblem.
  int64_t number = 0;
  // As much as could be read. References are as they were written.
  std::unique_ptr<google::protobuf::Message> resource;
  // Of a table: the cells that are filled, by field.
  std::map<std::string, Cell> cells;
  bool from_table = false;
  std::vector<v1::ImportProblem> problems;

  bool HasProblem(const std::string& field) const;
  // With the column and value of the field.
  void AddProblem(const std::string& field, const std::string& reason, const std::string& en, const std::string& vi);
};

// How one kind of resource is written in tables.
class Sheet {
 public:
  // INVALID_ARGUMENT `INVALID_SHEET` for a field that `type` does not have, a title that stands for two, and so on.
  static absl::StatusOr<Sheet> Of(v1::ImportSheet sheet, const google::protobuf::Descriptor& type);

  bool is_made() const { return type_ != nullptr; }
  const v1::ImportSheet& description() const { return sheet_; }
  const google::protobuf::Descriptor& type() const { return *type_; }

  // For each cell of the header its column; nullptr for one that is passed over. INVALID_ARGUMENT `INVALID_TABLE`.
  absl::StatusOr<std::vector<const v1::ImportSheet::Column*>> ReadHeader(const csv::Row& header) const;

 private:
  v1::ImportSheet sheet_;
  const google::protobuf::Descriptor* type_ = nullptr;
  // By plain title; -1 is passed over.
  std::map<std::string, int> columns_;
};

// The rows of an import, read when they are asked for.
class ImportInput {
 public:
  // INVALID_ARGUMENT `INVALID_TABLE` for what is no table, or too long.
  static absl::StatusOr<ImportInput> OfTable(const Sheet& sheet, std::string_view csv);
  // `rows` has the resources in its only field; it must outlive the input.
  static ImportInput OfResources(const google::protobuf::Message& rows);

  int64_t size() const;
  ImportRow Row(int64_t index) const;

 private:
  ImportRow ReadTableRow(size_t index) const;

  const Sheet* sheet_ = nullptr;
  csv::Row header_;
  std::vector<const v1::ImportSheet::Column*> columns_;
  // With the number of each.
  std::vector<std::pair<int64_t, csv::Row>> rows_;
  const google::protobuf::Message* resources_ = nullptr;
};

}  // namespace ocop::registry
