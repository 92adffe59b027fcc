// Writing to the journal.
#pragma once

#include <string>

#include "common/database/transaction.h"
#include "google/protobuf/message.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::journal {

struct Author {
  std::string actor;
  std::string request_id;
};

// Adds an entry to the journal of `schema`, in the transaction that makes the change; it is sent with the transaction's
// other entries just before the commit.
void Append(database::Transaction& transaction, const std::string& schema, const Author& author,
            ocop::journal::v1::JournalEntry::Action action, const std::string& resource_name,
            const google::protobuf::Message& resource);

}  // namespace ocop::journal
