#include "tests/reference/draw.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "tests/reference/indicators.h"
#include "tests/reference/map.h"

namespace ocop::reference {

using namespace ocop::registry::v1;     // NOLINT(google-build-using-namespace)
using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace)
using namespace ocop::training::v1;     // NOLINT(google-build-using-namespace)
using ocop::evaluation::v1::Recognition;

namespace {

clock::Day DayOf(const google::type::Date& date) {
  return clock::FromDate(date).value_or(0);
}

// The law knows associations and operating centres for tourism alone (Decision 26/2026/QĐ-TTg article 2.3): were kinds
// and groups drawn without regard to each other, few of them would have a product.
bool TakesPartWithTourismAlone(const std::string& producer) {
  return producer.ends_with("/prod-0") || producer.ends_with("/prod-1");
}

}  // namespace

google::type::Date Draw::Keep(clock::Day day) {
  days_.insert(day);
  return clock::ToDate(day);
}

google::type::Date Draw::Day() {
  const clock::Day first = clock::ToDay(kFirstYear, 1, 1);
  const clock::Day end = clock::ToDay(kLastYear + 1, 1, 1);
  // Turns of years and months are where off-by-one errors live.
  if (dice_.Percent(10)) return Keep(clock::ToDay(kFirstYear + dice_.Below(kLastYear - kFirstYear) + 1, 1, 1));
  if (dice_.Percent(10)) return Keep(clock::ToDay(kFirstYear + dice_.Below(kLastYear - kFirstYear + 1), 12, 31));
  return Keep(first + dice_.Below(end - first));
}

google::type::Date Draw::DayFrom(const google::type::Date& first, int within_days) {
  const clock::Day last = clock::ToDay(kLastYear, 12, 31);
  return Keep(std::max(DayOf(first), std::min(last, DayOf(first) + dice_.Below(within_days))));
}

std::string Draw::Name(const std::string& collection, int count) {
  return absl::StrCat(kProvince, "/", collection, "/", collection.substr(0, 4), "-", dice_.Below(count));
}

std::string Draw::Locality() {
  static const std::vector<std::string> communes = CommuneNames();
  static const std::vector<std::string> all = LocalityNames();
  // Some sources name only the district or the province.
  return dice_.Pick(dice_.Percent(75) ? communes : all);
}

void Draw::Fill(Producer& producer) {
  producer.set_display_name("Chủ thể");
  producer.set_kind(TakesPartWithTourismAlone(producer.name())
                        ? static_cast<Producer::Kind>(Producer::KIND_ASSOCIATION + dice_.Below(2))
                        : static_cast<Producer::Kind>(1 + dice_.Below(6)));
  producer.set_representative_gender(static_cast<Producer::Gender>(dice_.Below(3)));
  producer.set_locality(Locality());
  *producer.mutable_join_date() = Day();
  producer.clear_leave_date();
  if (dice_.Percent(20)) *producer.mutable_leave_date() = DayFrom(producer.join_date(), 900);
}

void Draw::Fill(Product& product) {
  product.set_display_name("Sản phẩm");
  if (product.producer().empty() || dice_.Percent(40)) product.set_producer(Name("producers", kProducers));
  product.set_product_group(TakesPartWithTourismAlone(product.producer())
                                ? Product::GROUP_TOURISM
                                : static_cast<Product::Group>(1 + dice_.Below(6)));
  // Sheets belong to groups; some products have none yet.
  struct Sheets {
    int first, count;
  };
  static constexpr Sheets kSheets[] = {{1, 13}, {14, 4}, {18, 3}, {21, 2}, {23, 3}, {26, 1}};
  const Sheets& of_group = kSheets[product.product_group() - 1];
  const int sheet = dice_.Below(27);
  product.set_score_sheet(sheet == 0 ? 0 : of_group.first + sheet % of_group.count);
}

void Draw::Fill(Registration& registration) {
  if (registration.product().empty()) registration.set_product(Name("products", kProducts));
  registration.set_kind(static_cast<Registration::Kind>(1 + dice_.Below(3)));
  *registration.mutable_register_date() = Day();
}

void Draw::Fill(CompliancePaper& paper) {
  static const std::vector<CompliancePaper::Kind> kinds = {
      CompliancePaper::KIND_FOOD_SAFETY_COMMITMENT, CompliancePaper::KIND_PACKAGING_LABEL,
      CompliancePaper::KIND_QUALITY_SYSTEM, CompliancePaper::KIND_TRACEABILITY,
      CompliancePaper::KIND_FOOD_SAFETY_CERTIFICATE};
  if (paper.producer().empty()) {
    paper.set_producer(Name("producers", kProducers));
    paper.set_kind(dice_.Pick(kinds));
  }
  paper.clear_product();
  if (dice_.Percent(30)) paper.set_product(Name("products", kProducts));
  *paper.mutable_issue_date() = Day();
  paper.clear_expire_date();
  if (dice_.Percent(50)) *paper.mutable_expire_date() = DayFrom(paper.issue_date(), 700);
}

void Draw::Fill(Plan& plan) {
  plan.set_display_name("Kế hoạch");
  if (plan.year() == 0) plan.set_year(kFirstYear + dice_.Below(kLastYear - kFirstYear + 1));
}

void Draw::Fill(Target& target) {
  if (target.indicator().empty()) {
    target.set_indicator(absl::StrCat(kProvince, "/indicators/", dice_.Pick(Indicators()).id));
    target.set_locality(dice_.Pick(LocalityNames()));
  }
  target.set_minimum(dice_.Pick(std::vector<int>{0, 1, 2, 33, 50, 100}));
  target.set_maximum(dice_.Percent(30) ? target.minimum() + 5 : 0);
}

void Draw::Fill(RoadmapCommune& commune) {
  if (commune.locality().empty()) commune.set_locality(dice_.Pick(CommuneNames()));
}

void Draw::Fill(Recognition& recognition) {
  if (recognition.product().empty()) {
    recognition.set_product(Name("products", kProducts));
    *recognition.mutable_decision_date() = Day();
  }
  recognition.set_stars(dice_.Pick(std::vector<int>{3, 3, 3, 4, 4, 5}));
  // Most run their term, some are short so that they end among the days compared.
  const clock::Day decided = DayOf(recognition.decision_date());
  *recognition.mutable_expire_date() = Keep(decided + (dice_.Percent(50) ? 3 * 365 : dice_.Below(400)));
}

void Draw::Fill(SalesPoint& point) {
  point.set_display_name("Điểm bán");
  point.set_place_kind(dice_.Percent(50) ? SalesPoint::PLACE_KIND_MARKET
                                         : static_cast<SalesPoint::PlaceKind>(1 + dice_.Below(9)));
  point.set_area_m2(10 * dice_.Below(5));
  point.set_sign_displayed(dice_.Percent(50));
  point.set_prices_listed(dice_.Percent(50));
  point.set_opening_hours(dice_.Percent(50) ? "7:30–19:30" : "");
  point.set_manager(dice_.Percent(50) ? "Liên minh Hợp tác xã" : "");
  point.set_locality(dice_.Percent(95) ? Locality() : absl::StrCat(kProvince, "/localities/99999"));
  *point.mutable_opening_date() = Day();
  point.clear_closing_date();
  if (dice_.Percent(30)) *point.mutable_closing_date() = DayFrom(point.opening_date(), 900);
}

void Draw::Fill(Channel& channel) {
  channel.set_display_name("Kênh");
  channel.set_kind(dice_.Percent(30) ? Channel::KIND_SUPERMARKET : static_cast<Channel::Kind>(1 + dice_.Below(7)));
}

void Draw::Fill(Contract& contract) {
  if (contract.producer().empty()) {
    contract.set_producer(Name("producers", kProducers));
    contract.set_channel(Name("channels", 6));
  }
  contract.set_contract_number("1/HĐ");
  *contract.mutable_start_date() = Day();
}

void Draw::Fill(Listing& listing) {
  if (listing.product().empty()) {
    listing.set_product(Name("products", kProducts));
    if (dice_.Percent(50)) {
      listing.set_sales_point(Name("salesPoints", 8));
    } else {
      listing.set_channel(Name("channels", 6));
    }
  }
  *listing.mutable_start_date() = Day();
  listing.clear_end_date();
  if (dice_.Percent(50)) *listing.mutable_end_date() = DayFrom(listing.start_date(), 700);
}

void Draw::Fill(SalesReport& report) {
  if (report.product().empty()) {
    report.set_product(Name("products", kProducts));
    if (dice_.Percent(50)) report.set_channel(Name("channels", 6));
    // A month, a quarter or a year.
    const google::type::Date day = Day();
    const int length = std::array{1, 3, 12}[static_cast<size_t>(dice_.Below(3))];
    const absl::CivilMonth first(day.year(), day.month() - (day.month() - 1) % length);
    *report.mutable_period_start() = Keep(clock::ToDay(absl::CivilDay(first)));
    *report.mutable_period_end() = Keep(clock::ToDay(absl::CivilDay(first + length) - 1));
  }
  report.set_revenue_vnd(100 * dice_.Below(4));
  report.set_profit_vnd(100 * dice_.Below(4) - 100);
}

void Draw::Fill(SalesBaseline& baseline) {
  if (baseline.product().empty()) baseline.set_product(Name("products", kProducts));
  baseline.set_year(kFirstYear - 1 + dice_.Below(4));
  baseline.set_revenue_vnd(100 * dice_.Below(5));
  baseline.set_profit_vnd(100 * dice_.Below(5) - 200);
  if (baseline.profit_vnd() == -200) baseline.clear_profit_vnd();
  Keep(clock::ToDay(baseline.year(), 12, 31));
}

void Draw::Fill(TradeEvent& event) {
  event.set_display_name("Hội chợ");
  event.set_kind(TradeEvent::KIND_FAIR);
  *event.mutable_start_date() = Day();
  *event.mutable_end_date() = DayFrom(event.start_date(), 5);
}

void Draw::Fill(Participation& participation) {
  if (participation.producer().empty()) participation.set_producer(Name("producers", kProducers));
  participation.clear_products();
  const int first = dice_.Below(kProducts);
  for (int i = dice_.Below(4); i > 0; --i) {
    participation.add_products(absl::StrCat(kProvince, "/products/prod-", (first + i) % kProducts));
  }
  participation.set_revenue_vnd(100 * dice_.Below(4));
}

void Draw::Fill(Lot& lot) {
  if (lot.product().empty()) {
    lot.set_product(Name("products", kProducts));
    lot.set_lot_number(absl::StrCat("L", dice_.Below(5)));
  }
  lot.set_unit_count(dice_.Below(100));
}

void Draw::Fill(Learner& learner) {
  learner.set_display_name("Học viên");
  learner.set_kind(static_cast<Learner::Kind>(1 + dice_.Below(4)));
  learner.set_locality(dice_.Percent(95) ? Locality() : absl::StrCat(kProvince, "/localities/99999"));
  learner.set_producer(Name("producers", kProducers));
  *learner.mutable_post_start_date() = Day();
  learner.clear_post_end_date();
  if (dice_.Percent(30)) *learner.mutable_post_end_date() = DayFrom(learner.post_start_date(), 900);
}

void Draw::Fill(Course& course) {
  course.set_display_name("Khóa học");
  course.clear_topics();
  for (int topic = Course::TOPIC_PROGRAMME_BASICS; topic <= Course::TOPIC_TRADE; ++topic) {
    if (dice_.Percent(topic <= Course::TOPIC_CYCLE_STEPS ? 60 : 20))
      course.add_topics(static_cast<Course::Topic>(topic));
  }
  if (course.topics().empty()) course.add_topics(Course::TOPIC_TRADE);
}

void Draw::Fill(Class& a_class) {
  a_class.set_display_name("Lớp");
  if (a_class.course().empty()) a_class.set_course(Name("courses", 5));
  a_class.clear_sessions();
  // Some were held before the period of a plan.
  google::type::Date first = Day();
  if (dice_.Percent(20)) first = clock::ToDate(clock::ToDay(kFirstYear, 1, 1) - dice_.Below(10));
  const int sessions = 1 + dice_.Below(3);
  for (int i = 0; i < sessions; ++i) *a_class.add_sessions()->mutable_date() = clock::ToDate(DayOf(first) + 2 * i);
  a_class.clear_completion_rule();
  auto& rule = *a_class.mutable_completion_rule();
  if (dice_.Percent(50)) {
    rule.set_required_session_count(1 + dice_.Below(sessions));
  } else {
    rule.set_required_session_percent(1 + dice_.Below(100));
  }
  if (dice_.Percent(30)) rule.set_least_test_score_centi(500);
}

void Draw::Fill(Attendance& attendance, const Class& a_class) {
  if (attendance.learner().empty()) attendance.set_learner(Name("learners", 16));
  attendance.clear_attended_dates();
  attendance.set_test_score_centi(100 * dice_.Below(11));
  for (const Class::Session& session : a_class.sessions()) {
    if (dice_.Percent(80)) *attendance.add_attended_dates() = Keep(DayOf(session.date()));
  }
}

}  // namespace ocop::reference
