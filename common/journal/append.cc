#include "common/journal/append.h"

#include "absl/strings/str_cat.h"
#include "common/journal/entered.h"

namespace ocop::journal {

void Append(database::Transaction& transaction, const std::string& schema, const Author& author,
            ocop::journal::v1::JournalEntry::Action action, const std::string& resource_name,
            const google::protobuf::Message& resource) {
  const database::Statement insert = {
      "journal.insert",
      absl::StrCat("INSERT INTO ", schema,
                   ".journal (actor, request_id, resource_name, type, action, resource) "
                   "SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])")};
  transaction.WriteAtCommit(
      insert, {author.actor, author.request_id, resource_name, resource.GetDescriptor()->full_name(),
               ocop::journal::v1::JournalEntry::Action_Name(action), database::ByteaLiteral(EnteredBytes(resource))});
}

}  // namespace ocop::journal
