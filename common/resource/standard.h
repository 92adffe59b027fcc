// The standard methods (AIP-131 to 135, 164) of one resource, bound by the names that its proto gives them.
//
//   BindStandard(service, home, kProducts, RulesOf<Product>(CheckProduct));
//
// binds GetProduct, ListProducts, CreateProduct, UpdateProduct, DeleteProduct and UndeleteProduct, and where there are
// BatchGetProducts, BatchCreateProducts and BatchUpdateProducts (AIP-231, 233, 234).
//
// What differs between resources is their rules: a function that looks at a resource before it is written.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/resource/list.h"
#include "common/resource/write.h"
#include "common/rpc/service.h"

namespace ocop::resource {

struct Rules {
  // Before a stored resource is read and locked to be changed or deleted: locks what others lock before it, so that
  // nobody waits for one another in a circle.
  std::function<absl::Status(Scope&, const std::string& name)> lock_first;
  // Before a resource is written: `before` is nullptr for a new one. The fields keep the rules of the proto already.
  // May read by the scope's transaction and complete output-only fields of `after`.
  std::function<absl::Status(Scope&, const google::protobuf::Message* before, google::protobuf::Message& after)> check;
  // After a stored resource was changed, in the same transaction: changes what follows it.
  std::function<absl::Status(Scope&, const google::protobuf::Message& before, const google::protobuf::Message& after)>
      follow;
  // Before a resource is deleted.
  std::function<absl::Status(Scope&, const google::protobuf::Message&)> check_delete;
  // Of texts that may be written in several forms.
  NormalForms normal_forms;
  // Before a soft-deleted resource is brought back.
  std::function<absl::Status(Scope&, const google::protobuf::Message&)> check_undelete;
  // Before a Get or a List looks anything up: whether the caller may. A BatchGet does not ask.
  std::function<absl::Status(const rpc::Call&)> may_read;
  // Whose name answers a Get in place of a resource that was found; empty: its own.
  std::function<std::string(const google::protobuf::Message& request, const google::protobuf::Message&)> redirect;
};

template <class Resource>
Rules RulesOf(std::function<absl::Status(Scope&, const Resource* before, Resource& after)> check,
              std::function<absl::Status(Scope&, const Resource&)> check_delete = nullptr) {
  Rules rules;
  rules.check = [check = std::move(check)](Scope& scope, const google::protobuf::Message* before,
                                           google::protobuf::Message& after) {
    return check(scope, static_cast<const Resource*>(before), static_cast<Resource&>(after));
  };
  if (check_delete) {
    rules.check_delete = [check_delete = std::move(check_delete)](Scope& scope,
                                                                  const google::protobuf::Message& resource) {
      return check_delete(scope, static_cast<const Resource&>(resource));
    };
  }
  return rules;
}

// What Create and Update do, for those who write such resources in other ways than by a call for each.
struct Changes {
  // Of a request that has been admitted (common/validation). They check, write and enter into the journal.
  std::function<absl::StatusOr<MessagePtr>(Scope&, const google::protobuf::Message&request)> create, update;
  // As in Rules.
  std::function<absl::Status(Scope&, const google::protobuf::Message* before, google::protobuf::Message& after)> check;
};

// Binds the standard methods that `service` has for the resource of `table`. `home` and `table` must outlive it.
Changes BindStandard(rpc::Service& service, const Home& home, const Table& table, Rules rules = {});

}  // namespace ocop::resource
