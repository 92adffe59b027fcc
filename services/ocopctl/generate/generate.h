// The synthetic part of the data: what no public source gives, plausible, and marked in every record.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "absl/status/status.h"

namespace ocop::ocopctl::generate {

struct Options {
  uint64_t seed = 2024;
  std::string real_directory;
  int scale = 1;  // times producers and products; officers, classes and sales points stay as many as they are
};

// Writes resources as lines for `apply`, each after those it refers to. The same options give the same bytes on every
// machine. Every resource has `synthetic` and says `generator seed=…` as its source.
//
// Together with the real data the lines make Tiền Giang as it was on 2024-12-31: see province.h for its size, and the
// file of each subject for the shares it takes, chosen so that some targets of the plan are met and some are missed.
// Errors: of reading the real data; DATA_LOSS when `out` cannot be written.
absl::Status Generate(const Options& options, std::ostream& out);

}  // namespace ocop::ocopctl::generate
