// Secrets and signatures of Standard Webhooks (standardwebhooks.com).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace ocop::webhook {

// `whsec_` and the base64 of 32 random bytes.
std::string NewSecret();

// Whether `text` is `whsec_` and the base64 of 24 to 64 bytes.
bool IsSecret(std::string_view text);

// The value of `webhook-signature`: one signature for each secret.
std::string SignatureOf(const std::vector<std::string>& secrets, std::string_view id, absl::Time time,
                        std::string_view body);

}  // namespace ocop::webhook
