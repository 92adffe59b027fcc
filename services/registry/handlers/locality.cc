#include "services/registry/handlers/locality.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Locality;
using v1::Succession;

namespace {

bool MayContain(Locality::Kind parent, Locality::Kind child) {
  switch (child) {
    case Locality::KIND_DISTRICT:
      return parent == Locality::KIND_PROVINCE;
    case Locality::KIND_COMMUNE:
      return parent == Locality::KIND_DISTRICT || parent == Locality::KIND_PROVINCE;
    default:
      return false;
  }
}

// Decision 19/2025/QĐ-TTg.
size_t CodeLength(Locality::Kind kind) {
  switch (kind) {
    case Locality::KIND_PROVINCE:
      return 2;
    case Locality::KIND_DISTRICT:
      return 3;
    default:
      return 5;
  }
}

// Whether `earlier` ends before `later` begins.
bool IsOver(const Locality& earlier, const Locality& later) {
  const auto end = clock::FromDate(earlier.valid_to());
  const auto begin = clock::FromDate(later.valid_from());
  return end && begin && *end < *begin;
}

}  // namespace

absl::Status CheckLocality(resource::Scope& scope, const Locality*, Locality& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "locality.valid_to", after.valid_to(), after.valid_from());
  if (after.code().size() != CodeLength(after.kind())) {
    violations.Add("locality.code", absl::StrCat("must have ", CodeLength(after.kind()), " digits at this level"));
  }
  const bool is_province = after.kind() == Locality::KIND_PROVINCE;
  if (is_province != after.parent_locality().empty()) {
    violations.Add("locality.parent_locality", is_province ? "must not be set for a province" : "must be set");
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (is_province) return absl::OkStatus();
  const auto parent = scope.Read<Locality>(LocalityTable(), after.parent_locality());
  // One that does not exist is refused by the foreign key, in the words of all references.
  if (parent.ok() && !MayContain(parent->kind(), after.kind())) {
    return status::InvalidField("locality.parent_locality", "is not a unit of the level above");
  }
  if (parent.ok() && (IsOver(*parent, after) || IsOver(after, *parent))) {
    return status::InvalidField("locality.parent_locality",
                                "stands on another map: there is no day on which both exist");
  }
  return absl::OkStatus();
}

absl::Status CheckSuccession(resource::Scope& scope, const Succession*, Succession& after) {
  if (after.predecessor() == after.successor()) {
    return status::InvalidField("succession.successor", "must differ from the predecessor");
  }
  const auto predecessor = scope.Read<Locality>(LocalityTable(), after.predecessor());
  const auto successor = scope.Read<Locality>(LocalityTable(), after.successor());
  if (predecessor.ok() && successor.ok() && predecessor->kind() != successor->kind()) {
    return status::InvalidField("succession.successor", "is not a unit of the predecessor's level");
  }
  status::Violations violations;
  if (successor.ok()) {
    validation::RequireNotBefore(violations, "succession.effective_date", after.effective_date(),
                                 successor->valid_from());
  }
  if (predecessor.ok() && successor.ok() && IsOver(*successor, *predecessor)) {
    violations.Add("succession.successor", "was over before the predecessor began");
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  return absl::OkStatus();
}

}  // namespace ocop::registry
