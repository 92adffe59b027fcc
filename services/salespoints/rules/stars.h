// The stars that a product has on a day.
#pragma once

#include <vector>

#include "common/clock/day.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::salespoints {

// Whether a recognition is in force on `as_of`: from its decision to its expiry, and before it was revoked.
bool IsInForce(const evaluation::v1::Recognition& recognition, clock::Day as_of);

// Of a product's recognitions the one in force on `as_of` with the latest decision, or else the latest that had been
// decided by then; nullptr when there is none.
const evaluation::v1::Recognition* CurrentRecognition(const std::vector<evaluation::v1::Recognition>& recognitions,
                                                      clock::Day as_of);

// 0 without a recognition in force.
int StarsOn(const std::vector<evaluation::v1::Recognition>& recognitions, clock::Day as_of);

}  // namespace ocop::salespoints
