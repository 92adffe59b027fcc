#include "services/gateway/handlers/own_indicators.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/resource/mask.h"
#include "common/status/status.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CreateIndicatorRequest;
using indicators::v1::DeleteIndicatorRequest;
using indicators::v1::Indicator;
using indicators::v1::UpdateIndicatorRequest;
using registry::v1::CreateIndicatorDefinitionRequest;
using registry::v1::DeleteIndicatorDefinitionRequest;
using registry::v1::IndicatorDefinition;
using registry::v1::UpdateIndicatorDefinitionRequest;

const char kService[] = "/ocop.registry.v1.IndicatorDefinitionService/";

std::string NameInRegistry(const std::string& indicator) {
  return absl::StrCat(ProvinceOf(indicator), "/indicatorDefinitions/", LastId(indicator));
}

IndicatorDefinition ToDefinition(const Indicator& indicator) {
  IndicatorDefinition definition;
  definition.set_code(indicator.code());
  definition.set_title_vi(indicator.title_vi());
  definition.set_title_en(indicator.title_en());
  // Left empty where nothing is stated: with an empty update mask what is set is changed.
  if (indicator.unit() != 0) definition.set_unit(Indicator::Unit_Name(indicator.unit()));
  if (indicator.measure() != 0) definition.set_measure(Indicator::Measure_Name(indicator.measure()));
  if (indicator.comparator() != 0) definition.set_comparator(Indicator::Comparator_Name(indicator.comparator()));
  definition.set_denominator_filter(indicator.denominator_filter());
  definition.set_numerator_filter(indicator.numerator_filter());
  definition.set_candidate_filter(indicator.candidate_filter());
  definition.set_sum_fact(indicator.sum_fact());
  definition.set_reading(indicator.reading());
  definition.set_legal_basis(indicator.legal_basis());
  definition.set_etag(indicator.etag());
  return definition;
}

// What the registry's resource has of it. Its name, which is never written, keeps a mask of output-only fields from
// becoming the empty one, which means all that is set.
google::protobuf::FieldMask ToDefinitionMask(const google::protobuf::FieldMask& mask) {
  if (mask.paths().empty() || mask.paths(0) == "*") return mask;
  google::protobuf::FieldMask known;
  known.add_paths("name");
  for (const std::string& path : mask.paths()) {
    if (IndicatorDefinition::descriptor()->FindFieldByName(path) != nullptr) known.add_paths(path);
  }
  return known;
}

// Whether it can be counted; `indicator.name` is the resource's.
absl::StatusOr<Indicator> Checked(Indicator indicator, const std::string& name) {
  indicator.set_name(absl::StrCat("indicators/", LastId(name)));
  OCOP_ASSIGN_OR_RETURN(const Definition definition, Definition::Make(std::move(indicator), "indicator."));
  Indicator checked = definition.indicator();
  checked.set_name(name);
  return checked;
}

// Refuses the code of a built-in indicator. Of the province's own the registry tells.
absl::Status CheckCode(const Definitions& definitions, const Indicator& indicator) {
  for (const size_t place : definitions.Places()) {
    const Indicator& other = definitions[place].indicator();
    if (other.origin() != Indicator::ORIGIN_BUILT_IN || other.code() != indicator.code()) continue;
    return IndicatorCodeTaken(other.code(), absl::StrCat(ProvinceOf(indicator.name()), "/", other.name()));
  }
  return absl::OkStatus();
}

// Which of the province's own has the code that `indicator` is to have; empty where its entry has not come here yet.
std::string HolderOfCode(const Figures& figures, const Indicator& indicator) {
  std::vector<const Indicator*> others;
  for (const size_t place : figures.definitions().Places()) {
    others.push_back(&figures.definitions()[place].indicator());
  }
  for (const auto& [id, uncountable] : figures.uncountable()) others.push_back(&uncountable);
  for (const Indicator* other : others) {
    const std::string name = absl::StrCat(ProvinceOf(indicator.name()), "/", other->name());
    if (other->code() == indicator.code() && name != indicator.name()) return name;
  }
  return "";
}

// The registry speaks of definitions; the caller asked for an indicator.
absl::Status Translated(const absl::Status& status, const std::string& name) {
  if (absl::IsAlreadyExists(status)) return IndicatorExists(name);
  if (status::ReasonOf(status) == "PARENT_NOT_FOUND") return status;
  if (absl::IsNotFound(status)) return IndicatorNotFound(name);
  status::Violations violations;
  for (const auto& [field, description] : status::ViolationsOf(status)) {
    violations.Add(absl::StrReplaceAll(field, {{"indicator_definition", "indicator"}}), description);
  }
  return violations.empty() ? status : violations.ToStatus();
}

}  // namespace

void OwnIndicators::Create(const rpc::Call& call, const CreateIndicatorRequest& request,
                           rpc::Reply<Indicator> reply) const {
  const std::string name = absl::StrCat(request.parent(), "/indicators/", request.indicator_id());
  absl::StatusOr<Indicator> indicator = Checked(request.indicator(), name);
  if (!indicator.ok()) return reply(indicator.status());
  {
    const Projection::Reading reading = projection_.Read(request.parent(), call.now);
    if (!reading.ready()) return reply(SourcesNotReady());
    const auto place = reading.figures().definitions().Find(request.indicator_id());
    const bool built_in =
        place && reading.figures().definitions()[*place].indicator().origin() == Indicator::ORIGIN_BUILT_IN;
    // Of the province's own the registry tells, which also knows the request when it comes again.
    if (built_in) return reply(IndicatorExists(name));
    const absl::Status taken = CheckCode(reading.figures().definitions(), *indicator);
    if (!taken.ok()) return reply(taken);
  }
  indicator->set_origin(Indicator::ORIGIN_PROVINCE);
  CreateIndicatorDefinitionRequest store;
  store.set_parent(request.parent());
  store.set_indicator_definition_id(request.indicator_id());
  *store.mutable_indicator_definition() = ToDefinition(*indicator);
  store.set_request_id(request.request_id());
  store.set_validate_only(request.validate_only());
  Store(call, "CreateIndicatorDefinition", std::move(store), *std::move(indicator), reply);
}

absl::StatusOr<Indicator> OwnIndicators::Changed(const rpc::Call& call, const UpdateIndicatorRequest& request) const {
  const std::string& name = request.indicator().name();
  const Projection::Reading reading = projection_.Read(name, call.now);
  if (!reading.ready()) return SourcesNotReady();
  const Definitions& definitions = reading.figures().definitions();
  OCOP_ASSIGN_OR_RETURN(Indicator changed, ReadIndicator(reading.figures(), name, "indicator.name"));
  if (changed.state() == Indicator::STATE_UNCOUNTABLE) {
    changed.clear_state();
    changed.clear_problem();
  }
  if (changed.origin() == Indicator::ORIGIN_BUILT_IN) return BuiltInIndicator(name);
  const std::string code = changed.code();
  OCOP_RETURN_IF_ERROR(resource::ApplyMask(request.update_mask(), request.indicator(), "indicator", changed));
  OCOP_ASSIGN_OR_RETURN(changed, Checked(std::move(changed), name));
  // One that has had the code of another since before that was refused can still be changed otherwise.
  if (changed.code() != code) OCOP_RETURN_IF_ERROR(CheckCode(definitions, changed));
  return changed;
}

void OwnIndicators::Update(const rpc::Call& call, const UpdateIndicatorRequest& request,
                           rpc::Reply<Indicator> reply) const {
  absl::StatusOr<Indicator> changed = Changed(call, request);
  if (!changed.ok()) return reply(changed.status());
  // The change alone, not the whole as it is known here: the registry puts it to what others have changed meanwhile.
  UpdateIndicatorDefinitionRequest store;
  *store.mutable_indicator_definition() = ToDefinition(request.indicator());
  store.mutable_indicator_definition()->set_name(NameInRegistry(changed->name()));
  *store.mutable_update_mask() = ToDefinitionMask(request.update_mask());
  store.set_request_id(request.request_id());
  store.set_validate_only(request.validate_only());
  Store(call, "UpdateIndicatorDefinition", std::move(store), *std::move(changed), reply);
}

void OwnIndicators::Delete(const rpc::Call& call, const DeleteIndicatorRequest& request,
                           rpc::Reply<google::protobuf::Empty> reply) const {
  {
    const Projection::Reading reading = projection_.Read(request.name(), call.now);
    if (!reading.ready()) return reply(SourcesNotReady());
    const Definitions& definitions = reading.figures().definitions();
    const auto found = FindIndicator(definitions, request.name(), "name");
    // One whose id a new version of the suite has taken is deleted by that name: the registry knows no built-in ones.
    const bool own = reading.figures().uncountable().contains(LastId(request.name()));
    if (found.ok() && !own && definitions[found->place].indicator().origin() == Indicator::ORIGIN_BUILT_IN) {
      return reply(BuiltInIndicator(request.name()));
    }
    if (absl::IsInvalidArgument(found.status())) return reply(found.status());
  }
  DeleteIndicatorDefinitionRequest store;
  store.set_name(NameInRegistry(request.name()));
  store.set_etag(request.etag());
  store.set_allow_missing(request.allow_missing());
  store.set_request_id(request.request_id());
  auto response = std::make_shared<google::protobuf::Empty>();
  registry_.CallAsync(absl::StrCat(kService, "DeleteIndicatorDefinition"), store, *response, OnBehalfOf(call),
                      [response, reply, name = request.name()](const absl::Status& status) {
                        if (!status.ok()) return reply(Translated(status, name));
                        reply(*response);
                      });
}

// In the caller's name: whether it may define indicators is the registry's to decide.
template <typename Request>
void OwnIndicators::Store(const rpc::Call& call, const std::string& method, const Request& request, Indicator indicator,
                          rpc::Reply<Indicator> reply) const {
  auto stored = std::make_shared<IndicatorDefinition>();
  registry_.CallAsync(absl::StrCat(kService, method), request, *stored, OnBehalfOf(call),
                      [this, stored, reply, call, indicator = std::move(indicator),
                       trial = request.validate_only()](const absl::Status& status) mutable {
                        if (status::ReasonOf(status) == "VALUE_ALREADY_TAKEN") return reply(CodeTaken(call, indicator));
                        if (!status.ok()) return reply(Translated(status, indicator.name()));
                        if (!trial) return AnswerWhenCounted(call, indicator.name(), stored->version(), reply);
                        indicator.set_version(stored->version());
                        indicator.set_etag(stored->etag());
                        reply(indicator);
                      });
}

// Beside its id the registry lets nothing but the code be of one alone.
absl::Status OwnIndicators::CodeTaken(const rpc::Call& call, const Indicator& indicator) const {
  const Projection::Reading reading = projection_.Read(indicator.name(), call.now);
  return IndicatorCodeTaken(indicator.code(), HolderOfCode(reading.figures(), indicator));
}

void OwnIndicators::AnswerWhenCounted(const rpc::Call& call, const std::string& name, int32_t version,
                                      rpc::Reply<Indicator> reply) const {
  loop_.Add([this, deadline = call.deadline, name, version, reply](absl::Time now) {
    const Projection::Reading reading = projection_.Read(name, now);
    const Figures& figures = reading.figures();
    const auto found = FindIndicator(figures.definitions(), name, "name");
    const auto uncountable = figures.uncountable().find(LastId(name));
    const bool counted = found.ok() && figures.Computed(found->place) &&
                         figures.definitions()[found->place].indicator().version() >= version;
    if (uncountable != figures.uncountable().end() && uncountable->second.version() >= version) {
      // Changed past the gateway meanwhile: there will be nothing to wait for.
      reply(IndicatorUncountable(name, uncountable->second.problem()));
    } else if (counted) {
      reply(ToIndicator(figures, found->place, found->parent));
    } else if (now >= deadline) {
      reply(absl::DeadlineExceededError(absl::StrCat(name, " is stored and is still being counted")));
    } else {
      return true;
    }
    return false;
  });
}

}  // namespace ocop::gateway
