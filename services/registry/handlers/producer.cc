#include "services/registry/handlers/producer.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/errors.h"
#include "services/registry/rules/classification.h"
#include "services/registry/rules/producer_warnings.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/products.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Producer;
using v1::YearlyFigure;

namespace {

// One becomes no kind that the law does not know for what it makes.
absl::Status CheckKind(const Context& context, resource::Scope& scope, const Producer* before, const Producer& after) {
  if (before == nullptr || before->kind() == after.kind()) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(const auto products, ProductsByGroup(scope.transaction(), after.name()));
  status::Violations violations;
  for (const v1::Product& product : products) {
    RequireKindOfProducer(*context.law, scope.today(), after.kind(), product, "producer.kind", violations);
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status CheckProducer(const Context& context, resource::Scope& scope, const Producer* before, Producer& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "producer.leave_date", after.leave_date(), after.join_date());
  if (after.local_worker_count() > after.worker_count()) {
    violations.Add("producer.local_worker_count", "exceeds worker_count");
  }
  if (after.cooperative_grade() != Producer::COOPERATIVE_GRADE_UNSPECIFIED &&
      after.kind() != Producer::KIND_COOPERATIVE) {
    violations.Add("producer.cooperative_grade", "is of cooperatives alone");
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_RETURN_IF_ERROR(CheckKind(context, scope, before, after));
  OCOP_ASSIGN_OR_RETURN(const std::string same_tax_code, OtherWithTaxCode(scope.transaction(), after));
  Warn(after, same_tax_code);
  return absl::OkStatus();
}

absl::Status CheckProducerUndelete(resource::Scope&, const Producer& producer) {
  if (producer.merged_into().empty()) return absl::OkStatus();
  return ProducerMerged(producer.name(), producer.merged_into());
}

std::string RedirectOf(const google::protobuf::Message& request, const Producer& producer) {
  const auto* get = dynamic_cast<const v1::GetProducerRequest*>(&request);
  return get != nullptr && get->show_merged() ? "" : producer.merged_into();
}

absl::Status CheckYearlyFigure(resource::Scope& scope, const YearlyFigure* before, YearlyFigure& after) {
  status::Violations violations;
  if (after.export_revenue_vnd() > after.revenue_vnd()) {
    violations.Add("yearly_figure.export_revenue_vnd", "exceeds revenue_vnd");
  }
  if (after.local_worker_count() > after.worker_count()) {
    violations.Add("yearly_figure.local_worker_count", "exceeds worker_count");
  }
  const auto this_year = static_cast<int>(clock::ToCivilDay(scope.today()).year());
  if (after.year() > this_year) violations.Add("yearly_figure.year", "has not begun");
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before != nullptr) return absl::OkStatus();
  const std::string producer_name = after.name().substr(0, after.name().find("/yearlyFigures/"));
  OCOP_ASSIGN_OR_RETURN(const ProducerFate fate, FateOf(scope.transaction(), producer_name));
  // One that does not exist is refused by the foreign key.
  return fate.merged_into.empty() ? absl::OkStatus() : ProducerMerged(producer_name, fate.merged_into);
}

}  // namespace ocop::registry
