// Compares the gateway with the oracle.
#pragma once

#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "tests/reference/dice.h"
#include "tests/reference/oracle.h"

namespace ocop::reference {

// Every indicator at every locality on every day of `days`, and the lists behind some of them. Returns the differences
// in words, the first few of them; none when all is equal.
std::vector<std::string> Differences(const rpc::Client& gateway, Oracle& oracle, const std::vector<clock::Day>& days,
                                     Dice& dice);

}  // namespace ocop::reference
