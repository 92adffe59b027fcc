#include "services/registry/handlers/importables.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "services/names.h"
#include "services/registry/handlers/producer.h"
#include "services/registry/rules/likeness.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/products.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using google::protobuf::Message;
using v1::Producer;
using v1::Product;

constexpr size_t kMostDuplicatesTold = 3;

std::vector<RowKey> ProducerKeys(const Message& row) {
  const auto& producer = static_cast<const Producer&>(row);
  const std::string digits = DigitsOf(producer.tax_code());
  if (digits.empty()) return {};
  // With an id it is known by that; that another has its tax code is a warning, as with CreateProducer.
  return {{"tax_code", digits, !producer.name().empty()}};
}

std::vector<RowKey> ProductKeys(const Message& row) {
  const auto& product = static_cast<const Product&>(row);
  std::vector<RowKey> keys;
  if (!product.product_code().empty()) keys.push_back({"product_code", product.product_code()});
  for (const std::string& code : product.former_product_codes()) keys.push_back({"former_product_codes", code});
  return keys;
}

absl::StatusOr<std::vector<std::string>> ProductsKnown(database::Transaction& transaction, const RowKey& key,
                                                       const std::string& province) {
  OCOP_ASSIGN_OR_RETURN(const auto product, ProductOfCode(transaction, province, key.value));
  return product ? std::vector<std::string>{product->name()} : std::vector<std::string>();
}

absl::Status WarnOfDuplicates(resource::Scope& scope, References& references, const Producer& producer,
                              const AddWarning& add) {
  OCOP_ASSIGN_OR_RETURN(const Atlas* map, references.Map());
  OCOP_ASSIGN_OR_RETURN(const auto alike, SuspectedDuplicates(scope.transaction(), *map, ProvinceCode(producer.name()),
                                                              TraitsOf(producer), producer.name(), kLikelyOnePercent));
  for (size_t i = 0; i < std::min(alike.size(), kMostDuplicatesTold); ++i) {
    const auto& [other, resemblance] = alike[i];
    std::string reasons;
    for (const auto& reason : resemblance.reasons) {
      if (reason.score_percent() > 0) absl::StrAppend(&reasons, reasons.empty() ? "" : ", ", reason.field());
    }
    const int64_t row = references.RowOf(other.name());
    const std::string rest =
        absl::StrCat(" (", other.display_name(), "), ", resemblance.score_percent, " %: ", reasons);
    add(resemblance.reasons.front().field(), "POSSIBLE_DUPLICATE",
        {absl::StrCat("may be ", row == 0 ? other.name() : absl::StrCat("row ", row), rest),
         absl::StrCat("có thể trùng với ", row == 0 ? other.name() : absl::StrCat("dòng ", row), rest)});
  }
  return absl::OkStatus();
}

absl::Status WarnOfProducer(resource::Scope& scope, References& references, const Message& made, bool created,
                            const AddWarning& add) {
  const auto& producer = static_cast<const Producer&>(made);
  for (const auto& warning : producer.warnings()) {
    add(warning.field(), "LOOKS_WRONG", InBothLanguages(warning.problem()));
  }
  return created ? WarnOfDuplicates(scope, references, producer, add) : absl::OkStatus();
}

absl::Status InvalidSheet(std::string_view file, const absl::Status& problem) {
  return status::WithReason(
      absl::InvalidArgumentError(absl::StrCat(status::View(file), ": ", std::string(problem.message()))),
      "INVALID_SHEET", {{"file", std::string(file)}});
}

}  // namespace

const Importable& Imports::Of(v1::ImportKind kind) const {
  for (const Importable& importable : all) {
    if (importable.kind == kind) return importable;
  }
  return all.front();
}

absl::StatusOr<Imports> MakeImports(const std::vector<std::pair<std::string_view, std::string_view>>& sheets,
                                    ImportableChanges changes) {
  Imports imports;
  imports.all.push_back(
      {.kind = v1::IMPORT_KIND_PRODUCERS,
       .method = "ImportProducers",
       .request = &v1::ImportProducersRequest::default_instance(),
       .table = &ProducerTable(),
       .changes = std::move(changes.producers),
       .keys = ProducerKeys,
       .known = [](database::Transaction& transaction, const RowKey& key,
                   const std::string& province) { return ProducersWithTaxCode(transaction, province, key.value); },
       .warn = WarnOfProducer});
  imports.all.push_back({.kind = v1::IMPORT_KIND_PRODUCTS,
                         .method = "ImportProducts",
                         .request = &v1::ImportProductsRequest::default_instance(),
                         .table = &ProductTable(),
                         .changes = std::move(changes.products),
                         .keys = ProductKeys,
                         .known = ProductsKnown});
  imports.all.push_back({.kind = v1::IMPORT_KIND_COMPLIANCE_PAPERS,
                         .method = "ImportCompliancePapers",
                         .request = &v1::ImportCompliancePapersRequest::default_instance(),
                         .table = &CompliancePaperTable(),
                         .changes = std::move(changes.compliance_papers),
                         .keys = [](const Message&) { return std::vector<RowKey>(); }});
  for (const auto& [file, text] : sheets) {
    v1::ImportSheet sheet;
    if (absl::Status parsed = textproto::Parse(text, sheet); !parsed.ok()) return InvalidSheet(file, parsed);
    for (Importable& importable : imports.all) {
      if (importable.kind != sheet.kind()) continue;
      absl::StatusOr<Sheet> made = Sheet::Of(std::move(sheet), importable.table->type());
      if (!made.ok()) return InvalidSheet(file, made.status());
      importable.sheet = *std::move(made);
      break;
    }
  }
  for (const Importable& importable : imports.all) {
    if (!importable.sheet.is_made()) return InvalidSheet(importable.method, absl::NotFoundError("it has no sheet"));
  }
  return imports;
}

}  // namespace ocop::registry
