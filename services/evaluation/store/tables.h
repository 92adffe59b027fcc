// The tables of evaluation.
#pragma once

#include "common/resource/table.h"

namespace ocop::evaluation {

const resource::Table& RecognitionTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::evaluation
