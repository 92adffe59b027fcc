// What tests of the whole suite set their scenes with.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "common/rpc/client.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "tests/support/services.h"

namespace ocop::testing {

// Calls CreateProduct for a Product, and so on, of whichever service has it. A refusal fails the test.
void Create(const Services& services, const rpc::CallOptions& caller, const std::string& parent, const std::string& id,
            const google::protobuf::Message& resource, google::protobuf::Message& made);

// A locality of province 82 that is named by its code, below the one with the code `parent` if that is not empty.
void AddLocality(const Services& services, const std::string& code, registry::v1::Locality::Kind kind,
                 const std::string& parent);

}  // namespace ocop::testing
