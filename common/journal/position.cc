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
  return absl::StrCat(database, ".", after.ToText(), ".", snapshot);
}

absl::StatusOr<ResumeToken> ResumeToken::FromText(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(absl::string_view(text.data(), text.size()), '.');
  if (parts.size() != 3 || (!parts[2].empty() && !IsSnapshot(parts[2]))) return Malformed();
  OCOP_ASSIGN_OR_RETURN(const Position after, Position::FromText(parts[1]));
  return ResumeToken{parts[0], after, parts[2]};
}

}  // namespace ocop::journal
