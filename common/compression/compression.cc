#include "common/compression/compression.h"

#include <zlib.h>

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::compression {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window; 16 asks zlib for the gzip wrapping
constexpr int kMemoryLevel = 8;       // zlib's default
constexpr size_t kChunk = 16 * 1024;

void SetInput(std::string_view data, z_stream* stream) {
  stream->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));  // zlib only reads it
  stream->avail_in = static_cast<uInt>(data.size());
}

// The weight among the parameters of a coding: 1 without one, 0 when it is no number (RFC 9110, 12.4.2).
double WeightOf(absl::string_view parameters) {
  for (absl::string_view parameter : absl::StrSplit(parameters, ';')) {
    parameter = absl::StripAsciiWhitespace(parameter);
    if (!absl::StartsWithIgnoreCase(parameter, "q=")) continue;
    double weight = 0;
    return absl::SimpleAtod(parameter.substr(2), &weight) ? weight : 0;
  }
  return 1;
}

}  // namespace

std::string Gzip(std::string_view data) {
  z_stream stream{};
  // The fastest level: the caller waits for the answer, and JSON shrinks well at any level. It fails only without
  // memory.
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string result(deflateBound(&stream, data.size()), '\0');
  SetInput(data, &stream);
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);  // cannot fall short: the room is deflateBound's
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

absl::StatusOr<std::string> Gunzip(std::string_view data, size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> closer(&stream, inflateEnd);
  SetInput(data, &stream);
  std::string result;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (result.size() > limit) return absl::ResourceExhaustedError("the unpacked body is too large");
    char chunk[kChunk];
    stream.next_out = reinterpret_cast<Bytef*>(chunk);
    stream.avail_out = kChunk;
    state = inflate(&stream, Z_NO_FLUSH);
    // Z_BUF_ERROR: the input ends before the stream does.
    if (state != Z_OK && state != Z_STREAM_END) return absl::InvalidArgumentError("the body is not valid gzip");
    result.append(chunk, kChunk - stream.avail_out);
  }
  if (stream.avail_in != 0) return absl::InvalidArgumentError("the body goes on after the end of its gzip stream");
  if (result.size() > limit) return absl::ResourceExhaustedError("the unpacked body is too large");
  return result;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  bool any = false;
  for (absl::string_view item : absl::StrSplit(status::View(accept_encoding), ',')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(item, absl::MaxSplits(';', 1));
    const absl::string_view coding = absl::StripAsciiWhitespace(parts.first);
    const double weight = WeightOf(parts.second);
    if (absl::EqualsIgnoreCase(coding, "gzip")) return weight > 0;  // named itself, so `*` does not matter
    if (coding == "*") any = weight > 0;
  }
  return any;
}

}  // namespace ocop::compression
