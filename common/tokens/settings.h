// Whose tokens a process takes, as its settings say.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/config/config.h"
#include "common/tokens/verifier.h"

namespace ocop::tokens {

// The settings `token-…`. Gives a function to be called once they are read: it begins to fetch keys, and goes on until
// the verifier is gone. Without an issuer it gives null, callers are believed, and the log says so.
std::function<std::shared_ptr<const Verifier>()> AddSettings(config::Settings& settings);

}  // namespace ocop::tokens
