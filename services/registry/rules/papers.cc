#include "services/registry/rules/papers.h"

#include <algorithm>

#include "common/clock/date.h"

namespace ocop::registry {
namespace {

using v1::CompliancePaper;
using v1::PaperRequirements;
using v1::Producer;
using v1::Product;
using Requirement = PaperRequirements::Requirement;

template <class Repeated, class Value>
bool Has(const Repeated& all, const Value& value) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

// By its sheet; where none is chosen yet, by its group.
bool IsAskedOf(const Requirement& requirement, const Product& product) {
  if (requirement.score_sheets().empty() && requirement.product_groups().empty()) return true;
  if (product.score_sheet() != 0) return Has(requirement.score_sheets(), product.score_sheet());
  return Has(requirement.product_groups(), Product::Group_Name(product.product_group()));
}

clock::Day FirstDay(const CompliancePaper& paper) {
  return clock::FromDate(paper.issue_date()).value_or(0);
}

// Whether a paper is of the kind; `product` empty: whatever product it is for.
bool Shows(const CompliancePaper& paper, const Requirement& requirement, const std::string& product, clock::Day day) {
  const bool about_it = product.empty() || paper.product().empty() || paper.product() == product;
  return about_it && Has(requirement.kinds(), paper.kind()) && FirstDay(paper) <= day;
}

bool IsInForce(const CompliancePaper& paper, clock::Day day) {
  const auto last = clock::FromDate(paper.expire_date());
  return !last || *last >= day;
}

class Search {
 public:
  Search(const Producer& producer, const std::vector<CompliancePaper>& papers, clock::Day day)
      : producer_(producer), papers_(papers), day_(day) {}

  // Looks for a paper; `product` is nullptr for one of the producer.
  void LookFor(const Requirement& requirement, const Product* product) {
    const CompliancePaper* ended = nullptr;
    for (const CompliancePaper& paper : papers_) {
      if (!Shows(paper, requirement, product == nullptr ? "" : product->name(), day_)) continue;
      if (IsInForce(paper, day_)) return;
      const bool later =
          ended == nullptr || clock::FromDate(paper.expire_date()) > clock::FromDate(ended->expire_date());
      if (later) ended = &paper;
    }
    Tell(requirement, product, ended);
  }

  std::vector<MissingPaper> Done() { return std::move(missing_); }

 private:
  void Tell(const Requirement& requirement, const Product* product, const CompliancePaper* ended) {
    MissingPaper& missing = missing_.emplace_back();
    missing.set_producer(producer_.name());
    missing.set_producer_display_name(producer_.display_name());
    missing.set_producer_phone_number(producer_.phone_number());
    missing.set_locality(producer_.locality());
    if (product != nullptr) missing.set_product(product->name());
    missing.set_requirement(requirement.id());
    missing.set_title_vi(requirement.title_vi());
    missing.set_title_en(requirement.title_en());
    missing.set_legal_basis(requirement.legal_basis());
    *missing.mutable_kinds() = requirement.kinds();
    if (ended == nullptr) return;
    missing.set_ended_paper(ended->name());
    *missing.mutable_end_date() = ended->expire_date();
  }

  const Producer& producer_;
  const std::vector<CompliancePaper>& papers_;
  const clock::Day day_;
  std::vector<MissingPaper> missing_;
};

}  // namespace

std::vector<MissingPaper> MissingOf(const PaperRequirements& requirements, const Producer& producer,
                                    const std::vector<Product>& products, const std::vector<CompliancePaper>& papers,
                                    clock::Day day) {
  Search search(producer, papers, day);
  for (const Requirement& requirement : requirements.requirements()) {
    bool asked = false;
    for (const Product& product : products) {
      if (!IsAskedOf(requirement, product)) continue;
      if (requirement.per_product()) {
        search.LookFor(requirement, &product);
      } else if (!std::exchange(asked, true)) {
        search.LookFor(requirement, nullptr);
      }
    }
  }
  return search.Done();
}

}  // namespace ocop::registry
