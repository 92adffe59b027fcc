// Errors with a reason that a program can act on (AIP-193).
//
// Every refusal of the suite is an absl::Status that carries google.rpc.ErrorInfo; what is wrong with a request's
// fields is listed, all at once, as google.rpc.BadRequest:
//
//   return status::WithReason(absl::AbortedError("the etag is not current"), "ETAG_MISMATCH", {{"name", name}});
//
//   status::Violations violations;
//   if (end < start) violations.Add("listing.end_date", "lies before start_date");
//   OCOP_RETURN_IF_ERROR(violations.ToStatus());
//
// Everything dynamic in a message stands in the metadata too, so that no client parses texts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ocop::status {

using Metadata = std::map<std::string, std::string>;

// Adds ErrorInfo to `error`. `reason` is UPPER_SNAKE_CASE and part of the contract. A detail is written as text, so of
// what the metadata quote of a caller the bytes that are not UTF-8 become U+FFFD.
absl::Status WithReason(absl::Status error, std::string_view reason, const Metadata& metadata = {});

// Adds RetryInfo to `error`: what was asked may be asked again after so long.
absl::Status RetryAfter(absl::Status error, absl::Duration delay);
// What it says, if it says so.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& error);

// The reason of an error, empty when it carries none.
std::string ReasonOf(const absl::Status& error);

// The metadata of an error, empty when it carries none.
Metadata MetadataOf(const absl::Status& error);

// What is wrong with the fields of a request, gathered and told at once.
class Violations {
 public:
  // `field` is the path in the request: `product.display_name`, `targets[2].minimum`.
  void Add(std::string field, std::string description);
  bool empty() const { return violations_.empty(); }

  // OK when empty; otherwise INVALID_ARGUMENT, reason INVALID_FIELDS, with a BadRequest detail.
  absl::Status ToStatus() const;

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
};

// INVALID_ARGUMENT for a single field.
absl::Status InvalidField(std::string field, std::string description);

// The same error, which has a reason of its own, also as a violation of the field.
absl::Status OfField(const std::string& field, absl::Status error);

// What is wrong with several parts of a request. One refusal stays as it is; of several every field is told at once, or
// where none is about a field, the first refusal.
class Refusals {
 public:
  // Nothing for OK.
  void Take(const absl::Status& status);
  absl::Status ToStatus() const;

 private:
  Violations fields_;
  absl::Status first_;
  int count_ = 0;
};

// The same error with its violations told under `path`: `product.name` becomes `requests[3].product.name`.
absl::Status Under(const std::string& path, const absl::Status& error);

// The violations of an error as (field, description), for tests and clients.
std::vector<std::pair<std::string, std::string>> ViolationsOf(const absl::Status& error);

// `absl::string_view` of Debian's Abseil is its own type.
inline absl::string_view View(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace ocop::status

#define OCOP_STATUS_CONCAT_INNER(a, b) a##b
#define OCOP_STATUS_CONCAT(a, b) OCOP_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` is not OK.
#define OCOP_RETURN_IF_ERROR(expression)                                                \
  do {                                                                                  \
    if (absl::Status ocop_status = (expression); !ocop_status.ok()) return ocop_status; \
  } while (false)

// Assigns the value of a StatusOr or returns its error.
#define OCOP_ASSIGN_OR_RETURN(target, expression) \
  OCOP_ASSIGN_OR_RETURN_INNER(OCOP_STATUS_CONCAT(ocop_statusor_, __LINE__), target, expression)
#define OCOP_ASSIGN_OR_RETURN_INNER(holder, target, expression) \
  auto holder = (expression);                                   \
  if (!holder.ok()) return std::move(holder).status();          \
  target = *std::move(holder)
