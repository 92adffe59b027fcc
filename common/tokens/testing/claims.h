// Tokens that are right, and what a test changes of them.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/testing/matchers.h"
#include "common/tokens/claims.h"

namespace ocop::tokens {

inline constexpr char kIssuer[] = "https://issuer.example.vn";
inline constexpr char kAudience[] = "https://ocop.example.vn";

inline auto IsUnauthenticated(const char* reason) {
  return status::IsRefusal(absl::StatusCode::kUnauthenticated, reason);
}

// The moment at which tests ask.
inline absl::Time Now() {
  return absl::FromUnixSeconds(1'800'000'000);
}

inline Rules TestRules() {
  return {.issuer = kIssuer, .audience = kAudience};
}

// Claims that are taken, valid for an hour, of a caller with two roles. Of two members of one name the last counts, so
// `more` may say something else.
inline std::string Claims(const std::string& more = "") {
  return absl::StrCat(R"({"iss":")", kIssuer, R"(","aud":")", kAudience,
                      R"(","sub":"officer@example.vn","roles":["commune_officer","producer"],"iat":1800000000,)",
                      R"("exp":1800003600)", more.empty() ? "" : ",", more, "}");
}

inline std::string HeaderOf(const std::string& algorithm, const std::string& key_id, const std::string& more = "") {
  return absl::StrCat(R"({"alg":")", algorithm, R"(","kid":")", key_id, R"(","typ":"at+jwt")", more.empty() ? "" : ",",
                      more, "}");
}

}  // namespace ocop::tokens
