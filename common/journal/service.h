// ocop.journal.v1.JournalService over a schema.
#pragma once

#include <string>
#include <vector>

#include "common/database/database.h"
#include "common/database/migrations.h"
#include "common/journal/hub.h"
#include "common/rpc/service.h"

namespace ocop::journal {

// Migrations that come before a service's own: the journal's tables.
const std::vector<database::Migration>& Migrations();

// `database` and `hub` must outlive the service.
rpc::Service JournalService(database::Database& database, Hub& hub, const std::string& schema);

}  // namespace ocop::journal
