// How many connections this process may have: each is an open file, and a shell gives 1,024 of them, of the far more
// that the machine allows.
#pragma once

#include <cstddef>

namespace ocop::gateway {

// Takes all that the machine allows; answers how many files may be open then.
size_t RaiseFileLimit();

// So many connections over HTTP as are `wanted`, or half of the `files`: the rest is for those over gRPC and all else.
size_t ConnectionsWithin(size_t files, size_t wanted);

}  // namespace ocop::gateway
