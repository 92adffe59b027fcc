#include "services/salespoints/handlers/listing.h"

#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/store/places.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {

using ocop::journal::v1::JournalEntry;
using v1::Contract;
using v1::DelistProductRequest;
using v1::Listing;

namespace {

absl::StatusOr<Listing> Delist(resource::Scope& scope, const DelistProductRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Listing listing, scope.Read<Listing>(ListingTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, listing));
  const clock::Day last = clock::FromDate(request.end_date()).value_or(scope.today());
  if (const auto ended = clock::FromDate(listing.end_date()); ended && *ended < last) {
    return ListingEnded(request.name(), clock::FormatDay(*ended));
  }
  status::Violations violations;
  validation::RequireNotBefore(violations, "end_date", clock::ToDate(last), listing.start_date());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  *listing.mutable_end_date() = clock::ToDate(last);
  listing.set_end_reason(request.reason());
  OCOP_RETURN_IF_ERROR(ListingTable().Update(scope.transaction(), listing));
  scope.Record(ListingTable(), JournalEntry::ACTION_UPDATE, listing);
  return listing;
}

}  // namespace

absl::Status CheckListing(resource::Scope& scope, const Listing*, Listing& after) {
  status::Violations violations;
  if (after.sales_point().empty() == after.channel().empty()) {
    violations.Add("listing.channel", "set exactly one of sales_point and channel");
  }
  validation::RequireNotBefore(violations, "listing.end_date", after.end_date(), after.start_date());
  if (!after.contract().empty()) {
    const auto contract = scope.Read<Contract>(ContractTable(), after.contract());
    if (!contract.ok() && !absl::IsNotFound(contract.status())) return contract.status();
    if (!contract.ok() || contract->channel() != after.channel()) {
      violations.Add("listing.contract", "is no contract with the channel of the listing");
    }
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_ASSIGN_OR_RETURN(const std::optional<Listing> beside, ListingBeside(scope.transaction(), after));
  if (!beside) return absl::OkStatus();
  return ListedAlready(after.product(), beside->name(), clock::FormatDate(beside->start_date()),
                       clock::FormatDate(beside->end_date()));
}

void BindDelisting(rpc::Service& service, const Context& context) {
  resource::BindWrite<DelistProductRequest, Listing>(service, "DelistProduct", context.home, Delist);
}

}  // namespace ocop::salespoints
