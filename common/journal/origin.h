// A journal that came from another database, restored from a dump.
//
// Horizons are numbers of the server's transactions. On another server they may lie in the future, where readers would
// not see them, and tokens of the old journal would seem to be of this one. The owner adopts it, once.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/database/transaction.h"

namespace ocop::journal {

// FAILED_PRECONDITION `JOURNAL_RESTORED` when the journal of `schema` is not of this database.
absl::Status CheckOrigin(database::Transaction& transaction, const std::string& schema);

// Makes it a journal of this database, as the owner behind `url`: entries are numbered anew in their order where their
// horizons lie in the future, and a new generation begins, so that tokens of the old one are refused. True when there
// was something to do.
absl::StatusOr<bool> Adopt(const std::string& url, const std::string& schema);

}  // namespace ocop::journal
