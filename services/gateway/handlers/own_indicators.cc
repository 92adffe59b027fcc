#include "services/gateway/handlers/own_indicators.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/resource/mask.h"
#include "common/status/status.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/projection/evidence.h"
#include "services/gateway/projection/read_record.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

using indicators::v1::CreateIndicatorRequest;
using indicators::v1::DeleteIndicatorRequest;
using indicators::v1::Indicator;
using indicators::v1::UpdateIndicatorRequest;
using registry::v1::CreateIndicatorDefinitionRequest;
using registry::v1::DeleteIndicatorDefinitionRequest;
using registry::v1::GetIndicatorDefinitionRequest;
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

// What a caller's own change has made. It may be another by the time that it has been counted: who is answered with
// that one would hold the etag of a state that he never wrote, and overwrite it unaware.
absl::StatusOr<Indicator> AsStored(const IndicatorDefinition& stored, const std::string& name) {
  const absl::StatusOr<Definition> definition = Definition::Make(ReadDefinition(stored));
  // What two changed at once may not fit together.
  if (!definition.ok()) return IndicatorUncountable(name, std::string(definition.status().message()));
  Indicator indicator = definition->indicator();
  indicator.set_name(name);
  for (Service service : kAllServices) {
    const bool made_of = (ServicesBehind(*definition) >> static_cast<uint32_t>(service) & 1) != 0;
    if (made_of) indicator.add_services(NameOf(service));
  }
  return indicator;
}

// The version of the province's own indicator of that name, as it is read here.
std::optional<int32_t> OwnVersion(const Figures& figures, const std::string& name) {
  const std::string id = LastId(name);
  if (const auto found = figures.uncountable().find(id); found != figures.uncountable().end()) {
    return found->second.version();
  }
  const std::optional<size_t> place = figures.definitions().Find(id);
  if (!place) return std::nullopt;
  const Indicator& indicator = figures.definitions()[*place].indicator();
  if (indicator.origin() != Indicator::ORIGIN_PROVINCE) return std::nullopt;
  return indicator.version();
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

// Which indicator but `name` has the code; empty where its entry has not come here yet.
std::string HolderOfCode(const Figures& figures, const std::string& name, const std::string& code) {
  std::vector<const Indicator*> others;
  for (const size_t place : figures.definitions().Places()) {
    others.push_back(&figures.definitions()[place].indicator());
  }
  for (const auto& [id, uncountable] : figures.uncountable()) others.push_back(&uncountable);
  for (const Indicator* other : others) {
    std::string others_name = absl::StrCat(ProvinceOf(name), "/", other->name());
    if (other->code() == code && others_name != name) return others_name;
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
  Store(call, "CreateIndicatorDefinition", store, name, /*was_known=*/false, std::move(reply));
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
  Store(call, "UpdateIndicatorDefinition", store, changed->name(), /*was_known=*/true, std::move(reply));
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
                      [this, response, reply, call, name = request.name()](const absl::Status& status) {
                        if (!status.ok()) return reply(Translated(status, name));
                        AnswerWhenGone(call, name, reply);
                      });
}

// Another may have the name by now, above all when the request came again: that one is not waited for. When the
// registry does not tell of one, there is none.
void OwnIndicators::AnswerWhenGone(const rpc::Call& call, const std::string& name,
                                   rpc::Reply<google::protobuf::Empty> reply) const {
  GetIndicatorDefinitionRequest get;
  get.set_name(NameInRegistry(name));
  auto next = std::make_shared<IndicatorDefinition>();
  registry_.CallAsync(
      absl::StrCat(kService, "GetIndicatorDefinition"), get, *next, OnBehalfOf(call),
      [this, next, reply, name, deadline = call.deadline](const absl::Status& status) {
        loop_.Add([this, next, reply, name, deadline, found = status.ok()](absl::Time now) {
          const std::optional<int32_t> version = OwnVersion(projection_.Read(name, now).figures(), name);
          const bool gone = !version || (found && *version >= next->version());
          if (gone) {
            reply(google::protobuf::Empty());
          } else if (now >= deadline) {
            reply(absl::DeadlineExceededError(absl::StrCat(name, " is deleted, which is still to be read here")));
          }
          return !gone && now < deadline;
        });
      });
}

// In the caller's name: whether it may define indicators is the registry's to decide.
template <typename Request>
void OwnIndicators::Store(const rpc::Call& call, const std::string& method, const Request& request,
                          const std::string& name, bool was_known, rpc::Reply<Indicator> reply) const {
  auto stored = std::make_shared<IndicatorDefinition>();
  registry_.CallAsync(absl::StrCat(kService, method), request, *stored, OnBehalfOf(call),
                      [this, stored, reply, call, name, was_known, code = request.indicator_definition().code(),
                       trial = request.validate_only()](const absl::Status& status) {
                        const bool taken = status::ReasonOf(status) == "VALUE_ALREADY_TAKEN";
                        if (taken) return reply(CodeTaken(call, name, code));
                        if (!status.ok()) return reply(Translated(status, name));
                        absl::StatusOr<Indicator> indicator = AsStored(*stored, name);
                        if (trial || !indicator.ok()) return reply(std::move(indicator));
                        AnswerWhenCounted(call, *std::move(indicator), was_known, reply);
                      });
}

// Beside its id the registry lets nothing but the code be of one alone.
absl::Status OwnIndicators::CodeTaken(const rpc::Call& call, const std::string& name, const std::string& code) const {
  const Projection::Reading reading = projection_.Read(name, call.now);
  return IndicatorCodeTaken(code, HolderOfCode(reading.figures(), name, code));
}

void OwnIndicators::AnswerWhenCounted(const rpc::Call& call, Indicator stored, bool was_known,
                                      rpc::Reply<Indicator> reply) const {
  stored.set_state(Indicator::STATE_ACTIVE);
  loop_.Add([this, deadline = call.deadline, stored = std::move(stored), was_known, reply](absl::Time now) {
    const std::string& name = stored.name();
    const Projection::Reading reading = projection_.Read(name, now);
    const Figures& figures = reading.figures();
    const std::optional<int32_t> version = OwnVersion(figures, name);
    const auto uncountable = figures.uncountable().find(LastId(name));
    const bool read = version ? *version >= stored.version() : was_known;
    if (read && uncountable != figures.uncountable().end()) {
      // Changed past the gateway meanwhile: there will be nothing to wait for.
      reply(IndicatorUncountable(name, uncountable->second.problem()));
    } else if (read && (!version || figures.Computed(*figures.definitions().Find(LastId(name))))) {
      reply(stored);
    } else if (now >= deadline) {
      reply(absl::DeadlineExceededError(absl::StrCat(name, " is stored and is still being counted")));
    } else {
      return true;
    }
    return false;
  });
}

}  // namespace ocop::gateway
