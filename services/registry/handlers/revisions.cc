#include "services/registry/handlers/revisions.h"

namespace ocop::registry {
namespace {

using journal::Position;
using ocop::journal::v1::JournalEntry;

// The place right before one.
Position Before(Position position) {
  --position.seq;
  return position;
}

}  // namespace

absl::StatusOr<RevisionPage> ReadRevisions(database::Transaction& transaction, const journal::Reader& reader,
                                           const std::string& name, int page_size, const std::string& page_token) {
  const uint64_t query = pagination::Fingerprint({"revisions", name});
  Position after;
  if (!page_token.empty()) {
    OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last, pagination::Decode(page_token, query, 1));
    const auto position = Position::FromText(last.front());
    if (!position.ok()) return pagination::DamagedToken();
    after = *position;
  }
  OCOP_ASSIGN_OR_RETURN(const auto read, reader.List(transaction, {.resource_names = {name},
                                                                   .after = after,
                                                                   .page_size = pagination::ClampPageSize(page_size)}));
  if (read.entries().empty() && page_token.empty()) return resource::NotFound(name);
  RevisionPage page{{read.entries().begin(), read.entries().end()}, ""};
  if (!read.next_page_token().empty()) page.next_page_token = pagination::Encode(query, {read.next_page_token()});
  return page;
}

absl::StatusOr<JournalEntry> ReadRevision(database::Transaction& transaction, const journal::Reader& reader,
                                          const std::string& name) {
  const auto position = Position::FromText(LastId(name));
  if (!position.ok()) return resource::NotFound(name);
  OCOP_ASSIGN_OR_RETURN(
      const auto read,
      reader.List(transaction, {.resource_names = {ParentOf(name)}, .after = Before(*position), .page_size = 1}));
  if (read.entries().empty() || read.entries(0).position() != LastId(name)) return resource::NotFound(name);
  return read.entries(0);
}

}  // namespace ocop::registry
