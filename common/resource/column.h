// How a field of a resource is stored, by its proto:
//
//   string                                   text, '' when not set
//   string that refers to a resource of the  text `<field>_id`, the last part of the name; NULL when not set;
//     same package (resource_reference)        FOREIGN KEY (province…, <field>_id)
//   bool, int32, int64                       boolean, integer, bigint
//   optional int32, int64                    the same, NULL when not set
//   enum                                     text, the full name of the value
//   google.type.Date                         date
//   google.protobuf.Timestamp                timestamptz
//   repeated string, enum                    text[]
//   repeated google.type.Date                date[]
//   another message, repeated or not         jsonb, the canonical JSON of protobuf
//
// While two versions run side by side, the older one reads a jsonb without the fields that it does not know, and an
// enum that it does not know as not set; whatever it then changes of the resource, it writes them so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/database/statement.h"
#include "common/filter/schema.h"
#include "common/filter/sql.h"
#include "common/resource_name/resource_name.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace ocop::resource {

class Column {
 public:
  enum class Kind { kText, kReference, kBoolean, kInteger, kEnum, kDate, kTimestamp, kList, kDateList, kJson };

  explicit Column(const google::protobuf::FieldDescriptor& field);

  const google::protobuf::FieldDescriptor& field() const { return *field_; }
  Kind kind() const { return kind_; }
  // `producer_id` for the field `producer`.
  const std::string& name() const { return name_; }
  // `text[]`; of a number the widest that fits.
  const char* sql_type() const;
  // The expression that reads it: timestamps come as microseconds.
  const std::string& select() const { return select_; }
  // The value as a text expression over the row `t`, for filters and orders: a reference is its full name.
  std::string Expression(const std::vector<std::string>& keys) const;
  // Of a reference: what its columns hold in the rows where it is `name`. nullopt for every other kind.
  std::optional<std::vector<filter::ColumnValue>> Parts(const std::vector<std::string>& keys,
                                                        const std::string& name) const;
  // The type in filters; nullopt for what cannot be filtered by.
  std::optional<filter::Field> FilterField() const;

  // Whether a reference lies under the parents of a resource whose name has the ids `own`, so that its last id alone
  // names it. True for one that is not set and for every other kind.
  bool FitsUnder(const resource_name::Ids& own, const google::protobuf::Message& message) const;

  database::Parameter Write(const google::protobuf::Message& message) const;
  // `keys` are the key values of the row, for the names of resources referred to. INVALID_ARGUMENT for a jsonb that is
  // not of the field's type.
  absl::Status Read(std::string_view text, const std::vector<std::string_view>& keys,
                    google::protobuf::Message& message) const;

 private:
  const google::protobuf::FieldDescriptor* field_;
  Kind kind_;
  std::string name_;
  std::string select_;
  // Of a reference: the pattern of what it refers to.
  std::shared_ptr<const resource_name::Pattern> reference_;
};

}  // namespace ocop::resource
