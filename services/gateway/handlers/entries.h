// The journal entries behind explanations, asked for at the services.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/client.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/projection/archive.h"

namespace ocop::gateway {

// Which entries of a record.
struct EntryRange {
  // What was not known at this moment yet; unset: from the first.
  std::optional<Moment> since;
  // What was known at this moment; unset: up to the last.
  std::optional<Moment> until;
  // Only the last of each record.
  bool latest_only = true;
};

// What is told with entries: where they go, and the records that they are about.
struct WithEntries {
  std::vector<Witness> witnesses;
  google::protobuf::RepeatedPtrField<indicators::v1::EntryReference>* entries;
  google::protobuf::RepeatedPtrField<std::string>* entries_missing;

  template <typename Message>
  static WithEntries Of(Message& message, std::vector<Witness> witnesses) {
    return {std::move(witnesses), message.mutable_entries(), message.mutable_entries_missing()};
  }
};

// Fills `entries` and `entries_missing`. A service that can't be asked is named wherever a witness is its own. `done`
// is called once, from a thread of gRPC, or from this one when there is nothing to ask for. The messages must live
// until then.
void AddEntries(const std::vector<rpc::Client>& clients, const rpc::Call& call, std::vector<WithEntries> told,
                const EntryRange& range, std::function<void()> done);

}  // namespace ocop::gateway
