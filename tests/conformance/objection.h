// What the contract alone says against a request, read from it anew: the oracle of what may be answered with OK.
#pragma once

#include <string>

#include "tests/conformance/methods.h"

namespace ocop::conformance {

// Why `bytes` are no valid request of the method by themselves, whatever is stored: they are not its message, what is
// required is missing, or a field breaks the rules beside it. Empty when nothing is found; a server may know more.
std::string ObjectionTo(const MethodDescriptor& method, const std::string& bytes);

}  // namespace ocop::conformance
