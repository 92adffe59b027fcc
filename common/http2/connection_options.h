// What holds for a connection at either end.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace ocop::http2 {

struct ConnectionOptions {
  // Bytes of fields that a stream may bring.
  size_t largest_fields = 64 << 10;
  // So many streams at a time may the other end open.
  uint32_t most_streams = 1000;
  // Bytes that a stream may send before they are taken.
  int32_t window = 256 << 10;
  // An other end that has been silent for so long is asked whether it is there, and given up when it does not answer.
  absl::Duration ask_after = absl::Seconds(60);
  absl::Duration answer_within = absl::Seconds(20);
  // How long a connection takes new streams, give or take a tenth.
  absl::Duration age = absl::InfiniteDuration();
  // So many connections at a time does a server take, or a client make on each loop when those that it has are full.
  size_t most_connections = 10'000;
  // A stream that is answered is given up when its other end takes nothing of the answer for so long, or up to twice
  // that.
  absl::Duration stall = absl::Seconds(30);
  // How long, about, a connection stays without a stream.
  absl::Duration idle = absl::InfiniteDuration();
  // An other end that gives up more streams than that in a second, for half a minute, is told to go. One that brings
  // the streams of many has many to give up.
  uint64_t most_resets = 33;
};

}  // namespace ocop::http2
