// Files of resources: uploads that go on where they broke off, and downloads.
//
// A resource that has a file states it in the fields `size_bytes`, `sha256` and `media_type`, and tells how far it has
// come in `received_bytes` and `complete`. Requests of an upload have `name`, `offset` and `data`, those of a download
// `name` and `offset`; responses of a download `offset` and `data`.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/attachment/blobs.h"
#include "common/resource/write.h"
#include "common/rpc/service.h"

namespace ocop::attachment {

// Whether the caller may add to the file of `name` now, and that it stays so until the transaction ends.
using Guard = std::function<absl::Status(resource::Scope& scope, const std::string& name)>;

// Binds the methods that send and read files of the resources of `table`, kept in the schema of `home`. Both outlive
// the service.
void BindTransfer(rpc::Service& service, const std::string& upload, const std::string& download,
                  const resource::Home& home, const resource::Table& table, Guard guard);

// The violation of a resource whose media type is not taken.
absl::Status CheckMediaType(const google::protobuf::Message& resource, const std::string& field);

}  // namespace ocop::attachment
