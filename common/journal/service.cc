#include "common/journal/service.h"

#include "common/journal/embedded_migrations.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;

absl::StatusOr<std::optional<ResumeToken>> ReadPoint(const std::string& text) {
  if (text.empty()) return std::nullopt;
  OCOP_ASSIGN_OR_RETURN(ResumeToken token, ResumeToken::FromText(text));
  return token;
}

absl::StatusOr<EntryQuery> ReadQuery(const ListEntriesRequest& request, uint64_t fingerprint) {
  EntryQuery query;
  query.page_size = pagination::ClampPageSize(request.page_size());
  query.latest_only = request.latest_only();
  query.resource_names.assign(request.resource_names().begin(), request.resource_names().end());
  if (!request.resource_name().empty()) query.resource_names.push_back(request.resource_name());
  if (query.latest_only && query.resource_names.empty()) {
    return status::InvalidField("resource_names", "are required with latest_only");
  }
  OCOP_ASSIGN_OR_RETURN(query.since, ReadPoint(request.after()));
  OCOP_ASSIGN_OR_RETURN(query.until, ReadPoint(request.until()));
  if (request.page_token().empty()) return query;
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last, pagination::Decode(request.page_token(), fingerprint, 1));
  const auto position = Position::FromText(last.front());
  if (!position.ok()) return pagination::DamagedToken();
  query.after = *position;
  return query;
}

uint64_t FingerprintOf(ListEntriesRequest request) {
  request.clear_page_token();
  request.clear_page_size();
  return pagination::Fingerprint({"journal", request.SerializeAsString()});
}

void ListEntries(database::Database& database, const Reader& reader, const rpc::Call& call,
                 const ListEntriesRequest& request, rpc::Reply<ListEntriesResponse> reply) {
  const uint64_t fingerprint = FingerprintOf(request);
  const absl::StatusOr<EntryQuery> query = ReadQuery(request, fingerprint);
  if (!query.ok()) return reply(query.status());
  auto response = std::make_shared<ListEntriesResponse>();
  database.Read(
      database::Isolation::kAutoCommit, {call.deadline, [reply] { return reply.cancelled(); }},
      [response, &reader, query = *query](database::Transaction& transaction) -> absl::Status {
        OCOP_ASSIGN_OR_RETURN(*response, reader.List(transaction, query));
        return absl::OkStatus();
      },
      [response, reply, fingerprint](const absl::Status& status) {
        if (!status.ok()) return reply(status);
        if (!response->next_page_token().empty()) {
          response->set_next_page_token(pagination::Encode(fingerprint, {response->next_page_token()}));
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
  service.BindStream("DownloadState", [&hub](std::shared_ptr<rpc::Stream> stream) { hub.Download(std::move(stream)); });
  auto reader = std::make_shared<const Reader>(schema);
  service.BindLater<ListEntriesRequest, ListEntriesResponse>(
      "ListEntries", [&database, reader](const rpc::Call& call, const ListEntriesRequest& request,
                                         rpc::Reply<ListEntriesResponse> reply) {
        ListEntries(database, *reader, call, request, std::move(reply));
      });
  return service;
}

}  // namespace ocop::journal
