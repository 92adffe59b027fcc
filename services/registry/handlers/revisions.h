// What a resource was after each of its changes (AIP-162): the journal has it.
#pragma once

#include <memory>

#include "common/journal/position.h"
#include "common/journal/reader.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

// The entries of one resource after a position; `next` is where the next page begins, empty on the last.
struct RevisionPage {
  std::vector<ocop::journal::v1::JournalEntry> entries;
  std::string next_page_token;
};
absl::StatusOr<RevisionPage> ReadRevisions(database::Transaction& transaction, const journal::Reader& reader,
                                           const std::string& name, int page_size, const std::string& page_token);

// The entry at a position, or NOT_FOUND `RESOURCE_NOT_FOUND`. `name`: `provinces/82/producers/a/revisions/0a…`.
absl::StatusOr<ocop::journal::v1::JournalEntry> ReadRevision(database::Transaction& transaction,
                                                             const journal::Reader& reader, const std::string& name);

template <class Revision>
Revision ToRevision(const ocop::journal::v1::JournalEntry& entry,
                    google::protobuf::Message* (*resource_of)(Revision&)) {
  Revision revision;
  revision.set_name(absl::StrCat(entry.resource_name(), "/revisions/", entry.position()));
  *revision.mutable_at() = entry.at();
  revision.set_actor(entry.actor());
  revision.set_request_id(entry.request_id());
  // Both name what was done in the same words.
  typename Revision::Action action = Revision::ACTION_UNSPECIFIED;
  Revision::Action_Parse(ocop::journal::v1::JournalEntry::Action_Name(entry.action()), &action);
  revision.set_action(action);
  resource_of(revision)->ParseFromString(entry.resource().value());
  return revision;
}

// Binds ListProducerRevisions and GetProducerRevision for "Producer", and so on.
template <class Revision, class ListRequest, class ListResponse, class GetRequest>
void BindRevisions(rpc::Service& service, const Context& context, const std::string& type,
                   google::protobuf::Message* (*resource_of)(Revision&)) {
  const auto reader = std::make_shared<const journal::Reader>(context.home.schema);
  resource::BindRead<ListRequest, ListResponse>(
      service, "List" + type + "Revisions", context.home,
      [reader, resource_of](database::Transaction& transaction, const rpc::Call&,
                            const ListRequest& request) -> absl::StatusOr<ListResponse> {
        OCOP_ASSIGN_OR_RETURN(const RevisionPage page, ReadRevisions(transaction, *reader, request.name(),
                                                                     request.page_size(), request.page_token()));
        ListResponse response;
        for (const auto& entry : page.entries) *response.add_revisions() = ToRevision<Revision>(entry, resource_of);
        response.set_next_page_token(page.next_page_token);
        return response;
      });
  resource::BindRead<GetRequest, Revision>(
      service, "Get" + type + "Revision", context.home,
      [reader, resource_of](database::Transaction& transaction, const rpc::Call&,
                            const GetRequest& request) -> absl::StatusOr<Revision> {
        OCOP_ASSIGN_OR_RETURN(const auto entry, ReadRevision(transaction, *reader, request.name()));
        return ToRevision<Revision>(entry, resource_of);
      });
}

}  // namespace ocop::registry
