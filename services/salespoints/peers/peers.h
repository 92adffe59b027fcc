// What is asked of the services whose resources are named here. Nothing waits: answers come to a function.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/maps.h"
#include "services/peer.h"

namespace ocop::salespoints {

// Thread safe. A peer that cannot be asked is UNAVAILABLE `PEER_UNAVAILABLE`.
class Peers {
 public:
  template <class Value>
  using Then = std::function<void(absl::StatusOr<Value>)>;

  Peers(const std::string& registry_address, const std::string& evaluation_address)
      : registry_("registry", registry_address),
        evaluation_("evaluation", evaluation_address),
        maps_(std::make_shared<Maps>("salespoints", registry_)) {}

  // By name; those that the registry does not know are left out.
  using Products = std::map<std::string, registry::v1::Product>;
  using Producers = std::map<std::string, registry::v1::Producer>;
  void GetProducts(const rpc::Call& call, const std::vector<std::string>& names, Then<Products> then) const;
  void GetProducers(const rpc::Call& call, const std::vector<std::string>& names, Then<Producers> then) const;

  // Reads every product of a province, a page at a time; `take` is given each in turn.
  void ReadProducts(const rpc::Call& call, const std::string& parent,
                    std::function<void(const registry::v1::Product&)> take,
                    std::function<void(absl::Status)> then) const;

  // The products of some producers: a question for every forty of them or so.
  void ListProductsOf(const rpc::Call& call, const std::string& parent, const std::vector<std::string>& producers,
                      Then<std::vector<registry::v1::Product>> then) const;

  // The producers of some localities, asked in the same way.
  void ListProducersIn(const rpc::Call& call, const std::string& parent, const std::vector<std::string>& localities,
                       Then<std::vector<registry::v1::Producer>> then) const;

  // One page of the producers of a province.
  void ListProducers(const rpc::Call& call, const registry::v1::ListProducersRequest& request,
                     Then<registry::v1::ListProducersResponse> then) const;

  // The recognitions of each product.
  using Recognitions = std::map<std::string, std::vector<evaluation::v1::Recognition>>;
  void ListRecognitions(const rpc::Call& call, const std::vector<std::string>& products, Then<Recognitions> then) const;

  // The units of a province.
  void GetMap(const rpc::Call& call, const std::string& province, Maps::Then then) const {
    maps_->Get(call, province, std::move(then));
  }

 private:
  const Peer registry_;
  const Peer evaluation_;
  const std::shared_ptr<Maps> maps_;
};

}  // namespace ocop::salespoints
