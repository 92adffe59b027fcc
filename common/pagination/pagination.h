// Pages of list methods (AIP-158) by key: a token holds the sort key of the last row sent, and the next page starts
// after it, so that rows which come and go meanwhile neither repeat nor hide others.
//
//   const uint64_t query = pagination::Fingerprint({parent, filter, order_by});
//   OCOP_ASSIGN_OR_RETURN(std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
//   …
//   response.set_next_page_token(pagination::Encode(query, {last.display_name(), last.id()}));
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace ocop::pagination {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;

// The number of rows to send: the default for 0, never more than the maximum. Negative sizes are refused by
// validation before; here they count as 0.
int ClampPageSize(int32_t requested);

// Stands for everything that decides which rows come and in which order; the page size does not. The same in every
// process and release, since a token may be sent to another replica.
uint64_t Fingerprint(std::initializer_list<std::string_view> parts);

// A token, made of A-Z a-z 0-9 - _ only. Not encrypted and not signed: it says nothing but the key, which its reader
// was just sent, and opens no row that the query itself does not.
std::string Encode(uint64_t query_fingerprint, absl::Span<const std::string> last_key);

// The key in `token`; no parts at all for the empty token, which asks for the first page.
// INVALID_ARGUMENT, reason INVALID_PAGE_TOKEN, if the token is damaged, was issued for another query or, forged, does
// not have `part_count` parts.
absl::StatusOr<std::vector<std::string>> Decode(std::string_view token, uint64_t query_fingerprint, size_t part_count);

// What Decode answers to a damaged token, for a key whose parts turn out to be no values of their kind.
absl::Status DamagedToken();

}  // namespace ocop::pagination
