#include "services/gateway/projection/testing/resources.h"
#include "common/status/status.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "google/protobuf/descriptor.h"

namespace ocop::gateway {

void PrintTo(const Sums& sums, std::ostream* out) {
  *out << sums.numerator << "/" << sums.denominator << " short " << sums.shortfall;
}

}  // namespace ocop::gateway

namespace ocop::gateway::testing {
namespace {

google::type::Date* Set(std::string_view date, google::type::Date* field) {
  *field = clock::ToDate(On(date));
  return field;
}

std::string Reference(std::string_view collection, std::string_view id) {
  return id.empty() ? "" : Name(collection, id);
}

std::string ResourceName(const google::protobuf::Message& resource) {
  return resource.GetReflection()->GetString(resource, resource.GetDescriptor()->FindFieldByName("name"));
}

}  // namespace

clock::Day On(std::string_view date) {
  const auto day = clock::ParseDay(date);
  if (!day) {
    std::cerr << "not a day: " << date << "\n";
    std::abort();
  }
  return *day;
}

std::string Name(std::string_view collection, std::string_view id) {
  return absl::StrCat("provinces/82/", status::View(collection), "/", status::View(id));
}

registry::v1::Locality MakeLocality(std::string_view id, registry::v1::Locality::Kind kind, std::string_view parent,
                                    std::string_view from, std::string_view to) {
  registry::v1::Locality locality;
  locality.set_name(Name("localities", id));
  locality.set_code(std::string(id.substr(0, id.find('-'))));
  locality.set_full_name(std::string(id));
  locality.set_kind(kind);
  locality.set_parent_locality(Reference("localities", parent));
  if (!from.empty()) Set(from, locality.mutable_valid_from());
  if (!to.empty()) Set(to, locality.mutable_valid_to());
  return locality;
}

registry::v1::IndicatorDefinition MakeIndicator(std::string_view id, std::string_view unit, std::string_view measure,
                                                std::string_view denominator, std::string_view numerator) {
  registry::v1::IndicatorDefinition definition;
  definition.set_name(Name("indicatorDefinitions", id));
  definition.set_code(std::string(id));
  definition.set_unit(std::string(unit));
  definition.set_measure(std::string(measure));
  definition.set_denominator_filter(std::string(denominator));
  definition.set_numerator_filter(std::string(numerator));
  definition.set_version(1);
  return definition;
}

registry::v1::Succession MakeSuccession(std::string_view predecessor, std::string_view successor) {
  registry::v1::Succession succession;
  succession.set_name(Name("successions", absl::StrCat(status::View(predecessor), "-", status::View(successor))));
  succession.set_predecessor(Name("localities", predecessor));
  succession.set_successor(Name("localities", successor));
  return succession;
}

registry::v1::Plan MakePlan(int year) {
  registry::v1::Plan plan;
  plan.set_name(Name("plans", std::to_string(year)));
  plan.set_year(year);
  return plan;
}

registry::v1::Target MakeTarget(int year, std::string_view indicator, std::string_view locality, int64_t minimum) {
  registry::v1::Target target;
  target.set_name(
      absl::StrCat(MakePlan(year).name(), "/targets/", status::View(indicator), "-", status::View(locality)));
  target.set_indicator(Name("indicators", indicator));
  target.set_locality(Name("localities", locality));
  target.set_minimum(minimum);
  return target;
}

registry::v1::RoadmapCommune MakeRoadmapCommune(int year, std::string_view locality) {
  registry::v1::RoadmapCommune commune;
  commune.set_name(absl::StrCat(MakePlan(year).name(), "/roadmapCommunes/", status::View(locality)));
  commune.set_locality(Name("localities", locality));
  return commune;
}

registry::v1::Producer MakeProducer(std::string_view id, std::string_view locality, std::string_view join,
                                    std::string_view leave) {
  registry::v1::Producer producer;
  producer.set_name(Name("producers", id));
  producer.set_display_name(absl::StrCat("Producer ", status::View(id)));
  producer.set_locality(Name("localities", locality));
  Set(join, producer.mutable_join_date());
  if (!leave.empty()) Set(leave, producer.mutable_leave_date());
  return producer;
}

registry::v1::Product MakeProduct(std::string_view id, std::string_view producer) {
  registry::v1::Product product;
  product.set_name(Name("products", id));
  product.set_display_name(absl::StrCat("Product ", status::View(id)));
  product.set_producer(Name("producers", producer));
  return product;
}

registry::v1::Registration MakeRegistration(std::string_view product, std::string_view day) {
  registry::v1::Registration registration;
  registration.set_name(Name("registrations", absl::StrCat(status::View(product), "-", status::View(day))));
  registration.set_product(Name("products", product));
  Set(day, registration.mutable_register_date());
  return registration;
}

registry::v1::CompliancePaper MakePaper(std::string_view id, registry::v1::CompliancePaper::Kind kind,
                                        std::string_view producer, std::string_view product, std::string_view issue,
                                        std::string_view expire) {
  registry::v1::CompliancePaper paper;
  paper.set_name(Name("compliancePapers", id));
  paper.set_kind(kind);
  paper.set_producer(Name("producers", producer));
  paper.set_product(Reference("products", product));
  Set(issue, paper.mutable_issue_date());
  if (!expire.empty()) Set(expire, paper.mutable_expire_date());
  return paper;
}

evaluation::v1::Recognition MakeRecognition(std::string_view id, std::string_view product, int stars,
                                            std::string_view decision, std::string_view expire,
                                            std::string_view revoke) {
  evaluation::v1::Recognition recognition;
  recognition.set_name(Name("recognitions", id));
  recognition.set_product(Name("products", product));
  recognition.set_stars(stars);
  Set(decision, recognition.mutable_decision_date());
  Set(expire, recognition.mutable_expire_date());
  if (!revoke.empty()) Set(revoke, recognition.mutable_revoke_date());
  return recognition;
}

salespoints::v1::SalesPoint MakeSalesPoint(std::string_view id, std::string_view locality, std::string_view opening,
                                           std::string_view closing) {
  salespoints::v1::SalesPoint point;
  point.set_name(Name("salesPoints", id));
  point.set_locality(Name("localities", locality));
  Set(opening, point.mutable_opening_date());
  if (!closing.empty()) Set(closing, point.mutable_closing_date());
  return point;
}

salespoints::v1::Channel MakeChannel(std::string_view id, salespoints::v1::Channel::Kind kind) {
  salespoints::v1::Channel channel;
  channel.set_name(Name("channels", id));
  channel.set_kind(kind);
  return channel;
}

salespoints::v1::Listing MakePointListing(std::string_view id, std::string_view product, std::string_view point,
                                          std::string_view start, std::string_view end) {
  salespoints::v1::Listing listing;
  listing.set_name(Name("listings", id));
  listing.set_product(Name("products", product));
  listing.set_sales_point(Name("salesPoints", point));
  Set(start, listing.mutable_start_date());
  if (!end.empty()) Set(end, listing.mutable_end_date());
  return listing;
}

salespoints::v1::Listing MakeChannelListing(std::string_view id, std::string_view product, std::string_view channel,
                                            std::string_view start, std::string_view end) {
  salespoints::v1::Listing listing = MakePointListing(id, product, "", start, end);
  listing.clear_sales_point();
  listing.set_channel(Name("channels", channel));
  return listing;
}

salespoints::v1::SalesReport MakeReport(std::string_view id, std::string_view product, std::string_view start,
                                        std::string_view end, int64_t revenue, int64_t profit) {
  salespoints::v1::SalesReport report;
  report.set_name(Name("salesReports", id));
  report.set_product(Name("products", product));
  Set(start, report.mutable_period_start());
  Set(end, report.mutable_period_end());
  report.set_revenue_vnd(revenue);
  report.set_profit_vnd(profit);
  return report;
}

salespoints::v1::SalesBaseline MakeBaseline(std::string_view product, int year, int64_t revenue, int64_t profit) {
  salespoints::v1::SalesBaseline baseline;
  baseline.set_name(Name("salesBaselines", product));
  baseline.set_product(Name("products", product));
  baseline.set_year(year);
  baseline.set_revenue_vnd(revenue);
  baseline.set_profit_vnd(profit);
  return baseline;
}

salespoints::v1::TradeEvent MakeTradeEvent(std::string_view id, std::string_view first, std::string_view last) {
  salespoints::v1::TradeEvent event;
  event.set_name(Name("tradeEvents", id));
  Set(first, event.mutable_start_date());
  Set(last, event.mutable_end_date());
  return event;
}

salespoints::v1::Participation MakeParticipation(std::string_view event, std::string_view producer,
                                                 std::vector<std::string> products) {
  salespoints::v1::Participation participation;
  participation.set_name(absl::StrCat(Name("tradeEvents", event), "/participations/", status::View(producer)));
  participation.set_producer(Name("producers", producer));
  for (const std::string& product : products) participation.add_products(Name("products", product));
  return participation;
}

training::v1::Learner MakeOfficer(std::string_view id, std::string_view locality, std::string_view start,
                                  std::string_view end) {
  training::v1::Learner learner;
  learner.set_name(Name("learners", id));
  learner.set_display_name(absl::StrCat("Officer ", status::View(id)));
  learner.set_kind(training::v1::Learner::KIND_COMMUNE_OFFICER);
  learner.set_locality(Name("localities", locality));
  Set(start, learner.mutable_post_start_date());
  if (!end.empty()) Set(end, learner.mutable_post_end_date());
  return learner;
}

training::v1::Learner MakeProducerPerson(std::string_view id, std::string_view producer) {
  training::v1::Learner learner;
  learner.set_name(Name("learners", id));
  learner.set_kind(training::v1::Learner::KIND_PRODUCER_PERSON);
  learner.set_producer(Name("producers", producer));
  Set("2020-01-01", learner.mutable_post_start_date());
  return learner;
}

training::v1::Course MakeCourse(std::string_view id, std::vector<training::v1::Course::Topic> topics) {
  training::v1::Course course;
  course.set_name(Name("courses", id));
  for (training::v1::Course::Topic topic : topics) course.add_topics(topic);
  return course;
}

training::v1::Class MakeClass(std::string_view id, std::string_view course) {
  training::v1::Class held_class;
  held_class.set_name(Name("classes", id));
  held_class.set_course(Name("courses", course));
  return held_class;
}

training::v1::Attendance MakeAttendance(std::string_view held_class, std::string_view learner,
                                        std::string_view completion) {
  training::v1::Attendance attendance;
  attendance.set_name(absl::StrCat(Name("classes", held_class), "/attendances/", status::View(learner)));
  attendance.set_learner(Name("learners", learner));
  if (!completion.empty()) Set(completion, attendance.mutable_completion_date());
  return attendance;
}

journal::v1::JournalEntry Put(const google::protobuf::Message& resource) {
  journal::v1::JournalEntry entry;
  entry.set_action(journal::v1::JournalEntry::ACTION_UPDATE);
  entry.set_resource_name(ResourceName(resource));
  entry.mutable_resource()->PackFrom(resource);
  return entry;
}

journal::v1::JournalEntry Delete(const google::protobuf::Message& resource) {
  journal::v1::JournalEntry entry = Put(resource);
  entry.set_action(journal::v1::JournalEntry::ACTION_DELETE);
  return entry;
}

}  // namespace ocop::gateway::testing
