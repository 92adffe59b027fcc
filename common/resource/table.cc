#include "common/resource/table.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/timestamp.h"
#include "common/database/error.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "common/validation/plan.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace ocop::resource {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kRowsAtATime = 1000;

std::string Micros(const std::string& column) {
  return absl::StrCat("(extract(epoch FROM t.", column, ") * 1000000)::bigint");
}

bool IsSystem(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "name" || name == "create_time" || name == "update_time" || name == "delete_time" || name == "etag";
}

std::vector<Column> ColumnsOf(const Descriptor& type) {
  std::vector<Column> columns;
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsSystem(*type.field(i))) columns.emplace_back(*type.field(i));
  }
  return columns;
}

std::vector<const FieldDescriptor*> SearchableOf(const Descriptor& type) {
  std::vector<const FieldDescriptor*> fields;
  for (const auto& plan : validation::PlanOf(type).fields) {
    if (plan.rules.searchable()) fields.push_back(plan.field);
  }
  return fields;
}

filter::Schema SchemaOf(const Descriptor& type, const std::vector<Column>& columns) {
  std::vector<filter::Field> fields;
  for (const Column& column : columns) {
    if (auto field = column.FilterField()) fields.push_back(*std::move(field));
  }
  for (const char* time : {"create_time", "update_time", "delete_time"}) {
    if (type.FindFieldByName(time) != nullptr) fields.push_back({.name = time, .type = filter::Type::kTimestamp});
  }
  const bool search = !SearchableOf(type).empty();
  return filter::Schema(std::move(fields),
                        search ? filter::Schema::Search::kAllowed : filter::Schema::Search::kRefused);
}

// `prefix1, prefix2, …` for `count` items from `first`.
std::string Placeholders(int first, int count) {
  std::vector<std::string> items;
  for (int i = 0; i < count; ++i) items.push_back(absl::StrCat("$", first + i));
  return absl::StrJoin(items, ", ");
}

void SetMicros(int64_t micros, const FieldDescriptor* field, Message& message) {
  static_cast<google::protobuf::Timestamp&>(*message.GetReflection()->MutableMessage(&message, field)) =
      clock::MicrosToTimestamp(micros);
}

}  // namespace

Table::Table(const Descriptor& type, std::string table, std::vector<std::string> keys)
    : type_(type),
      table_(std::move(table)),
      pattern_(type.options().GetExtension(google::api::resource).pattern(0)),
      keys_(std::move(keys)),
      columns_(ColumnsOf(type)),
      searchable_(SearchableOf(type)),
      name_(type.FindFieldByName("name")),
      create_time_(type.FindFieldByName("create_time")),
      update_time_(type.FindFieldByName("update_time")),
      delete_time_(type.FindFieldByName("delete_time")),
      etag_(type.FindFieldByName("etag")),
      filter_schema_(SchemaOf(type, columns_)) {
  BuildStatements();
}

void Table::BuildStatements() {
  const int key_count = static_cast<int>(keys_.size());
  std::vector<std::string> key_equals, key_joins, key_arrays, stored, selected, assignments;
  for (int i = 0; i < key_count; ++i) {
    stored.push_back(keys_[i]);
    selected.push_back("t." + keys_[i]);
    key_equals.push_back(absl::StrCat("t.", keys_[i], " = $", i + 1));
    key_joins.push_back(absl::StrCat("t.", keys_[i], " = k.", keys_[i]));
    key_arrays.push_back(absl::StrCat("(SELECT $", i + 1, "::text[])"));
  }
  for (const Column& column : columns_) {
    stored.push_back(column.name());
    selected.push_back(column.select());
  }
  if (!searchable_.empty()) stored.push_back("search_text");
  for (size_t i = keys_.size(); i < stored.size(); ++i) {
    assignments.push_back(absl::StrCat(stored[i], " = $", i + 1));
  }
  system_list_ = absl::StrCat(Micros("create_time"), ", ", Micros("update_time"), ", t.revision",
                              soft_delete() ? absl::StrCat(", ", Micros("delete_time")) : "");
  select_list_ = absl::StrCat(absl::StrJoin(selected, ", "), ", ", system_list_);
  BuildManyStatements(stored);

  const std::string where = absl::StrJoin(key_equals, " AND ");
  const std::string key_list = absl::StrJoin(keys_, ", ");
  const std::string values = Placeholders(1, static_cast<int>(stored.size()));
  insert_ = {table_ + ".insert",
             absl::StrCat("INSERT INTO ", table_, " AS t (", absl::StrJoin(stored, ", "), ") VALUES (", values,
                          ") ON CONFLICT (", key_list, ") DO NOTHING RETURNING ", system_list_)};
  update_ = {table_ + ".update", absl::StrCat("UPDATE ", table_, " AS t SET ", absl::StrJoin(assignments, ", "),
                                              ", update_time = now(), revision = t.revision + 1 WHERE ", where,
                                              " RETURNING ", system_list_)};
  delete_statement_ = {table_ + ".delete", absl::StrCat("DELETE FROM ", table_, " AS t WHERE ", where)};
  mark_deleted_ = {table_ + ".mark_deleted",
                   absl::StrCat("UPDATE ", table_, " AS t SET delete_time = CASE WHEN $", key_count + 1,
                                "::boolean THEN now() END, update_time = now(), revision = t.revision + 1 WHERE ",
                                where, " RETURNING ", system_list_)};
  read_ = {table_ + ".read", absl::StrCat("SELECT ", select_list_, " FROM ", table_, " AS t WHERE ", where)};
  lock_ = {table_ + ".lock", read_.sql + " FOR UPDATE"};
  // One look-up of the index for each name, whatever the planner believes of the table: its LIMIT keeps the inner query
  // from being joined by reading and hashing the whole table. And one plan for all times: could the planner see the
  // arrays, it would take the plan that it makes for these very names for the better one, and make another each time.
  read_many_ = {table_ + ".read_many",
                absl::StrCat("SELECT k.place, r.* FROM unnest(", absl::StrJoin(key_arrays, ", "),
                             ") WITH ORDINALITY AS k (", key_list, ", place) CROSS JOIN LATERAL (SELECT ", select_list_,
                             " FROM ", table_, " AS t WHERE ", absl::StrJoin(key_joins, " AND "), " LIMIT 1) AS r")};
  // In the order in which the rows lie, which is about the order in which they came: no look-up in an index for each,
  // and a reader finds what a row refers to near to what it has just seen.
  open_all_ = {table_ + ".open_all", absl::StrCat("DECLARE everything NO SCROLL CURSOR FOR SELECT ", select_list_,
                                                  " FROM ", table_, " AS t")};
}

// `r` are the resources, one array a column, all of texts: an array of arrays would have to have them all of one
// length.
void Table::BuildManyStatements(const std::vector<std::string>& stored) {
  std::vector<std::string> arrays, values, assignments, key_joins;
  for (size_t i = 0; i < stored.size(); ++i) {
    const size_t column = i - keys_.size();
    const char* type = i < keys_.size() || column >= columns_.size() ? "text" : columns_[column].sql_type();
    // As in read_many_: one plan for all times, that looks each of them up.
    arrays.push_back(absl::StrCat("(SELECT $", i + 1, "::text[])"));
    values.push_back(absl::StrCat("r.", stored[i], "::", type));
    if (i < keys_.size()) {
      key_joins.push_back(absl::StrCat("t.", stored[i], " = r.", stored[i]));
    } else {
      assignments.push_back(absl::StrCat(stored[i], " = ", values.back()));
    }
  }
  const std::string columns = absl::StrJoin(stored, ", ");
  const std::string resources = absl::StrCat(" FROM unnest(", absl::StrJoin(arrays, ", "), ") AS r (", columns, ")");
  const std::string written = absl::StrCat(" RETURNING t.", absl::StrJoin(keys_, ", t."), ", ", system_list_);
  insert_many_ = {table_ + ".insert_many",
                  absl::StrCat("INSERT INTO ", table_, " AS t (", columns, ") SELECT ", absl::StrJoin(values, ", "),
                               resources, " ON CONFLICT (", absl::StrJoin(keys_, ", "), ") DO NOTHING", written)};
  update_many_ = {table_ + ".update_many",
                  absl::StrCat("UPDATE ", table_, " AS t SET ", absl::StrJoin(assignments, ", "),
                               ", update_time = now(), revision = t.revision + 1", resources, " WHERE ",
                               absl::StrJoin(key_joins, " AND "), written)};
}

const Column* Table::FindColumn(const std::string& field) const {
  for (const Column& column : columns_) {
    if (column.field().name() == field) return &column;
  }
  return nullptr;
}

int Table::select_count() const {
  return static_cast<int>(keys_.size() + columns_.size()) + 3 + (soft_delete() ? 1 : 0);
}

MessagePtr Table::New() const {
  return MessagePtr(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type_)->New());
}

std::string Table::NameOf(const Message& resource) const {
  return resource.GetReflection()->GetString(resource, name_);
}

void Table::SetName(Message& resource, const std::string& name) const {
  resource.GetReflection()->SetString(&resource, name_, name);
}

bool Table::IsDeleted(const Message& resource) const {
  return soft_delete() && resource.GetReflection()->HasField(resource, delete_time_);
}

std::string Table::EtagOf(const Message& resource) const {
  return resource.GetReflection()->GetString(resource, etag_);
}

absl::StatusOr<MessagePtr> Table::ReadRow(const database::Rows& rows, int row, int first) const {
  MessagePtr resource = New();
  std::vector<std::string_view> keys;
  int column = first;
  for (size_t i = 0; i < keys_.size(); ++i) keys.push_back(rows.Text(row, column++));
  SetName(*resource, pattern_.Format(keys));
  for (const Column& stored : columns_) {
    const bool readable = rows.IsNull(row, column) || stored.Read(rows.Text(row, column), keys, *resource).ok();
    if (!readable) return Unreadable(NameOf(*resource), stored.field().name());
    ++column;
  }
  ReadSystemColumns(rows, row, column, *resource);
  return resource;
}

void Table::ReadSystemColumns(const database::Rows& rows, int row, int first, Message& resource) const {
  const int64_t created = rows.Integer(row, first);
  SetMicros(created, create_time_, resource);
  SetMicros(rows.Integer(row, first + 1), update_time_, resource);
  // The time of creation makes the etag differ when a name is taken again after a deletion.
  resource.GetReflection()->SetString(&resource, etag_,
                                      absl::StrCat(absl::Hex(created), "-", rows.Integer(row, first + 2)));
  if (!soft_delete()) return;
  if (rows.IsNull(row, first + 3)) {
    resource.GetReflection()->ClearField(&resource, delete_time_);
  } else {
    SetMicros(rows.Integer(row, first + 3), delete_time_, resource);
  }
}

database::Parameters Table::KeyParameters(const std::string& name) const {
  database::Parameters parameters;
  if (const auto values = pattern_.Match(name)) {
    for (std::string_view value : *values) parameters.emplace_back(std::string(value));
  } else {
    // A name of another form is no row's name.
    parameters.assign(keys_.size(), "");
  }
  return parameters;
}

std::string Table::SearchText(const Message& resource) const {
  std::string text;
  for (const FieldDescriptor* field : searchable_) {
    absl::StrAppend(&text, text.empty() ? "" : " ", resource.GetReflection()->GetString(resource, field));
  }
  return text::Fold(text);
}

database::Parameters Table::RowParameters(const Message& resource) const {
  database::Parameters parameters = KeyParameters(NameOf(resource));
  for (const Column& column : columns_) parameters.push_back(column.Write(resource));
  if (!searchable_.empty()) parameters.emplace_back(SearchText(resource));
  return parameters;
}

// `product_producer_fkey` of table `product` speaks of the field `producer`.
absl::Status Table::Translate(const absl::Status& error, const Message& resource) const {
  const std::string reason = status::ReasonOf(error);
  const std::string constraint = status::MetadataOf(error)["constraint"];
  const std::string prefix = table_.substr(table_.find('.') + 1) + "_";
  const auto field_with = [&](std::string_view suffix) -> std::string {
    if (constraint.size() <= prefix.size() + suffix.size()) return "";
    return constraint.substr(prefix.size(), constraint.size() - prefix.size() - suffix.size());
  };
  if (reason == database::kForeignKeyViolation) {
    const std::string field = field_with("_fkey");
    if (FindColumn(field) == nullptr) return ParentNotFound(NameOf(resource));
    return status::InvalidField(absl::StrCat(text::CamelToSnake(type_.name()), ".", field),
                                "refers to a resource that does not exist");
  }
  if (reason == database::kUniqueViolation) return AlreadyTaken(NameOf(resource), field_with("_key"));
  if (reason == database::kExclusionViolation) return AlreadyTaken(NameOf(resource), field_with("_excl"));
  if (reason == database::kCheckViolation) {
    return status::InvalidField(text::CamelToSnake(type_.name()), absl::StrCat("breaks the rule ", constraint));
  }
  return error;
}

// A row keeps the last part of a reference alone: the rest must be that of the resource's own name.
absl::Status Table::CheckReferences(const Message& resource) const {
  const std::string name = NameOf(resource);
  const auto own = pattern_.Match(name);
  status::Violations violations;
  for (const Column& column : columns_) {
    // A name of another form has no parents; the table's checks refuse it.
    if (!own || column.FitsUnder(*own, resource)) continue;
    violations.Add(absl::StrCat(text::CamelToSnake(type_.name()), ".", column.field().name()),
                   absl::StrCat("must lie under the same parent as ", name));
  }
  return violations.ToStatus();
}

absl::Status Table::Insert(database::Transaction& transaction, Message& resource) const {
  OCOP_RETURN_IF_ERROR(CheckReferences(resource));
  const auto rows = transaction.Write(insert_, RowParameters(resource));
  if (!rows.ok()) return Translate(rows.status(), resource);
  if (rows->empty()) return AlreadyExists(NameOf(resource));
  ReadSystemColumns(*rows, 0, 0, resource);
  return absl::OkStatus();
}

absl::Status Table::Update(database::Transaction& transaction, Message& resource) const {
  OCOP_RETURN_IF_ERROR(CheckReferences(resource));
  const auto rows = transaction.Write(update_, RowParameters(resource));
  if (!rows.ok()) return Translate(rows.status(), resource);
  if (rows->empty()) return NotFound(NameOf(resource));
  ReadSystemColumns(*rows, 0, 0, resource);
  return absl::OkStatus();
}

absl::Status Table::WriteMany(database::Transaction& transaction, const database::Statement& statement,
                              const std::vector<Message*>& resources,
                              absl::Status (*missing)(const std::string& name)) const {
  if (resources.empty()) return absl::OkStatus();
  std::vector<std::vector<database::Parameter>> columns;
  std::set<std::string> names;
  for (const Message* resource : resources) {
    // PostgreSQL would write one of the two, it does not say which, and both would be in the journal.
    if (!names.insert(NameOf(*resource)).second) {
      return absl::InternalError(absl::StrCat(NameOf(*resource), " is written twice in one statement"));
    }
    OCOP_RETURN_IF_ERROR(CheckReferences(*resource));
    database::Parameters row = RowParameters(*resource);
    columns.resize(row.size());
    for (size_t i = 0; i < row.size(); ++i) columns[i].push_back(std::move(row[i]));
  }
  database::Parameters parameters;
  for (const auto& column : columns) parameters.emplace_back(database::ArrayLiteral(column));
  const auto rows = transaction.Write(statement, parameters);
  if (!rows.ok()) return Translate(rows.status(), *resources.front());
  std::map<std::string, int> written;
  for (int row = 0; row < rows->size(); ++row) {
    std::vector<std::string_view> keys;
    for (size_t i = 0; i < keys_.size(); ++i) keys.push_back(rows->Text(row, static_cast<int>(i)));
    written[pattern_.Format(keys)] = row;
  }
  for (Message* resource : resources) {
    const auto row = written.find(NameOf(*resource));
    if (row == written.end()) return missing(NameOf(*resource));
    ReadSystemColumns(*rows, row->second, static_cast<int>(keys_.size()), *resource);
  }
  return absl::OkStatus();
}

absl::Status Table::InsertMany(database::Transaction& transaction, const std::vector<Message*>& resources) const {
  return WriteMany(transaction, insert_many_, resources, AlreadyExists);
}

absl::Status Table::UpdateMany(database::Transaction& transaction, const std::vector<Message*>& resources) const {
  return WriteMany(transaction, update_many_, resources, NotFound);
}

absl::Status Table::Delete(database::Transaction& transaction, const std::string& name) const {
  const auto rows = transaction.Write(delete_statement_, KeyParameters(name));
  if (!rows.ok()) {
    const bool in_use = status::ReasonOf(rows.status()) == database::kForeignKeyViolation;
    return in_use ? InUse(name, status::MetadataOf(rows.status())["constraint"]) : rows.status();
  }
  return rows->affected() == 0 ? NotFound(name) : absl::OkStatus();
}

absl::Status Table::MarkDeleted(database::Transaction& transaction, Message& resource, bool deleted) const {
  database::Parameters parameters = KeyParameters(NameOf(resource));
  parameters.emplace_back(deleted ? "t" : "f");
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Write(mark_deleted_, parameters));
  if (rows.empty()) return NotFound(NameOf(resource));
  ReadSystemColumns(rows, 0, 0, resource);
  return absl::OkStatus();
}

absl::StatusOr<MessagePtr> Table::Read(database::Transaction& transaction, const std::string& name, bool lock) const {
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(lock ? lock_ : read_, KeyParameters(name)));
  if (rows.empty()) return NotFound(name);
  return ReadRow(rows, 0);
}

absl::Status Table::ReadMany(database::Transaction& transaction, const std::vector<std::string>& names,
                             std::vector<absl::StatusOr<std::shared_ptr<const Message>>>& results) const {
  std::vector<std::vector<database::Parameter>> arrays(keys_.size());
  for (size_t i = 0; i < names.size(); ++i) {
    results[i] = absl::NotFoundError("");
    const database::Parameters key = KeyParameters(names[i]);
    for (size_t k = 0; k < keys_.size(); ++k) arrays[k].push_back(key[k]);
  }
  database::Parameters parameters;
  for (const auto& array : arrays) parameters.emplace_back(database::ArrayLiteral(array));
  OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(read_many_, parameters));
  for (int row = 0; row < rows.size(); ++row) {
    // One that can't be read is no matter of those who asked for the others.
    results[static_cast<size_t>(rows.Integer(row, 0)) - 1] = ReadRow(rows, row, 1);
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (absl::IsNotFound(results[i].status())) results[i] = NotFound(names[i]);
  }
  return absl::OkStatus();
}

absl::Status Table::ReadAll(database::Transaction& transaction,
                            const std::function<absl::Status(MessagePtr)>& take) const {
  static const auto& next =
      *new database::Statement{"everything.next", absl::StrCat("FETCH FORWARD ", kRowsAtATime, " FROM everything")};
  static const auto& close = *new database::Statement{"everything.close", "CLOSE everything"};
  OCOP_RETURN_IF_ERROR(transaction.Query(open_all_).status());
  while (true) {
    OCOP_ASSIGN_OR_RETURN(const database::Rows rows, transaction.Query(next));
    for (int row = 0; row < rows.size(); ++row) {
      OCOP_ASSIGN_OR_RETURN(MessagePtr resource, ReadRow(rows, row));
      OCOP_RETURN_IF_ERROR(take(std::move(resource)));
    }
    if (rows.size() < kRowsAtATime) return transaction.Query(close).status();
  }
}

}  // namespace ocop::resource
