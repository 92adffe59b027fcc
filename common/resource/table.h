// One type of resource and the table that holds it. The statements of the standard methods follow from the message
// and its resource pattern; the table itself, with its constraints, is written by hand in a migration.
//
//   const Table kProducts(*Product::descriptor(), "registry.product", {"province_code", "product_id"});
//
// A table has: the key columns, one for each variable of the name's pattern; a column for each field (column.h);
// create_time and update_time timestamptz DEFAULT now(); revision bigint DEFAULT 1; delete_time timestamptz when the
// message has one (soft deletion); search_text text when a field is searchable. Foreign keys and unique constraints are
// named `<table>_<field>_fkey` and `<table>_<field>_key`, so that a refusal can name the field.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"
#include "common/filter/schema.h"
#include "common/resource/column.h"
#include "common/resource_name/resource_name.h"
#include "google/protobuf/message.h"

namespace ocop::resource {

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

class Table {
 public:
  Table(const google::protobuf::Descriptor& type, std::string table, std::vector<std::string> keys);

  const google::protobuf::Descriptor& type() const { return type_; }
  const std::string& table() const { return table_; }
  const resource_name::Pattern& pattern() const { return pattern_; }
  const std::vector<std::string>& keys() const { return keys_; }
  const std::vector<Column>& columns() const { return columns_; }
  const Column* FindColumn(const std::string& field) const;
  const filter::Schema& filter_schema() const { return filter_schema_; }
  bool soft_delete() const { return delete_time_ != nullptr; }
  // `t.province_code, t.product_id, t.display_name, …`: the columns that ReadRow takes, in its order.
  const std::string& select_list() const { return select_list_; }
  int select_count() const;

  MessagePtr New() const;
  std::string NameOf(const google::protobuf::Message& resource) const;
  void SetName(google::protobuf::Message& resource, const std::string& name) const;
  bool IsDeleted(const google::protobuf::Message& resource) const;
  std::string EtagOf(const google::protobuf::Message& resource) const;

  // The resource of a row whose columns are select_list() from `first` on. INTERNAL `STORED_VALUE_UNREADABLE`, with a
  // line in the log: what can't be read must not pass for empty, or the next update would write that.
  absl::StatusOr<MessagePtr> ReadRow(const database::Rows& rows, int row, int first = 0) const;
  template <class Resource>
  absl::StatusOr<Resource> ReadRow(const database::Rows& rows, int row, int first = 0) const {
    absl::StatusOr<MessagePtr> message = ReadRow(rows, row, first);
    if (!message.ok()) return message.status();
    return static_cast<Resource&&>(**message);
  }
  // Those of all rows.
  template <class Resource>
  absl::StatusOr<std::vector<Resource>> ReadRows(const database::Rows& rows) const {
    std::vector<Resource> resources;
    for (int row = 0; row < rows.size(); ++row) {
      absl::StatusOr<Resource> resource = ReadRow<Resource>(rows, row);
      if (!resource.ok()) return resource.status();
      resources.push_back(*std::move(resource));
    }
    return resources;
  }

  // Stores a new resource and completes its create_time, update_time and etag. ALREADY_EXISTS, PARENT_NOT_FOUND, or the
  // violation of the field that refers to nothing.
  absl::Status Insert(database::Transaction& transaction, google::protobuf::Message& resource) const;

  // Overwrites a stored resource and completes its update_time and etag.
  absl::Status Update(database::Transaction& transaction, google::protobuf::Message& resource) const;

  // The same with many resources in one statement; INTERNAL when one is given twice. None is written when one is
  // refused; a refusal by a constraint does not tell which it was and names the first. Whoever updates many holds a
  // lock above them, such as their parent's row: they are locked in the order of PostgreSQL's plan, in which two who
  // update the same ones would wait for one another.
  absl::Status InsertMany(database::Transaction& transaction,
                          const std::vector<google::protobuf::Message*>& resources) const;
  absl::Status UpdateMany(database::Transaction& transaction,
                          const std::vector<google::protobuf::Message*>& resources) const;

  // Removes the row. RESOURCE_IN_USE while others refer to it.
  absl::Status Delete(database::Transaction& transaction, const std::string& name) const;

  // Sets or clears delete_time, and completes `resource`.
  absl::Status MarkDeleted(database::Transaction& transaction, google::protobuf::Message& resource, bool deleted) const;

  // Reads one resource; NOT_FOUND `RESOURCE_NOT_FOUND`. With `lock` its row stays locked until the transaction ends.
  absl::StatusOr<MessagePtr> Read(database::Transaction& transaction, const std::string& name, bool lock) const;

  // Reads many by name in one statement: results[i] belongs to names[i]; NOT_FOUND where there is none.
  absl::Status ReadMany(database::Transaction& transaction, const std::vector<std::string>& names,
                        std::vector<absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>>& results) const;

  // Gives every resource to `take`, in no order, a thousand rows at a time. Within a transaction block.
  absl::Status ReadAll(database::Transaction& transaction, const std::function<absl::Status(MessagePtr)>& take) const;

 private:
  absl::Status CheckReferences(const google::protobuf::Message& resource) const;
  database::Parameters KeyParameters(const std::string& name) const;
  database::Parameters RowParameters(const google::protobuf::Message& resource) const;
  std::string SearchText(const google::protobuf::Message& resource) const;
  void ReadSystemColumns(const database::Rows& rows, int row, int first, google::protobuf::Message& resource) const;
  absl::Status Translate(const absl::Status& error, const google::protobuf::Message& resource) const;
  absl::Status WriteMany(database::Transaction& transaction, const database::Statement& statement,
                         const std::vector<google::protobuf::Message*>& resources,
                         absl::Status (*missing)(const std::string& name)) const;
  void BuildStatements();
  void BuildManyStatements(const std::vector<std::string>& stored);

  const google::protobuf::Descriptor& type_;
  const std::string table_;
  const resource_name::Pattern pattern_;
  const std::vector<std::string> keys_;
  std::vector<Column> columns_;
  std::vector<const google::protobuf::FieldDescriptor*> searchable_;
  const google::protobuf::FieldDescriptor* name_;
  const google::protobuf::FieldDescriptor* create_time_;
  const google::protobuf::FieldDescriptor* update_time_;
  const google::protobuf::FieldDescriptor* delete_time_;
  const google::protobuf::FieldDescriptor* etag_;
  filter::Schema filter_schema_;
  std::string system_list_;
  std::string select_list_;
  database::Statement insert_, update_, delete_statement_, mark_deleted_, read_, lock_, read_many_, insert_many_,
      update_many_, open_all_;
};

}  // namespace ocop::resource
