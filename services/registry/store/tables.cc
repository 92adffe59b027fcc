#include "services/registry/store/tables.h"

#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone

const resource::Table& LocalityTable() {
  static const auto& table =
      *new resource::Table(*Locality::descriptor(), "registry.locality", {"province_code", "locality_id"});
  return table;
}

const resource::Table& SuccessionTable() {
  static const auto& table =
      *new resource::Table(*Succession::descriptor(), "registry.succession", {"province_code", "succession_id"});
  return table;
}

const resource::Table& ProducerTable() {
  static const auto& table =
      *new resource::Table(*Producer::descriptor(), "registry.producer", {"province_code", "producer_id"});
  return table;
}

const resource::Table& ProductTable() {
  static const auto& table =
      *new resource::Table(*Product::descriptor(), "registry.product", {"province_code", "product_id"});
  return table;
}

const resource::Table& RegistrationTable() {
  static const auto& table =
      *new resource::Table(*Registration::descriptor(), "registry.registration", {"province_code", "registration_id"});
  return table;
}

const resource::Table& CompliancePaperTable() {
  static const auto& table = *new resource::Table(*CompliancePaper::descriptor(), "registry.compliance_paper",
                                                  {"province_code", "compliance_paper_id"});
  return table;
}

const resource::Table& PlanTable() {
  static const auto& table = *new resource::Table(*Plan::descriptor(), "registry.plan", {"province_code", "plan_id"});
  return table;
}

const resource::Table& TargetTable() {
  static const auto& table =
      *new resource::Table(*Target::descriptor(), "registry.target", {"province_code", "plan_id", "target_id"});
  return table;
}

const resource::Table& RoadmapCommuneTable() {
  static const auto& table = *new resource::Table(*RoadmapCommune::descriptor(), "registry.roadmap_commune",
                                                  {"province_code", "plan_id", "roadmap_commune_id"});
  return table;
}

const resource::Table& PlanTaskTable() {
  static const auto& table =
      *new resource::Table(*PlanTask::descriptor(), "registry.plan_task", {"province_code", "plan_id", "plan_task_id"});
  return table;
}

const resource::Table& DifficultyReportTable() {
  static const auto& table = *new resource::Table(*DifficultyReport::descriptor(), "registry.difficulty_report",
                                                  {"province_code", "difficulty_report_id"});
  return table;
}

const resource::Table& DocumentTable() {
  static const auto& table =
      *new resource::Table(*Document::descriptor(), "registry.document", {"province_code", "document_id"});
  return table;
}

const resource::Table& YearlyFigureTable() {
  static const auto& table = *new resource::Table(*YearlyFigure::descriptor(), "registry.yearly_figure",
                                                  {"province_code", "producer_id", "yearly_figure_id"});
  return table;
}

const resource::Table& IndicatorDefinitionTable() {
  static const auto& table = *new resource::Table(*IndicatorDefinition::descriptor(), "registry.indicator_definition",
                                                  {"province_code", "indicator_definition_id"});
  return table;
}

const std::vector<const resource::Table*>& Tables() {
  static const auto& tables = *new std::vector<const resource::Table*>{
      &LocalityTable(), &SuccessionTable(),         &ProducerTable(),        &YearlyFigureTable(),
      &ProductTable(),  &RegistrationTable(),       &CompliancePaperTable(), &PlanTable(),
      &TargetTable(),   &RoadmapCommuneTable(),     &PlanTaskTable(),        &DifficultyReportTable(),
      &DocumentTable(), &IndicatorDefinitionTable()};
  return tables;
}

}  // namespace ocop::registry
