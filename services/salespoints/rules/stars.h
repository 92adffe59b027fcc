// The stars that a product has on a day.
#pragma once

#include <vector>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::salespoints {

// Whether a recognition is in force on `as_of`: from its decision to its expiry, and before it was revoked.
bool IsInForce(const evaluation::v1::Recognition& recognition, clock::Day as_of);

// Of a product's recognitions the latest that had been decided by `as_of`: it has taken the place of those before it
// for good, also when it was revoked; nullptr when there is none.
const evaluation::v1::Recognition* CurrentRecognition(const std::vector<evaluation::v1::Recognition>& recognitions,
                                                      clock::Day as_of);

// 0 while the latest is not in force.
int StarsOn(const std::vector<evaluation::v1::Recognition>& recognitions, clock::Day as_of);

}  // namespace ocop::salespoints
