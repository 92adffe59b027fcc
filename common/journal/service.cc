#include "common/journal/service.h"

#include "common/journal/embedded_migrations.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;

void ListEntries(database::Database& database, const Reader& reader, const rpc::Call& call,
                 const ListEntriesRequest& request, rpc::Reply<ListEntriesResponse> reply) {
  const uint64_t query = pagination::Fingerprint({"journal", request.resource_name()});
  Position after;
  if (!request.page_token().empty()) {
    const auto last = pagination::Decode(request.page_token(), query, 1);
    if (!last.ok()) return reply(last.status());
    const auto position = Position::FromText(last->front());
    if (!position.ok()) return reply(pagination::DamagedToken());
    after = *position;
  }
  auto response = std::make_shared<ListEntriesResponse>();
  const int page_size = pagination::ClampPageSize(request.page_size());
  database.Read(
      database::Isolation::kAutoCommit, call.deadline,
      [response, &reader, name = request.resource_name(), after,
       page_size](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(*response, reader.List(transaction, name, after, page_size));
        return absl::OkStatus();
      },
      [response, reply, query](const absl::Status& status) {
        if (!status.ok()) return reply(status);
        if (!response->next_page_token().empty()) {
          response->set_next_page_token(pagination::Encode(query, {response->next_page_token()}));
        }
        reply(std::move(*response));
      });
}

}  // namespace

const std::vector<database::Migration>& Migrations() {
  return kJournalMigrations;
}

rpc::Service JournalService(database::Database& database, Hub& hub, const std::string& schema) {
  rpc::Service service("ocop.journal.v1.JournalService");
  service.BindStream("Watch", [&hub](std::shared_ptr<rpc::Stream> stream) { hub.Watch(std::move(stream)); });
  auto reader = std::make_shared<const Reader>(schema);
  service.BindLater<ListEntriesRequest, ListEntriesResponse>(
      "ListEntries", [&database, reader](const rpc::Call& call, const ListEntriesRequest& request,
                                         rpc::Reply<ListEntriesResponse> reply) {
        ListEntries(database, *reader, call, request, std::move(reply));
      });
  return service;
}

}  // namespace ocop::journal
