#include "services/gateway/handlers/circumstances.h"

#include "absl/strings/str_cat.h"
#include "common/clock/day.h"

namespace ocop::gateway {

std::string CircumstancesOf(uint64_t version, const Picture& picture, absl::Time now) {
  std::string circumstances = absl::StrCat(version, " ", clock::Today(now), " ");
  for (size_t place = 0; place < kServiceCount; ++place) {
    circumstances += static_cast<char>('0' + picture.sources[place].state());
    circumstances += picture.read[place] ? '+' : '-';
  }
  return circumstances;
}

}  // namespace ocop::gateway
