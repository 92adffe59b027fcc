#include "services/registry/rules/classification.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"

namespace ocop::registry {
namespace {

using v1::Product;
using v1::ProductCatalogue;

const ProductCatalogue::Group* FindGroup(const ProductCatalogue& catalogue, Product::Group value) {
  for (const auto& group : catalogue.groups()) {
    if (group.product_group() == Product::Group_Name(value)) return &group;
  }
  return nullptr;
}

bool HasSheet(const ProductCatalogue::SubGroup& sub_group, int number) {
  return std::any_of(sub_group.sheets().begin(), sub_group.sheets().end(),
                     [number](const auto& sheet) { return sheet.number() == number; });
}

std::string SheetsOf(const ProductCatalogue::SubGroup& sub_group) {
  return absl::StrJoin(sub_group.sheets(), ", ",
                       [](std::string* out, const auto& sheet) { absl::StrAppend(out, sheet.number()); });
}

bool Lists(const google::protobuf::RepeatedPtrField<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

void Classify(const ProductCatalogue& catalogue, const Product* before, Product& after,
              status::Violations& violations) {
  const bool regrouped = before != nullptr && before->product_group() != after.product_group();
  const bool other_sheet = before != nullptr && before->score_sheet() != after.score_sheet();
  const bool same_sub_group = before != nullptr && before->sub_group() == after.sub_group();
  if (before != nullptr && !regrouped && !other_sheet && same_sub_group) return;
  if (same_sub_group && (regrouped || (other_sheet && after.score_sheet() != 0))) after.clear_sub_group();

  const ProductCatalogue::Group* group = FindGroup(catalogue, after.product_group());
  if (group == nullptr) {
    return violations.Add("product.product_group",
                          absl::StrCat(catalogue.id(), " has no group ", Product::Group_Name(after.product_group())));
  }
  const ProductCatalogue::SubGroup* sub_group = nullptr;
  for (const auto& each : group->sub_groups()) {
    const bool chosen =
        after.sub_group().empty() ? HasSheet(each, after.score_sheet()) : each.id() == after.sub_group();
    if (chosen) sub_group = &each;
  }
  if (sub_group == nullptr && !after.sub_group().empty()) {
    return violations.Add("product.sub_group",
                          absl::StrCat("is none of ", group->product_group(), " by ", catalogue.id(), ": ",
                                       absl::StrJoin(group->sub_groups(), ", ", [](std::string* out, const auto& each) {
                                         absl::StrAppend(out, each.id());
                                       })));
  }
  if (after.score_sheet() != 0 && (sub_group == nullptr || !HasSheet(*sub_group, after.score_sheet()))) {
    return violations.Add("product.score_sheet",
                          sub_group == nullptr ? absl::StrCat(after.score_sheet(), " is no sheet of ",
                                                              group->product_group(), " by ", catalogue.id())
                                               : absl::StrCat(after.score_sheet(), " is no sheet of ", sub_group->id(),
                                                              ", which has ", SheetsOf(*sub_group)));
  }
  if (sub_group == nullptr) return;
  after.set_sub_group(sub_group->id());
  if (after.score_sheet() == 0 && sub_group->sheets_size() == 1) after.set_score_sheet(sub_group->sheets(0).number());
}

void RequireKindOfProducer(const Law& law, clock::Day today, v1::Producer::Kind kind, const Product& product,
                           const std::string& field, status::Violations& violations) {
  const ProductCatalogue* catalogue = law.CatalogueOn(clock::FromDate(product.entry_date()).value_or(today));
  if (catalogue == nullptr) return;
  const std::string& name = v1::Producer::Kind_Name(kind);
  if (catalogue->producer_kinds().empty() || Lists(catalogue->producer_kinds(), name)) return;
  std::vector<std::string> groups;
  for (const auto& group : catalogue->groups()) {
    if (Lists(group.further_producer_kinds(), name)) groups.push_back(group.product_group());
  }
  const std::string wanted = Product::Group_Name(product.product_group());
  if (std::find(groups.begin(), groups.end(), wanted) != groups.end()) return;
  violations.Add(field, absl::StrCat("by ", catalogue->legal_basis(), " a producer of ", name, " takes part with ",
                                     groups.empty() ? "nothing" : absl::StrJoin(groups, ", ") + " alone", "; ",
                                     product.name(), " is of ", wanted));
}

}  // namespace ocop::registry
