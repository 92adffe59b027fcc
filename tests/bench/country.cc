#include "tests/bench/country.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/date.h"

namespace ocop::bench {

using evaluation::v1::Recognition;
using reference::Dice;
using registry::v1::CompliancePaper;
using registry::v1::Locality;
using registry::v1::Producer;
using registry::v1::Product;
using registry::v1::Registration;
using salespoints::v1::Channel;
using salespoints::v1::SalesPoint;
using training::v1::Course;
using training::v1::Learner;

namespace {

constexpr std::array<const char*, 34> kCodes = {"82", "01", "04", "08", "11", "12", "14", "15", "19", "20", "22", "24",
                                                "25", "31", "33", "37", "38", "40", "42", "44", "46", "48", "51", "52",
                                                "56", "66", "68", "75", "79", "80", "86", "91", "92", "96"};
constexpr std::array<const char*, 14> kPlanIndicators = {"t1", "t2", "e1", "e2", "e3", "e4", "e5",
                                                         "e6", "n1", "s1", "s2", "s3", "s4", "s5"};
constexpr int kProductsPerChunk = 2000;
constexpr int kCommunesPerDistrict = 5;
constexpr int kFirstPlanYear = 2018;   // What the registry takes.
constexpr clock::Day kNewMap = 20270;  // 2025-07-01
constexpr clock::Day kOldDay = 14610;  // 2010-01-01, when the old map was entered.
constexpr char kSource[] = "tests/bench";

int YearOf(clock::Day day) {
  return static_cast<int>(clock::ToCivilDay(day).year());
}

clock::Day After(clock::Day day, int years) {
  const absl::CivilDay civil = clock::ToCivilDay(day);
  return clock::ToDay(static_cast<int>(civil.year()) + years, civil.month(), civil.day());
}

clock::Day DayBetween(clock::Day first, clock::Day last, Dice& dice) {
  return first + dice.Below(std::max(1, last - first + 1));
}

// 48 bits of milliseconds of the day, 74 of chance: RFC 9562, version 7.
std::string Uuid(clock::Day day, Dice& dice) {
  const uint64_t milliseconds = static_cast<uint64_t>(day) * 86'400'000 + static_cast<uint64_t>(dice.Below(86'400'000));
  // One after another: the order in which arguments are worked out differs between compilers.
  const int high = dice.Below(0x1000);
  const int middle = 0x8000 + dice.Below(0x4000);
  const int low = dice.Below(0x10000);
  const int lowest = dice.Below(0x7FFFFFFF);
  return absl::StrFormat("%08x-%04x-7%03x-%04x-%04x%08x", milliseconds >> 16, milliseconds & 0xFFFF, high, middle, low,
                         lowest);
}

// Adds one that was entered on `day`, with what every resource has.
template <class Resource>
Resource& Add(MadeOnes<Resource>& to, clock::Day day, std::string name) {
  Made<Resource>& made = to.emplace_back();
  made.day = day;
  made.resource.set_name(std::move(name));
  made.resource.set_source(kSource);
  made.resource.set_synthetic(true);
  return made.resource;
}

// Few have most: the chance falls with the number.
int Skewed(int count, Dice& dice) {
  const double x = dice.Below(1'000'000) / 1e6;
  return std::min(count - 1, static_cast<int>(count * x * x * x));
}

Locality& AddLocality(ProvinceBase& base, const std::string& id, Locality::Kind kind, const std::string& parent,
                      clock::Day entered) {
  Locality& locality = Add(base.localities, entered, absl::StrCat(base.name, "/localities/", id));
  locality.set_code(id.substr(0, id.find('-')));
  locality.set_display_name(absl::StrCat("Đơn vị ", id));
  locality.set_full_name(absl::StrCat("Đơn vị hành chính ", id));
  locality.set_kind(kind);
  if (!parent.empty()) locality.set_parent_locality(absl::StrCat(base.name, "/localities/", parent));
  return locality;
}

void AddMap(const std::string& code, int communes, Dice& dice, ProvinceBase& base) {
  AddLocality(base, code, Locality::KIND_PROVINCE, "", kOldDay);
  const int districts = std::max(1, communes / kCommunesPerDistrict);
  for (int i = 0; i < districts; ++i) {
    Locality& district = AddLocality(base, absl::StrFormat("d%03d", i), Locality::KIND_DISTRICT, code, kOldDay);
    *district.mutable_valid_to() = clock::ToDate(kNewMap - 1);
  }
  for (int i = 0; i < communes; ++i) {
    const std::string id = absl::StrFormat("n%04d-20250701", i);
    Locality& commune = AddLocality(base, id, Locality::KIND_COMMUNE, code, kNewMap);
    *commune.mutable_valid_from() = clock::ToDate(kNewMap);
    base.new_communes.push_back(commune.name());
    const int olds = 1 + dice.Below(5);
    for (int k = 0; k < olds; ++k) {
      // Now and then one of the neighbouring district joins.
      const int district = (i / kCommunesPerDistrict + (k == 4 ? 1 : 0)) % districts;
      Locality& old = AddLocality(base, absl::StrFormat("c%05d", base.old_communes.size()), Locality::KIND_COMMUNE,
                                  absl::StrFormat("d%03d", district), kOldDay);
      *old.mutable_valid_to() = clock::ToDate(kNewMap - 1);
      base.old_communes.push_back(old.name());
    }
    for (size_t k = base.old_communes.size() - static_cast<size_t>(olds); k < base.old_communes.size(); ++k) {
      auto& succession = Add(base.successions, kNewMap, absl::StrCat(base.name, "/successions/", Uuid(kNewMap, dice)));
      succession.set_predecessor(base.old_communes[k]);
      succession.set_successor(base.new_communes.back());
      *succession.mutable_effective_date() = clock::ToDate(kNewMap);
    }
  }
}

void AddPlans(int years, Dice& dice, ProvinceBase& base) {
  const int last = YearOf(kLastDay);
  for (int year = std::max(kFirstPlanYear, last - years + 1); year <= last; ++year) {
    const clock::Day day = clock::ToDay(year, 1, 15);
    auto& plan = Add(base.plans, day, absl::StrCat(base.name, "/plans/", year));
    plan.set_display_name(absl::StrCat("Kế hoạch năm ", year));
    plan.set_year(year);
    for (const char* indicator : kPlanIndicators) {
      auto& target = Add(base.targets, day, absl::StrCat(base.name, "/plans/", year, "/targets/", indicator));
      target.set_indicator(absl::StrCat(base.name, "/indicators/", indicator));
      target.set_locality(base.localities.front().resource.name());
      target.set_minimum(40 + dice.Below(60));
    }
    for (const std::string& commune : day < kNewMap - 365 ? base.old_communes : base.new_communes) {
      if (!dice.Percent(20)) continue;
      const std::string id = commune.substr(commune.rfind('/') + 1);
      auto& entry = Add(base.roadmap, day, absl::StrCat(base.name, "/plans/", year, "/roadmapCommunes/", id));
      entry.set_locality(commune);
    }
  }
}

void AddSales(clock::Day first_day, Dice& dice, ProvinceBase& base) {
  for (int i = 0; i < 14; ++i) {
    Channel& channel = Add(base.channels, first_day, absl::StrCat(base.name, "/channels/", Uuid(first_day, dice)));
    channel.set_display_name(absl::StrCat("Kênh bán hàng ", i));
    channel.set_kind(static_cast<Channel::Kind>(1 + i % 7));
  }
  const int points = std::max(4, static_cast<int>(base.new_communes.size()) / 4);
  for (int i = 0; i < points; ++i) {
    const clock::Day opened = DayBetween(first_day, kNewMap - 400, dice);
    SalesPoint& point = Add(base.sales_points, opened, absl::StrCat(base.name, "/salesPoints/", Uuid(opened, dice)));
    point.set_display_name(absl::StrCat("Điểm giới thiệu và bán sản phẩm ", i));
    point.set_place_kind(static_cast<SalesPoint::PlaceKind>(1 + dice.Below(9)));
    point.set_locality(dice.Pick(base.old_communes));
    point.set_area_m2(20 + dice.Below(200));
    *point.mutable_opening_date() = clock::ToDate(opened);
    if (dice.Percent(10)) *point.mutable_closing_date() = clock::ToDate(DayBetween(opened, kLastDay, dice));
  }
  for (int year = YearOf(first_day); year <= YearOf(kLastDay); ++year) {
    for (int i = 0; i < 3; ++i) {
      const clock::Day day = clock::ToDay(year, 2 + 3 * i, 1 + dice.Below(25));
      auto& event = Add(base.events, day, absl::StrCat(base.name, "/tradeEvents/", Uuid(day, dice)));
      event.set_display_name(absl::StrCat("Hội chợ ", i + 1, " năm ", year));
      event.set_kind(salespoints::v1::TradeEvent::KIND_FAIR);
      *event.mutable_start_date() = clock::ToDate(day);
      *event.mutable_end_date() = clock::ToDate(day + 3);
    }
  }
}

constexpr int kCourses = 6;

// Classes of a year, one of each course.
void AddClasses(clock::Day first_day, Dice& dice, ProvinceBase& base) {
  for (int topic = 1; topic <= kCourses; ++topic) {
    Course& course = Add(base.courses, first_day, absl::StrCat(base.name, "/courses/", Uuid(first_day, dice)));
    course.set_display_name(absl::StrCat("Khóa ", topic));
    course.add_topics(static_cast<Course::Topic>(topic));
    if (topic == 1 && dice.Percent(50)) course.add_topics(Course::TOPIC_CYCLE_STEPS);
    course.set_hours(8);
  }
  for (int year = YearOf(first_day); year <= YearOf(kLastDay); ++year) {
    for (int topic = 1; topic <= kCourses; ++topic) {
      const clock::Day day = clock::ToDay(year, 3 + topic, 1 + dice.Below(25));
      auto& held = Add(base.classes, day, absl::StrCat(base.name, "/classes/", Uuid(day, dice)));
      held.set_display_name(absl::StrCat("Lớp ", topic, " năm ", year));
      held.set_course(base.courses[static_cast<size_t>(topic) - 1].resource.name());
      base.class_days.push_back(day);
    }
  }
}

Learner& AddLearner(const ProvinceBase& base, Learner::Kind kind, clock::Day day, Dice& dice, MadeOnes<Learner>& to) {
  Learner& learner = Add(to, day, absl::StrCat(base.name, "/learners/", Uuid(day, dice)));
  learner.set_display_name(absl::StrCat("Học viên ", to.size()));
  learner.set_kind(kind);
  *learner.mutable_post_start_date() = clock::ToDate(day);
  return learner;
}

// The class of a course in a year.
size_t ClassOf(const ProvinceBase& base, int year, int topic) {
  const int first = YearOf(base.class_days.front());
  return static_cast<size_t>((year - first) * kCourses + topic - 1);
}

void Attend(const ProvinceBase& base, const Learner& learner, size_t held, Dice& dice,
            MadeOnes<training::v1::Attendance>& to) {
  const clock::Day day = base.class_days[held];
  auto& attendance = Add(to, day, absl::StrCat(base.classes[held].resource.name(), "/attendances/", Uuid(day, dice)));
  attendance.set_learner(learner.name());
  if (dice.Percent(92)) *attendance.mutable_completion_date() = clock::ToDate(day + 1);
}

// The officers of every district and commune of the old map, two in a district and one or two in a commune.
void AddOfficers(clock::Day first_day, Dice& dice, ProvinceBase& base) {
  for (const auto& [locality, entered, updates] : base.localities) {
    if (locality.kind() == Locality::KIND_PROVINCE) continue;
    const bool district = locality.kind() == Locality::KIND_DISTRICT;
    const bool is_new = locality.has_valid_from();
    for (int i = district || dice.Percent(50) ? 2 : 1; i > 0; --i) {
      const clock::Day start = is_new ? kNewMap : DayBetween(first_day, kNewMap - 1, dice);
      Learner& officer = AddLearner(base, district ? Learner::KIND_DISTRICT_OFFICER : Learner::KIND_COMMUNE_OFFICER,
                                    start, dice, base.learners);
      officer.set_locality(locality.name());
      const clock::Day end = is_new ? kLastDay : kNewMap - 1;
      if (!is_new) *officer.mutable_post_end_date() = clock::ToDate(end);
      for (int year = YearOf(start); year <= YearOf(end); ++year) {
        for (int topic : {1, 2}) {
          const size_t held = ClassOf(base, year, topic);
          if (base.class_days[held] > start && base.class_days[held] < end && dice.Percent(40)) {
            Attend(base, officer, held, dice, base.attendances);
          }
        }
      }
    }
  }
}

}  // namespace

// Fills one chunk.
class Country::Filler {
 public:
  Filler(const ProvinceBase& base, clock::Day first_day, Dice& dice, ProductChunk& chunk)
      : base_(base), first_day_(first_day), dice_(dice), chunk_(chunk) {}

  // At most `most` products; answers how many.
  int AddProducer(int most) {
    // 1, 1, 2, 2, 3 … seldom more than a handful.
    int count = 1 + dice_.Below(2);
    while (count < 15 && dice_.Percent(45)) count += 1 + dice_.Below(2);
    count = std::min(count, most);
    const clock::Day joined = DayBetween(first_day_, kLastDay - 30, dice_);
    Producer& producer = Add(chunk_.producers, joined, absl::StrCat(base_.name, "/producers/", Uuid(joined, dice_)));
    producer.set_display_name(absl::StrCat("Hợp tác xã số ", dice_.Below(1'000'000)));
    producer.set_kind(static_cast<Producer::Kind>(1 + Skewed(8, dice_)));
    const auto& communes = joined < kNewMap ? base_.old_communes : base_.new_communes;
    producer.set_locality(communes[static_cast<size_t>(Skewed(static_cast<int>(communes.size()), dice_))]);
    producer.set_representative_gender(dice_.Percent(40) ? Producer::GENDER_FEMALE : Producer::GENDER_MALE);
    *producer.mutable_join_date() = clock::ToDate(joined);
    left_ = dice_.Percent(4) ? DayBetween(joined, kLastDay, dice_) : kLastDay;
    if (left_ < kLastDay) *producer.mutable_leave_date() = clock::ToDate(left_);
    const std::string name = producer.name();
    AddPapers(name, joined);
    AddPeople(name, joined);
    const size_t first_product = chunk_.products.size();
    for (int i = 0; i < count; ++i) AddProduct(name, DayBetween(joined, std::min(left_, joined + 1500), dice_));
    AddParticipation(name, first_product, joined);
    return count;
  }

 private:
  void AddPapers(const std::string& producer, clock::Day joined) {
    const std::pair<CompliancePaper::Kind, int> kinds[] = {{CompliancePaper::KIND_FOOD_SAFETY_COMMITMENT, 70},
                                                           {CompliancePaper::KIND_PACKAGING_LABEL, 45},
                                                           {CompliancePaper::KIND_QUALITY_SYSTEM, 20},
                                                           {CompliancePaper::KIND_TRACEABILITY, 35}};
    for (const auto& [kind, chance] : kinds) {
      if (!dice_.Percent(chance)) continue;
      const clock::Day issued = DayBetween(joined, kLastDay, dice_);
      CompliancePaper& paper =
          Add(chunk_.papers, issued, absl::StrCat(base_.name, "/compliancePapers/", Uuid(issued, dice_)));
      paper.set_kind(kind);
      paper.set_producer(producer);
      *paper.mutable_issue_date() = clock::ToDate(issued);
      if (dice_.Percent(50)) *paper.mutable_expire_date() = clock::ToDate(issued + 365 * (1 + dice_.Below(4)));
    }
  }

  void AddPeople(const std::string& producer, clock::Day joined) {
    if (!dice_.Percent(40)) return;
    Learner& person = AddLearner(base_, Learner::KIND_PRODUCER_PERSON, joined, dice_, chunk_.learners);
    person.set_producer(producer);
    const size_t held = ClassOf(base_, YearOf(joined), 1 + dice_.Below(kCourses));
    if (base_.class_days[held] > joined) Attend(base_, person, held, dice_, chunk_.attendances);
  }

  void AddProduct(const std::string& producer, clock::Day entered) {
    Product& product = Add(chunk_.products, entered, absl::StrCat(base_.name, "/products/", Uuid(entered, dice_)));
    static const std::vector<const char*> kinds = {"Kẹo dừa",    "Gạo thơm",  "Mắm tôm",  "Trà sen", "Mật ong",
                                                   "Bánh phồng", "Chiếu lác", "Cam sành", "Cà phê",  "Rượu nếp"};
    product.set_display_name(absl::StrCat(dice_.Pick(kinds), " số ", dice_.Below(1'000'000)));
    product.set_producer(producer);
    product.set_product_group(static_cast<Product::Group>(1 + Skewed(6, dice_)));
    product.set_score_sheet(1 + dice_.Below(26));
    *product.mutable_entry_date() = clock::ToDate(entered);
    const std::string name = product.name();
    const clock::Day recognised = AddCycles(name, entered);
    if (dice_.Percent(40)) AddBaseline(name, entered);
    if (dice_.Percent(60)) AddListing(name, entered);
    if (recognised != 0 && dice_.Percent(25)) AddReports(name, recognised);
  }

  // Registered, recognised, and again as long as it lasts. Answers the day of the first recognition, 0 for none.
  clock::Day AddCycles(const std::string& product, clock::Day entered) {
    clock::Day first = 0;
    int stars = dice_.Percent(25) ? 4 : 3;
    if (dice_.Percent(4)) ++stars;
    clock::Day registered = entered + dice_.Below(60);
    for (auto kind = Registration::KIND_FIRST; registered < kLastDay; kind = Registration::KIND_RE_EVALUATION) {
      AddRegistration(product, registered, kind);
      const clock::Day decided = registered + 30 + dice_.Below(120);
      if (decided > kLastDay || !dice_.Percent(82)) break;
      if (first == 0) first = decided;
      AddRecognition(product, decided, stars);
      if (!dice_.Percent(65)) break;
      if (dice_.Percent(30)) {
        stars = std::min(5, stars + 1);
        registered = decided + 340 + dice_.Below(400);  // A product is registered once a year.
      } else {
        registered = decided + 1000 + dice_.Below(150);
      }
    }
    return first;
  }

  void AddRegistration(const std::string& product, clock::Day day, Registration::Kind kind) {
    Registration& registration =
        Add(chunk_.registrations, day, absl::StrCat(base_.name, "/registrations/", Uuid(day, dice_)));
    registration.set_product(product);
    *registration.mutable_register_date() = clock::ToDate(day);
    registration.set_kind(kind);
  }

  void AddRecognition(const std::string& product, clock::Day decided, int stars) {
    Recognition& recognition =
        Add(chunk_.recognitions, decided, absl::StrCat(base_.name, "/recognitions/", Uuid(decided, dice_)));
    recognition.set_product(product);
    recognition.set_stars(stars);
    recognition.set_score_centi(4000 + stars * 1000 + dice_.Below(900));
    const clock::Day expires = After(decided, 3) - 1;
    *recognition.mutable_decision_date() = clock::ToDate(decided);
    *recognition.mutable_expire_date() = clock::ToDate(expires);
    if (dice_.Percent(2)) {
      *recognition.mutable_revoke_date() = clock::ToDate(DayBetween(decided, std::min(expires, kLastDay), dice_));
      recognition.set_revocation_ground(Recognition::REVOCATION_GROUND_CRITERIA_NOT_MET);
    }
  }

  void AddBaseline(const std::string& product, clock::Day entered) {
    auto& baseline = Add(chunk_.baselines, entered, absl::StrCat(base_.name, "/salesBaselines/", Uuid(entered, dice_)));
    baseline.set_product(product);
    baseline.set_year(YearOf(entered) - 1);
    baseline.set_revenue_vnd(10'000'000 + int64_t{100'000} * dice_.Below(10'000));
    baseline.set_profit_vnd(baseline.revenue_vnd() / (4 + dice_.Below(8)));
  }

  void AddListing(const std::string& product, clock::Day entered) {
    const clock::Day start = DayBetween(entered, kLastDay, dice_);
    auto& listing = Add(chunk_.listings, start, absl::StrCat(base_.name, "/listings/", Uuid(start, dice_)));
    listing.set_product(product);
    if (dice_.Percent(30)) {
      listing.set_sales_point(dice_.Pick(base_.sales_points).resource.name());
    } else {
      listing.set_channel(dice_.Pick(base_.channels).resource.name());
    }
    *listing.mutable_start_date() = clock::ToDate(start);
    if (dice_.Percent(30)) *listing.mutable_end_date() = clock::ToDate(start + 100 + dice_.Below(1000));
  }

  // Quarter after quarter from the first whole one after the recognition, for up to four years.
  void AddReports(const std::string& product, clock::Day recognised) {
    int64_t revenue = 2'000'000 + int64_t{100'000} * dice_.Below(2'000);
    absl::CivilMonth month(clock::ToCivilDay(recognised));
    month += 3 - (month.month() - 1) % 3;
    for (int left = 1 + dice_.Below(16); left > 0; --left, month += 3) {
      const clock::Day start = clock::ToDay(absl::CivilDay(month));
      const clock::Day end = clock::ToDay(absl::CivilDay(month + 3)) - 1;
      if (end >= kLastDay) return;
      auto& report = Add(chunk_.reports, end + 1, absl::StrCat(base_.name, "/salesReports/", Uuid(end + 1, dice_)));
      report.set_product(product);
      *report.mutable_period_start() = clock::ToDate(start);
      *report.mutable_period_end() = clock::ToDate(end);
      revenue = revenue * (90 + dice_.Below(25)) / 100;
      report.set_revenue_vnd(dice_.Percent(3) ? 0 : revenue);
      report.set_profit_vnd(report.revenue_vnd() / (4 + dice_.Below(8)));
    }
  }

  void AddParticipation(const std::string& producer, size_t first_product, clock::Day joined) {
    if (!dice_.Percent(6)) return;
    const auto& [event, day, updates] = dice_.Pick(base_.events);
    if (day < joined || day > left_) return;
    auto& participation =
        Add(chunk_.participations, day, absl::StrCat(event.name(), "/participations/", Uuid(day, dice_)));
    participation.set_producer(producer);
    participation.add_products(chunk_.products[first_product].resource.name());
    participation.set_booth_count(1);
  }

  const ProvinceBase& base_;
  const clock::Day first_day_;
  Dice& dice_;
  ProductChunk& chunk_;
  clock::Day left_ = 0;
};

Country::Country(CountryOptions options)
    : options_(options), first_day_(clock::ToDay(YearOf(kLastDay) - options.years + 1, 1, 1)) {}

// Provinces differ in size by up to three times; a country of one province is that province.
int Country::Share(int total, int province) const {
  int64_t before = 0, sum = 0, own = 0;
  for (int i = 0; i < options_.provinces; ++i) {
    const int weight = 4 + (i * 5) % 9;
    if (i < province) before += weight;
    if (i == province) own = weight;
    sum += weight;
  }
  return static_cast<int>(total * (before + own) / sum - total * before / sum);
}

int Country::ProductsOf(int province) const {
  return Share(options_.products, province);
}

int Country::CommunesOf(int province) const {
  return Share(options_.communes, province);
}

int Country::ChunksOf(int province) const {
  return (ProductsOf(province) + kProductsPerChunk - 1) / kProductsPerChunk;
}

Dice Country::DiceFor(int province, int chunk) const {
  uint64_t mixed = options_.seed;
  for (int part : {province + 1, chunk + 1}) {
    mixed = (mixed ^ static_cast<uint64_t>(part)) * 0x9E3779B97F4A7C15;
    mixed ^= mixed >> 29;
  }
  return Dice(static_cast<uint32_t>(mixed));
}

ProvinceBase Country::Base(int province) const {
  const std::string code = kCodes.at(static_cast<size_t>(province));
  Dice dice = DiceFor(province, -1);
  ProvinceBase base;
  base.name = absl::StrCat("provinces/", code);
  AddMap(code, CommunesOf(province), dice, base);
  AddPlans(options_.years, dice, base);
  AddSales(first_day_, dice, base);
  AddClasses(first_day_, dice, base);
  AddOfficers(first_day_, dice, base);
  return base;
}

ProductChunk Country::Chunk(const ProvinceBase& base, int province, int number) const {
  Dice dice = DiceFor(province, number);
  ProductChunk chunk;
  Filler filler(base, first_day_, dice, chunk);
  for (int left = std::min(kProductsPerChunk, ProductsOf(province) - number * kProductsPerChunk); left > 0;) {
    left -= filler.AddProducer(left);
  }
  return chunk;
}

}  // namespace ocop::bench
