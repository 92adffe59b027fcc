// gzip (RFC 1952), the one compression that every HTTP client knows.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ocop::compression {

std::string Gzip(std::string_view data);

// Errors: INVALID_ARGUMENT when `data` is not one whole gzip stream; RESOURCE_EXHAUSTED when it unpacks to more than
// `limit` bytes, found before more than that is held.
absl::StatusOr<std::string> Gunzip(std::string_view data, size_t limit);

// Whether an Accept-Encoding value allows gzip (RFC 9110, 12.5.3); absent means no.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace ocop::compression
