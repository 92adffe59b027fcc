#include "ocop/registry/v1/compliance_service.pb.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using registry::v1::CompliancePaper;

// How many producers in a hundred have a paper, and how long it holds.
struct Habit {
  CompliancePaper::Kind kind;
  int percent;
  int years;            // 0: without an end
  int percent_expired;  // of those that have it: issued so early that it ended in 2024
  const char* issuer;
};
constexpr Habit kHabits[] = {
    {CompliancePaper::KIND_FOOD_SAFETY_COMMITMENT, 100, 3, 0, "Ủy ban nhân dân xã"},
    {CompliancePaper::KIND_FOOD_SAFETY_CERTIFICATE, 82, 3, 4, "Chi cục Quản lý chất lượng nông lâm sản và thủy sản"},
    {CompliancePaper::KIND_PACKAGING_LABEL, 93, 0, 0, ""},
    {CompliancePaper::KIND_QUALITY_SYSTEM, 58, 3, 8, "Tổ chức chứng nhận"},
    {CompliancePaper::KIND_TRACEABILITY, 76, 0, 0, ""},
};
constexpr int kPercentDeclared = 90;

class Papers {
 public:
  explicit Papers(Writer& writer) : writer_(writer) {}

  void Write(CompliancePaper::Kind kind, const std::string& producer, const std::string& product, absl::CivilDay issued,
             int years, const char* issuer) {
    CompliancePaper resource;
    resource.set_name(SyntheticName("compliancePapers", "paper", ++number_));
    resource.set_kind(kind);
    resource.set_producer(producer);
    resource.set_product(product);
    resource.set_issuer(issuer);
    *resource.mutable_issue_date() = ToDate(issued);
    if (years > 0) {
      *resource.mutable_expire_date() = ToDate(absl::CivilDay(issued.year() + years, issued.month(), issued.day()) - 1);
    }
    writer_.Write(resource);
  }

 private:
  Writer& writer_;
  int number_ = 0;
};

// Papers are got before a product is entered: some weeks before the last registration, or before joining.
absl::CivilDay IssueDay(const Producer& producer, Random& random) {
  return producer.registered_in_year.value_or(producer.join_date + 30) - random.Between(5, 28);
}

absl::CivilDay DayThatEndsIn2024(int years, Random& random) {
  return random.Day(absl::CivilDay(2024 - years, 3, 1), absl::CivilDay(2024 - years, 11, 30));
}

}  // namespace

void WriteCompliance(const Province& province, Random random, Writer& writer) {
  Papers papers(writer);
  for (const Producer& producer : province.producers) {
    for (const Habit& habit : kHabits) {
      if (!random.Chance(habit.percent)) continue;
      const bool expired = random.Chance(habit.percent_expired);
      const absl::CivilDay issued = expired ? DayThatEndsIn2024(habit.years, random) : IssueDay(producer, random);
      papers.Write(habit.kind, producer.name, "", issued, habit.years, habit.issuer);
    }
  }
  for (const Product& product : province.products) {
    if (!InForce(product, kYearEnd) || !random.Chance(kPercentDeclared)) continue;
    papers.Write(CompliancePaper::KIND_PRODUCT_DECLARATION, province.producers[product.producer].name, product.name,
                 product.evaluations.front().registered - random.Between(5, 28), 0, "");
  }
}

}  // namespace ocop::ocopctl::generate
