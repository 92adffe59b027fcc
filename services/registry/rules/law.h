// The law as the registry needs it, read from data files: groups of products, days of the cycle, papers that are asked
// for, offices that are responsible.
#pragma once

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/clock/day.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/product_catalogue.pb.h"

namespace ocop::registry {

class Law {
 public:
  using File = std::pair<std::string_view, std::string_view>;

  // Files are known by how their names begin: `catalogue-`, `cycle-`, `papers-`, `offices`; there is one
  // of each at least. INVALID_ARGUMENT `INVALID_LAW` with file and place for what does not hold.
  static absl::StatusOr<Law> Load(const std::vector<File>& files);
  static absl::StatusOr<Law> LoadFolder(const std::string& folder);

  // What is in force on a day; nullptr before the first.
  const v1::ProductCatalogue* CatalogueOn(clock::Day day) const;
  const v1::CycleRules* CycleOn(clock::Day day) const;
  const v1::PaperRequirements* PapersOn(clock::Day day) const;

  const v1::ResponsibleOffices& offices() const { return offices_; }

 private:
  // By first day in force.
  std::map<clock::Day, v1::ProductCatalogue> catalogues_;
  std::map<clock::Day, v1::CycleRules> cycles_;
  std::map<clock::Day, v1::PaperRequirements> papers_;
  v1::ResponsibleOffices offices_;
};

}  // namespace ocop::registry
