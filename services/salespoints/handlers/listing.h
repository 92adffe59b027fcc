// Rules of listings.
#pragma once

#include "common/resource/write.h"
#include "ocop/salespoints/v1/listing_service.pb.h"

namespace ocop::salespoints {

absl::Status CheckListing(resource::Scope& scope, const v1::Listing* before, v1::Listing& after);

}  // namespace ocop::salespoints
