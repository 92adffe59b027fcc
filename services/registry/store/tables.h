// The tables of the registry.
#pragma once

#include "common/resource/table.h"

namespace ocop::registry {

const resource::Table& LocalityTable();
const resource::Table& SuccessionTable();
const resource::Table& ProducerTable();
const resource::Table& ProductTable();
const resource::Table& RegistrationTable();
const resource::Table& CompliancePaperTable();
const resource::Table& PlanTable();
const resource::Table& TargetTable();
const resource::Table& RoadmapCommuneTable();
const resource::Table& PlanTaskTable();
const resource::Table& DifficultyReportTable();
const resource::Table& DocumentTable();
const resource::Table& YearlyFigureTable();
const resource::Table& IndicatorDefinitionTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::registry
