#include "tests/reference/history.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"

namespace ocop::reference {

using namespace ocop::registry::v1;     // NOLINT(google-build-using-namespace)
using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace)
using namespace ocop::training::v1;     // NOLINT(google-build-using-namespace)
using ocop::evaluation::v1::Recognition;
using ocop::evaluation::v1::RevokeRecognitionRequest;

namespace {

constexpr int kClasses = 8;
constexpr int kPlans = 4;
constexpr int kRecognitions = 45;
constexpr int kListings = 40;
constexpr int kLearners = 16;
constexpr int kTradeEvents = 4;
// Of days for one listing.
constexpr int kMostDraws = 50;

const google::protobuf::MethodDescriptor* Method(const std::string& name) {
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

// Whether both are of one product at one place on one of their days.
bool ShareADay(const Listing& a, const Listing& b) {
  const auto last = [](const Listing& listing) {
    return clock::FromDate(listing.end_date()).value_or(std::numeric_limits<clock::Day>::max());
  };
  const auto first = [](const Listing& listing) { return clock::FromDate(listing.start_date()).value_or(0); };
  return a.product() == b.product() && a.sales_point() == b.sales_point() && a.channel() == b.channel() &&
         first(a) <= last(b) && first(b) <= last(a);
}

}  // namespace

History::History(uint32_t seed) : dice_(seed), draw_(dice_) {
  AddKind<Producer>(14, "producers", kProducers);
  AddKind<Product>(18, "products", kProducts);
  AddKind<Registration>(14, "registrations", 40);
  AddKind<CompliancePaper>(12, "compliancePapers", 40);
  AddKind<Plan>(3, "plans", kPlans);
  AddKind<Target>(6, "targets", 20);
  AddKind<RoadmapCommune>(7, "roadmapCommunes", 20);
  AddKind<Recognition>(20, "recognitions", kRecognitions);
  AddKind<SalesPoint>(5, "salesPoints", 8);
  AddKind<Channel>(3, "channels", 6);
  AddKind<Contract>(3, "contracts", 10);
  AddKind<Listing>(14, "listings", kListings);
  AddKind<SalesReport>(14, "salesReports", 50);
  AddKind<SalesBaseline>(5, "salesBaselines", 20);
  AddKind<TradeEvent>(2, "tradeEvents", kTradeEvents);
  AddKind<Participation>(6, "participations", 12);
  AddKind<Lot>(2, "lots", 10);
  AddKind<Learner>(9, "learners", kLearners);
  AddKind<Course>(3, "courses", 5);
  AddKind<Class>(5, "classes", kClasses);
  AddKind<Attendance>(14, "attendances", 16);
  kinds_.push_back({4, 5, [this] { return Revoke(); }});
  kinds_.push_back({3, 2, [this] { return Delist(); }});
  kinds_.push_back({5, 4, [this] { return CallRoll(); }});
  kinds_.push_back({2, 0, [this] { return ChangeMap(); }});
  for (const Kind& kind : kinds_) total_weight_ += kind.weight;
}

template <class Resource>
void History::AddKind(int weight, const std::string& collection, int count) {
  auto known = std::make_shared<std::vector<Resource>>();
  kinds_.push_back({weight, count, [this, known, collection, count] { return Change(*known, collection, count); }});
}

std::vector<Step> History::Foundation() {
  std::vector<Step> steps;
  for (const Kind& kind : kinds_) {
    for (int i = 0; i < kind.count; ++i) steps.push_back(kind.next());
  }
  return steps;
}

Step History::Next() {
  int drawn = dice_.Below(total_weight_);
  auto kind = kinds_.begin();
  while (drawn >= kind->weight) drawn -= (kind++)->weight;
  return kind->next();
}

template <class Resource>
std::string History::NameIn(const std::string& collection, int count) {
  std::string name = draw_.Name(collection, count);
  std::string parent;
  if constexpr (std::is_same_v<Resource, Target> || std::is_same_v<Resource, RoadmapCommune>) {
    parent = draw_.Name("plans", kPlans);
  } else if constexpr (std::is_same_v<Resource, Attendance>) {
    parent = draw_.Name("classes", kClasses);
  } else if constexpr (std::is_same_v<Resource, Participation>) {
    parent = draw_.Name("tradeEvents", kTradeEvents);
  }
  return parent.empty() ? name : absl::StrCat(parent, name.substr(std::string(kProvince).size()));
}

template <class Resource>
Step History::Change(std::vector<Resource>& known, const std::string& collection, int count) {
  const std::string name = NameIn<Resource>(collection, count);
  const auto found = std::find_if(known.begin(), known.end(), [&](const Resource& r) { return r.name() == name; });
  if (found == known.end()) {
    Resource resource;
    resource.set_name(name);
    FillIn(resource);
    known.push_back(resource);
    return Enter(resource);
  }
  if (dice_.Percent(20)) return Remove(*found);
  FillIn(*found);
  return Put(*found);
}

template <class Resource>
Step History::Enter(const Resource& resource) {
  return dice_.Percent(50) ? Create(resource) : Put(resource);
}

// What is soft-deleted is brought back about as often as it is deleted; what is gone comes back with the next Put.
template <class Resource>
Step History::Remove(const Resource& resource) {
  return IsSoftDeleted(resource) && dice_.Percent(60) ? Undelete(resource) : Delete(resource);
}

// Of a product at one place no two listings share a day: drawn until that holds. One that has a place already keeps its
// days when no others are found.
void History::FillIn(Listing& listing) {
  const auto same = [&](const Listing& other) { return other.name() == listing.name(); };
  listings_.erase(std::remove_if(listings_.begin(), listings_.end(), same), listings_.end());
  const Listing before = listing;
  for (int draws = 0;; ++draws) {
    listing = before;
    if (draws == kMostDraws && listing.has_start_date()) break;
    draw_.Fill(listing);
    const bool taken = std::any_of(listings_.begin(), listings_.end(),
                                   [&](const Listing& other) { return ShareADay(other, listing); });
    if (!taken) break;
  }
  listings_.push_back(listing);
}

void History::FillIn(Class& a_class) {
  draw_.Fill(a_class);
  const auto same = [&](const Class& other) { return other.name() == a_class.name(); };
  classes_.erase(std::remove_if(classes_.begin(), classes_.end(), same), classes_.end());
  classes_.push_back(a_class);
}

void History::FillIn(Attendance& attendance) {
  const std::string name = attendance.name().substr(0, attendance.name().rfind("/attendances/"));
  Class a_class;
  for (const Class& other : classes_) {
    if (other.name() == name) a_class = other;
  }
  draw_.Fill(attendance, a_class);
}

Step History::Delist() {
  static const auto* const method = Method("ocop.salespoints.v1.ListingService.DelistProduct");
  auto request = std::make_shared<DelistProductRequest>();
  request->set_name(draw_.Name("listings", kListings));
  *request->mutable_end_date() = draw_.Day();
  request->set_reason("hết hợp đồng");
  return {method, request};
}

// The roll of one session, of learners of whom some have an attendance already.
Step History::CallRoll() {
  static const auto* const method = Method("ocop.training.v1.ClassService.CallRoll");
  auto request = std::make_shared<CallRollRequest>();
  request->set_name(draw_.Name("classes", kClasses));
  *request->mutable_session_date() = draw_.Day();
  for (const Class& a_class : classes_) {
    if (a_class.name() != request->name()) continue;
    *request->mutable_session_date() = a_class.sessions(dice_.Below(a_class.sessions_size())).date();
  }
  for (int i = dice_.Below(4); i >= 0; --i) request->add_present(draw_.Name("learners", kLearners));
  return {method, request};
}

Step History::Revoke() {
  static const auto* const method = Method("ocop.evaluation.v1.RecognitionService.RevokeRecognition");
  auto request = std::make_shared<RevokeRecognitionRequest>();
  request->set_name(draw_.Name("recognitions", kRecognitions));
  *request->mutable_revoke_date() = draw_.Day();
  request->set_ground(Recognition::REVOCATION_GROUND_PRODUCTION_STOPPED);
  request->set_decision_number("15/QĐ-UBND");
  return {method, request};
}

Step History::ChangeMap() {
  static const std::vector<Succession> successions = Successions();
  static const std::vector<ocop::registry::v1::Locality> communes = OldCommunes();
  static const std::vector<ocop::registry::v1::Locality> districts = OldDistricts();
  const int drawn = dice_.Below(10);
  if (drawn < 2) return Delete(dice_.Pick(successions));
  if (drawn < 5) return Put(dice_.Pick(successions));
  ocop::registry::v1::Locality locality = dice_.Pick(drawn < 8 ? communes : districts);
  if (drawn == 5) locality.set_parent_locality(dice_.Pick(districts).name());
  if (drawn == 8) *locality.mutable_valid_to() = draw_.Day();
  return Put(locality);
}

std::vector<clock::Day> History::DaysToAsk(int count) {
  std::set<clock::Day> asked = {clock::ToDay(2025, 6, 30), clock::ToDay(2025, 7, 1), clock::ToDay(2024, 12, 31),
                                clock::ToDay(2025, 1, 1), clock::ToDay(2030, 1, 1)};
  const std::vector<clock::Day> days(draw_.days().begin(), draw_.days().end());
  while (asked.size() < static_cast<size_t>(count)) {
    const clock::Day month_end = clock::ToDay(kFirstYear, 2 + dice_.Below(48), 1) - 1;
    const bool event = !days.empty() && dice_.Percent(70);
    asked.insert(event ? dice_.Pick(days) - 1 + dice_.Below(3) : month_end);
  }
  return {asked.begin(), asked.end()};
}

}  // namespace ocop::reference
