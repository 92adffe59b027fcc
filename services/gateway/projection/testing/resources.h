// Resources of a small province for tests, short to write: ids in place of names, days in place of dates.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "ocop/journal/v1/journal_service.pb.h"
#include "services/gateway/indicators/counters.h"
#include "services/gateway/projection/read_record.h"

namespace ocop::gateway {

// For googletest.
void PrintTo(const Sums& sums, std::ostream* out);

}  // namespace ocop::gateway

namespace ocop::gateway::testing {

// "2024-12-31" as a day; ends the test process when it is none.
clock::Day On(std::string_view date);

// `provinces/82/{collection}/{id}`.
std::string Name(std::string_view collection, std::string_view id);

// Empty texts and dates mean: not set.
registry::v1::Locality MakeLocality(std::string_view id, registry::v1::Locality::Kind kind,
                                    std::string_view parent = "", std::string_view from = "", std::string_view to = "");
registry::v1::IndicatorDefinition MakeIndicator(std::string_view id, std::string_view unit, std::string_view measure,
                                                std::string_view denominator, std::string_view numerator);
registry::v1::Succession MakeSuccession(std::string_view predecessor, std::string_view successor);
registry::v1::Plan MakePlan(int year);
registry::v1::Target MakeTarget(int year, std::string_view indicator, std::string_view locality, int64_t minimum);
registry::v1::RoadmapCommune MakeRoadmapCommune(int year, std::string_view locality);
registry::v1::Producer MakeProducer(std::string_view id, std::string_view locality, std::string_view join,
                                    std::string_view leave = "");
registry::v1::Product MakeProduct(std::string_view id, std::string_view producer);
registry::v1::Registration MakeRegistration(std::string_view product, std::string_view day);
registry::v1::CompliancePaper MakePaper(std::string_view id, registry::v1::CompliancePaper::Kind kind,
                                        std::string_view producer, std::string_view product, std::string_view issue,
                                        std::string_view expire = "");
evaluation::v1::Recognition MakeRecognition(std::string_view id, std::string_view product, int stars,
                                            std::string_view decision, std::string_view expire,
                                            std::string_view revoke = "");
salespoints::v1::SalesPoint MakeSalesPoint(std::string_view id, std::string_view locality, std::string_view opening,
                                           std::string_view closing = "");
salespoints::v1::Channel MakeChannel(std::string_view id, salespoints::v1::Channel::Kind kind);
salespoints::v1::Listing MakePointListing(std::string_view id, std::string_view product, std::string_view point,
                                          std::string_view start, std::string_view end = "");
salespoints::v1::Listing MakeChannelListing(std::string_view id, std::string_view product, std::string_view channel,
                                            std::string_view start, std::string_view end = "");
salespoints::v1::SalesReport MakeReport(std::string_view id, std::string_view product, std::string_view start,
                                        std::string_view end, int64_t revenue, int64_t profit);
salespoints::v1::SalesBaseline MakeBaseline(std::string_view product, int year, int64_t revenue, int64_t profit);
salespoints::v1::TradeEvent MakeTradeEvent(std::string_view id, std::string_view first, std::string_view last);
salespoints::v1::Participation MakeParticipation(std::string_view event, std::string_view producer,
                                                 std::vector<std::string> products = {});
training::v1::Learner MakeOfficer(std::string_view id, std::string_view locality, std::string_view start,
                                  std::string_view end = "");
training::v1::Learner MakeProducerPerson(std::string_view id, std::string_view producer);
training::v1::Course MakeCourse(std::string_view id, std::vector<training::v1::Course::Topic> topics);
training::v1::Class MakeClass(std::string_view id, std::string_view course);
// `completion` empty: not completed.
training::v1::Attendance MakeAttendance(std::string_view held_class, std::string_view learner,
                                        std::string_view completion);

// Entries about a resource, as a service writes them.
journal::v1::JournalEntry Put(const google::protobuf::Message& resource);
journal::v1::JournalEntry Delete(const google::protobuf::Message& resource);

}  // namespace ocop::gateway::testing
