// Keyed hashes, and the bytes that keys are made of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ocop::crypto {

// HMAC with SHA-256 (RFC 2104), 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// From the generator that OpenSSL seeds from the operating system, fit for keys.
std::string RandomBytes(size_t count);

}  // namespace ocop::crypto
