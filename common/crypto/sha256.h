// SHA-256.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace ocop::crypto {

// A hash of what is given piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Update(std::string_view bytes);
  // 64 hexadecimal digits in lower case. Ends the hash.
  std::string Hex();

 private:
  evp_md_ctx_st* const context_;
};

std::string Sha256Hex(std::string_view bytes);

// The hash as it is, for look-ups.
using Sha256Digest = std::array<uint8_t, 32>;
Sha256Digest Sha256Of(std::string_view bytes);

}  // namespace ocop::crypto
