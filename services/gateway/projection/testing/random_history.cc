#include "services/gateway/projection/testing/random_history.h"

#include <algorithm>

namespace ocop::gateway::testing {

using journal::v1::JournalEntry;
using registry::v1::CompliancePaper;
using registry::v1::Locality;
using salespoints::v1::Channel;
using training::v1::Course;

JournalEntry RandomHistory::Next() {
  JournalEntry entry = Change();
  if (Below(10) == 0) entry.set_action(JournalEntry::ACTION_DELETE);
  last_[entry.resource_name()] = entry;
  return entry;
}

std::vector<JournalEntry> RandomHistory::Shuffled() {
  std::vector<JournalEntry> entries;
  for (const auto& [name, entry] : last_) entries.push_back(entry);
  std::shuffle(entries.begin(), entries.end(), random_);
  return entries;
}

std::vector<clock::Day> RandomHistory::Days() {
  std::vector<clock::Day> days;
  for (clock::Day day = On("2020-12-30"); day < On("2028-02-01"); day += 17) days.push_back(day);
  for (int year = 2021; year < 2028; ++year) {
    for (int beside = -1; beside <= 1; ++beside) days.push_back(clock::ToDay(year, 12, 31) + beside);
  }
  return days;
}

JournalEntry RandomHistory::Change() {
  if (Below(40) == 0) return ChangeIndicator();
  switch (Below(11)) {
    case 0:
      return ChangeMap();
    case 1:
    case 2:
    case 3:
      return ChangeRegistry();
    case 4:
    case 5: {
      // Some outlive the days compared and few are revoked, so that decisions follow on each other.
      const std::string expire = Below(2) == 0 ? Date() : "2028-06-30";
      const std::string revoke = Below(4) == 0 ? Date() : "";
      return Put(MakeRecognition(std::to_string(Below(16)), Product(), 3 + Below(3), Date(), expire, revoke));
    }
    case 6:
    case 7:
      return ChangeSales();
    default:
      return ChangeTraining();
  }
}

JournalEntry RandomHistory::ChangeIndicator() {
  switch (Below(4)) {
    case 0:
      return Put(MakeIndicator("own-producers", "UNIT_PRODUCER", "MEASURE_PERCENT", "in_programme = true",
                               Pick({"trained_in_year = true", "quality_system = true OR traceability = true"})));
    case 1:
      return Put(MakeIndicator("own-officers", "UNIT_OFFICER", "MEASURE_PERCENT", "in_post = true",
                               "trained_cycle_steps_in_year = true"));
    case 2:
      return Put(MakeIndicator("own-communes", "UNIT_COMMUNE", "MEASURE_PERCENT", "on_roadmap_in_year = true",
                               "has_producer = true"));
    default:
      return Put(MakeIndicator("own-products", "UNIT_PRODUCT", "MEASURE_PERCENT", "stars >= 3",
                               Pick({"stars >= 4", "stars = 5", "sold_since_recognition = true"})));
  }
}

JournalEntry RandomHistory::ChangeMap() {
  switch (Below(6)) {
    case 0:
      return Put(MakeLocality(Pick({"82", "82-2025"}), Locality::KIND_PROVINCE));
    case 1:
      return Put(MakeLocality(Pick({"d1", "d2"}), Locality::KIND_DISTRICT, "82", DateOrNone(), DateOrNone()));
    case 2:
    case 3: {
      const bool old_map = Below(2) == 0;
      return Put(MakeLocality(old_map ? Pick({"c1", "c2", "c3", "c4"}) : Pick({"n1", "n2"}), Locality::KIND_COMMUNE,
                              old_map ? Pick({"d1", "d2"}) : "82-2025"));
    }
    case 4:
      return Put(MakeSuccession("82", "82-2025"));
    default:
      return Put(MakeSuccession(Pick({"c1", "c2", "c3", "c4"}), Pick({"n1", "n2"})));
  }
}

JournalEntry RandomHistory::ChangeRegistry() {
  const int year = 2021 + Below(5);
  switch (Below(7)) {
    case 0:
      return Put(MakePlan(year));
    case 1:
      return Put(MakeRoadmapCommune(year, Commune()));
    case 2: {
      auto producer = MakeProducer(Producer(), Anywhere(), Date(), DateOrNone());
      producer.set_kind(static_cast<registry::v1::Producer::Kind>(1 + Below(8)));
      producer.set_representative_gender(static_cast<registry::v1::Producer::Gender>(Below(3)));
      return Put(producer);
    }
    case 3:
    case 4: {
      auto product = MakeProduct(Product(), Producer());
      product.set_product_group(static_cast<registry::v1::Product::Group>(1 + Below(6)));
      product.set_score_sheet(Below(27));
      return Put(product);
    }
    case 5:
      return Put(MakeRegistration(Product(), Date()));
    default: {
      const auto kind = static_cast<CompliancePaper::Kind>(1 + Below(6));
      const std::string product = Below(2) == 0 ? "" : Product();
      return Put(MakePaper(std::to_string(Below(8)), kind, Producer(), product, Date(), DateOrNone()));
    }
  }
}

JournalEntry RandomHistory::ChangeSales() {
  const std::string id = std::to_string(Below(10));
  switch (Below(9)) {
    case 0:
      return Put(MakeSalesPoint(Pick({"s1", "s2", "s3"}), Anywhere(), Date(), DateOrNone()));
    case 1:
      return Put(MakeChannel(Pick({"k1", "k2", "k3"}), static_cast<Channel::Kind>(1 + Below(7))));
    case 2:
    case 3:
      return Put(MakePointListing("p" + id, Product(), Pick({"s1", "s2", "s3"}), Date(), DateOrNone()));
    case 4:
      return Put(MakeChannelListing("k" + id, Product(), Pick({"k1", "k2", "k3"}), Date(), DateOrNone()));
    case 5: {
      const std::string year = std::to_string(2021 + Below(5));
      return Put(MakeReport(id, Product(), year + (Below(2) == 0 ? "-01-01" : "-07-01"), year + "-12-31",
                            Below(4) * 100, Below(4) * 10 - 10));
    }
    case 6: {
      auto baseline = MakeBaseline(Product(), 2020 + Below(4), Below(4) * 100, Below(4) * 10 - 10);
      if (baseline.profit_vnd() == 20) baseline.clear_profit_vnd();
      return Put(baseline);
    }
    case 7:
      return Put(MakeTradeEvent(Pick({"f1", "f2", "f3"}), Date(), Date()));
    default:
      return Put(MakeParticipation(Pick({"f1", "f2", "f3"}), Producer(), {Product(), Product()}));
  }
}

JournalEntry RandomHistory::ChangeTraining() {
  const std::string learner = Pick({"l1", "l2", "p1", "p2", "p3"});
  switch (Below(5)) {
    case 0:
    case 1:
      if (learner[0] == 'p') return Put(MakeProducerPerson(learner, Producer()));
      return Put(MakeOfficer(learner, Anywhere(), Date(), DateOrNone()));
    case 2:
      return Put(MakeCourse(Pick({"k1", "k2"}), {static_cast<Course::Topic>(1 + Below(3)), Course::TOPIC_CYCLE_STEPS}));
    case 3:
      return Put(MakeClass(Pick({"t1", "t2", "t3"}), Pick({"k1", "k2"})));
    default:
      return Put(MakeAttendance(Pick({"t1", "t2", "t3"}), learner, Below(4) == 0 ? "" : Date()));
  }
}

std::string RandomHistory::Date() {
  return clock::FormatDay(On("2021-01-01") + Below(6 * 365));
}

std::string RandomHistory::DateOrNone() {
  return Below(2) == 0 ? "" : Date();
}

std::string RandomHistory::Pick(std::initializer_list<const char*> ids) {
  return *(ids.begin() + Below(static_cast<int>(ids.size())));
}

std::string RandomHistory::Commune() {
  return Pick({"c1", "c2", "c3", "c4", "n1", "n2"});
}

std::string RandomHistory::Anywhere() {
  return Below(4) == 0 ? Pick({"d1", "d2", "82", "82-2025"}) : Commune();
}

std::string RandomHistory::Product() {
  return Pick({"a", "b", "c", "d", "e", "f", "g"});
}

std::string RandomHistory::Producer() {
  return Pick({"v", "w", "x", "y"});
}

}  // namespace ocop::gateway::testing
