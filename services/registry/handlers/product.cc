#include "services/registry/handlers/product.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/rules/classification.h"
#include "services/registry/store/papers.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/products.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Product;
using v1::Registration;

namespace {

// A product keeps the codes that it had.
void KeepCodes(const Product* before, Product& after) {
  std::vector<std::string> codes(after.former_product_codes().begin(), after.former_product_codes().end());
  if (before != nullptr && !before->product_code().empty()) codes.push_back(before->product_code());
  after.clear_former_product_codes();
  for (const std::string& code : codes) {
    const auto& kept = after.former_product_codes();
    if (code == after.product_code() || std::find(kept.begin(), kept.end(), code) != kept.end()) continue;
    after.add_former_product_codes(code);
  }
}

// A product is given to nobody who is gone, and to nobody whom the law does not know for its group. The day of entry
// tells which law.
absl::Status CheckMaker(const Law& law, resource::Scope& scope, const Product* before, const Product& after) {
  const bool other_maker = before == nullptr || before->producer() != after.producer();
  if (!other_maker && before->product_group() == after.product_group() &&
      clock::FromDate(before->entry_date()) == clock::FromDate(after.entry_date())) {
    return absl::OkStatus();
  }
  OCOP_ASSIGN_OR_RETURN(const ProducerFate fate, FateOf(scope.transaction(), after.producer()));
  if (other_maker && fate.deleted) {
    return status::InvalidField("product.producer", fate.merged_into.empty()
                                                        ? "is deleted"
                                                        : absl::StrCat("was merged into ", fate.merged_into));
  }
  status::Violations violations;
  if (fate.exists) {
    RequireKindOfProducer(law, scope.today(), fate.kind, after, "product.product_group", violations);
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status CheckProduct(const Context& context, resource::Scope& scope, const Product* before, Product& after) {
  if (before == nullptr) after.set_state(Product::STATE_ENTERED);
  KeepCodes(before, after);
  status::Violations violations;
  const v1::ProductCatalogue* catalogue = context.law->CatalogueOn(scope.today());
  if (catalogue != nullptr) Classify(*catalogue, before, after, violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  return CheckMaker(*context.law, scope, before, after);
}

absl::Status CheckProductUndelete(const Context& context, resource::Scope& scope, const Product& product) {
  OCOP_ASSIGN_OR_RETURN(const ProducerFate fate, FateOf(scope.transaction(), product.producer()));
  status::Violations violations;
  if (fate.exists) RequireKindOfProducer(*context.law, scope.today(), fate.kind, product, "name", violations);
  return violations.ToStatus();
}

// Its registrations go with it, and who registers is asked for papers: a paper that stayed behind would be missing in
// one figure and shown in another.
absl::Status MovePapersOf(resource::Scope& scope, const Product& before, const Product& after) {
  if (before.producer() == after.producer()) return absl::OkStatus();
  OCOP_ASSIGN_OR_RETURN(std::vector<v1::CompliancePaper> papers, LockPapersOf(scope.transaction(), after.name()));
  for (v1::CompliancePaper& paper : papers) {
    paper.set_producer(after.producer());
    OCOP_RETURN_IF_ERROR(CompliancePaperTable().Update(scope.transaction(), paper));
    scope.Record(CompliancePaperTable(), ocop::journal::v1::JournalEntry::ACTION_UPDATE, paper);
  }
  return absl::OkStatus();
}

absl::Status CheckRegistration(resource::Scope& scope, const Registration* before, Registration& after) {
  if (before != nullptr) return absl::OkStatus();
  const auto product = scope.Read<Product>(ProductTable(), after.product());
  if (product.ok() && product->has_delete_time()) return status::InvalidField("registration.product", "is deleted");
  return absl::OkStatus();
}

void BindProductCodes(rpc::Service& service, const Context& context) {
  service.Bind<v1::GetProductCatalogueRequest, v1::ProductCatalogue>(
      "GetProductCatalogue",
      [law = context.law](const rpc::Call& call,
                          const v1::GetProductCatalogueRequest& request) -> absl::StatusOr<v1::ProductCatalogue> {
        const clock::Day day = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
        const v1::ProductCatalogue* catalogue = law->CatalogueOn(day);
        if (catalogue == nullptr) return NoCatalogue(clock::FormatDay(day));
        return *catalogue;
      });
  resource::BindRead<v1::LookUpProductCodeRequest, Product>(
      service, "LookUpProductCode", context.home,
      [](database::Transaction& transaction, const rpc::Call&,
         const v1::LookUpProductCodeRequest& request) -> absl::StatusOr<Product> {
        OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
        OCOP_ASSIGN_OR_RETURN(const std::optional<Product> product,
                              ProductOfCode(transaction, ProvinceCode(request.parent()), request.product_code()));
        if (!product) return ProductCodeNotFound(request.product_code());
        return *product;
      });
}

}  // namespace ocop::registry
