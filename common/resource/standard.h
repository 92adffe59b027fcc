// The standard methods (AIP-131 to 135, 164) of one resource, bound by the names that its proto gives them.
//
//   Standard products(home, kProducts, ids, RulesOf<Product>(CheckProduct));
//   products.Bind(service);   // GetProduct, ListProducts, CreateProduct, UpdateProduct, DeleteProduct, UndeleteProduct
//
// What differs between resources is their rules: a function that looks at a resource before it is written.
#pragma once

#include <memory>

#include "common/database/lookup.h"
#include "common/ids/ids.h"
#include "common/resource/list.h"
#include "common/resource/write.h"
#include "common/rpc/service.h"

namespace ocop::resource {

struct Rules {
  // Before a resource is written: `before` is nullptr for a new one. The fields keep the rules of the proto already.
  // May read by the scope's transaction and complete output-only fields of `after`.
  std::function<absl::Status(Scope&, const google::protobuf::Message* before, google::protobuf::Message& after)> check;
  // Before a resource is deleted.
  std::function<absl::Status(Scope&, const google::protobuf::Message&)> check_delete;
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

class Standard {
 public:
  // All must outlive the service that the methods are bound to.
  Standard(const Home& home, const Table& table, ids::IdSource& ids, Rules rules = {});

  // Binds the standard methods that the service has for this resource.
  void Bind(rpc::Service& service);

 private:
  using Resource = std::shared_ptr<const google::protobuf::Message>;

  void Get(std::shared_ptr<rpc::Exchange> exchange);
  void List(std::shared_ptr<rpc::Exchange> exchange);
  absl::StatusOr<MessagePtr> Create(Scope& scope, const google::protobuf::Message& request);
  absl::StatusOr<MessagePtr> Update(Scope& scope, const google::protobuf::Message& request);
  absl::StatusOr<MessagePtr> Delete(Scope& scope, const google::protobuf::Message& request);
  absl::StatusOr<MessagePtr> Undelete(Scope& scope, const google::protobuf::Message& request);
  absl::StatusOr<MessagePtr> Insert(Scope& scope, MessagePtr resource);
  absl::Status Check(Scope& scope, const google::protobuf::Message* before, google::protobuf::Message& after) const;
  void BindWrite(rpc::Service& service, const std::string& method,
                 absl::StatusOr<MessagePtr> (Standard::*function)(Scope&, const google::protobuf::Message&));

  const Home& home_;
  const Table& table_;
  ids::IdSource& ids_;
  const Rules rules_;
  // `product`: the field of requests that holds the resource.
  const std::string singular_;
  database::Lookup<Resource> lookup_;
};

}  // namespace ocop::resource
