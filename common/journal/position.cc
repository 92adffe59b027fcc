#include "common/journal/position.h"

#include <charconv>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace ocop::journal {
namespace {

constexpr size_t kHexDigits = 16;
// Far more than any token says (reader.cc).
constexpr uint64_t kMostCounted = 1'000'000;

bool ParseHex(std::string_view text, uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return error == std::errc() && end == text.data() + text.size();
}

absl::Status Malformed() {
  return status::WithReason(absl::InvalidArgumentError("the resume token is not one that Watch gave"),
                            "MALFORMED_RESUME_TOKEN");
}

bool ParseXid(absl::string_view text, uint64_t& xid) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), xid);
  return error == std::errc() && end == text.data() + text.size() && xid > 0;
}

// xmin:xmax:xid,xid,… with xmin <= xid < xmax, rising, as PostgreSQL writes it and insists on; its own refusal would be
// in words that are not for a caller.
bool IsSnapshot(std::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(absl::string_view(text.data(), text.size()), ':');
  uint64_t xmin = 0, xmax = 0;
  if (parts.size() != 3 || !ParseXid(parts[0], xmin) || !ParseXid(parts[1], xmax) || xmin > xmax) return false;
  if (parts[2].empty()) return true;
  uint64_t last = xmin;
  for (absl::string_view part : absl::StrSplit(parts[2], ',')) {
    uint64_t xid = 0;
    if (!ParseXid(part, xid) || xid < last || xid >= xmax) return false;
    last = xid;
  }
  return true;
}

// Six numbers: see ToText.
absl::StatusOr<LastEntry> ReadLastEntry(std::string_view text) {
  const std::vector<absl::string_view> fields = absl::StrSplit(absl::string_view(text.data(), text.size()), '-');
  uint64_t numbers[6] = {};
  if (fields.size() != std::size(numbers)) return Malformed();
  for (size_t i = 0; i < fields.size(); ++i) {
    if (!ParseHex({fields[i].data(), fields[i].size()}, numbers[i])) return Malformed();
  }
  if (numbers[5] > kMostCounted) return Malformed();
  return LastEntry{.position = {numbers[0], static_cast<int64_t>(numbers[1])},
                   .at_micros = static_cast<int64_t>(numbers[2]),
                   .since = {numbers[3], static_cast<int64_t>(numbers[4])},
                   .count = static_cast<int64_t>(numbers[5])};
}

}  // namespace

std::string Position::ToText() const {
  return absl::StrFormat("%016x%016x", horizon, static_cast<uint64_t>(seq));
}

absl::StatusOr<Position> Position::FromText(std::string_view text) {
  Position position;
  uint64_t seq = 0;
  if (text.size() != 2 * kHexDigits || !ParseHex(text.substr(0, kHexDigits), position.horizon) ||
      !ParseHex(text.substr(kHexDigits), seq)) {
    return Malformed();
  }
  position.seq = static_cast<int64_t>(seq);
  return position;
}

std::string ResumeToken::ToText() const {
  std::string text = absl::StrCat(database, ".", after.ToText(), ".", snapshot);
  if (last) {
    absl::StrAppendFormat(&text, ".%x-%x-%x-%x-%x-%x", last->position.horizon, last->position.seq, last->at_micros,
                          last->since.horizon, last->since.seq, last->count);
  }
  return text;
}

absl::StatusOr<ResumeToken> ResumeToken::FromText(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(absl::string_view(text.data(), text.size()), '.');
  if (parts.size() < 3 || parts.size() > 4 || (!parts[2].empty() && !IsSnapshot(parts[2]))) return Malformed();
  OCOP_ASSIGN_OR_RETURN(const Position after, Position::FromText(parts[1]));
  ResumeToken token{.database = parts[0], .after = after, .snapshot = parts[2]};
  if (parts.size() == 4) {
    OCOP_ASSIGN_OR_RETURN(token.last, ReadLastEntry(parts[3]));
  }
  return token;
}

}  // namespace ocop::journal
