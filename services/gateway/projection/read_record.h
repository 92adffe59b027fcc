// From a resource as a service tells it to the record that the projection keeps.
//
// Names are turned into rows, which are made where they are not known yet. A date that is not stated is the end of time
// on its side.
#pragma once

#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// As a definition: its name without the province, and as it was entered, whether it can be counted or not.
indicators::v1::Indicator ReadDefinition(const registry::v1::IndicatorDefinition& resource);
OwnIndicator ReadRecord(const registry::v1::IndicatorDefinition& resource, World& world);
Locality ReadRecord(const registry::v1::Locality& resource, World& world);
Succession ReadRecord(const registry::v1::Succession& resource, World& world);
Plan ReadRecord(const registry::v1::Plan& resource, World& world);
Target ReadRecord(const registry::v1::Target& resource, World& world);
RoadmapCommune ReadRecord(const registry::v1::RoadmapCommune& resource, World& world);
Producer ReadRecord(const registry::v1::Producer& resource, World& world);
// Of a producer with `merged_into`.
Merger ReadMerger(const registry::v1::Producer& resource, World& world);
Product ReadRecord(const registry::v1::Product& resource, World& world);
Registration ReadRecord(const registry::v1::Registration& resource, World& world);
CompliancePaper ReadRecord(const registry::v1::CompliancePaper& resource, World& world);
Recognition ReadRecord(const evaluation::v1::Recognition& resource, World& world);
SalesPoint ReadRecord(const salespoints::v1::SalesPoint& resource, World& world);
Channel ReadRecord(const salespoints::v1::Channel& resource, World& world);
Listing ReadRecord(const salespoints::v1::Listing& resource, World& world);
SalesReport ReadRecord(const salespoints::v1::SalesReport& resource, World& world);
SalesBaseline ReadRecord(const salespoints::v1::SalesBaseline& resource, World& world);
Learner ReadRecord(const training::v1::Learner& resource, World& world);
Course ReadRecord(const training::v1::Course& resource, World& world);
Class ReadRecord(const training::v1::Class& resource, World& world);
Attendance ReadRecord(const training::v1::Attendance& resource, World& world);
TradeEvent ReadRecord(const salespoints::v1::TradeEvent& resource, World& world);
Participation ReadRecord(const salespoints::v1::Participation& resource, World& world);

}  // namespace ocop::gateway
