#include "services/registry/handlers/product.h"

#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {

using v1::Product;
using v1::Registration;

absl::Status CheckProduct(resource::Scope& scope, const Product* before, Product& after) {
  if (before != nullptr && before->producer() == after.producer()) return absl::OkStatus();
  const auto producer = scope.Read<v1::Producer>(ProducerTable(), after.producer());
  if (producer.ok() && producer->has_delete_time()) return status::InvalidField("product.producer", "is deleted");
  return absl::OkStatus();
}

absl::Status CheckRegistration(resource::Scope& scope, const Registration* before, Registration& after) {
  if (before != nullptr) return absl::OkStatus();
  const auto product = scope.Read<Product>(ProductTable(), after.product());
  if (product.ok() && product->has_delete_time()) return status::InvalidField("registration.product", "is deleted");
  return absl::OkStatus();
}

}  // namespace ocop::registry
