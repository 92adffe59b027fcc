#include "services/salespoints/peers/peers.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/rpc/gather.h"
#include "services/list_where.h"
#include "services/names.h"
#include "services/peer.h"

namespace ocop::salespoints {
namespace {

using evaluation::v1::ListRecognitionsRequest;
using evaluation::v1::ListRecognitionsResponse;
using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): what the registry is asked with

constexpr int kPageSize = 1000;

rpc::CallOptions OptionsFor(const rpc::Call& call) {
  return AskingFor(call, "salespoints");
}

// Asks for each name once; those that are not found are left out.
template <class Resource, class Request>
void GetMany(const Peer& peer, const std::string& path, const rpc::Call& call, const std::vector<std::string>& names,
             std::function<void(absl::StatusOr<std::map<std::string, Resource>>)> then) {
  std::vector<Request> requests;
  for (const std::string& name : std::set<std::string>(names.begin(), names.end())) {
    requests.emplace_back().set_name(name);
  }
  rpc::Gather<Resource>(
      peer.client(), path, requests, OptionsFor(call),
      [peer, then = std::move(then)](std::vector<absl::StatusOr<Resource>> answers) {
        std::map<std::string, Resource> found;
        for (auto& answer : answers) {
          if (answer.ok()) {
            found[answer->name()] = *std::move(answer);
          } else if (!absl::IsNotFound(answer.status()) && !absl::IsInvalidArgument(answer.status())) {
            return then(peer.Unavailable(answer.status()));
          }
        }
        then(std::move(found));
      });
}

}  // namespace

void Peers::GetProducts(const rpc::Call& call, const std::vector<std::string>& names, Then<Products> then) const {
  GetMany<Product, GetProductRequest>(registry_, "/ocop.registry.v1.ProductService/GetProduct", call, names,
                                      std::move(then));
}

void Peers::GetProducers(const rpc::Call& call, const std::vector<std::string>& names, Then<Producers> then) const {
  GetMany<Producer, GetProducerRequest>(registry_, "/ocop.registry.v1.ProducerService/GetProducer", call, names,
                                        std::move(then));
}

void Peers::ReadProducts(const rpc::Call& call, const std::string& parent, std::function<void(const Product&)> take,
                         std::function<void(absl::Status)> then) const {
  ListProductsRequest request;
  request.set_parent(parent);
  request.set_page_size(kPageSize);
  // What was sold stays sold.
  request.set_show_deleted(true);
  rpc::ReadPages<ListProductsResponse>(
      registry_.client(), "/ocop.registry.v1.ProductService/ListProducts", request, OptionsFor(call),
      [take = std::move(take)](const ListProductsResponse& page) {
        for (const Product& product : page.products()) take(product);
      },
      [peer = registry_, then = std::move(then)](const absl::Status& status) {
        then(status.ok() ? status : peer.Unavailable(status));
      });
}

void Peers::ListProductsOf(const rpc::Call& call, const std::string& parent, const std::vector<std::string>& producers,
                           Then<std::vector<Product>> then) const {
  ListWhere<ListProductsRequest, ListProductsResponse, Product>(
      registry_, "/ocop.registry.v1.ProductService/ListProducts", OptionsFor(call), parent, "producer", producers,
      &ListProductsResponse::products, std::move(then));
}

void Peers::ListProducersIn(const rpc::Call& call, const std::string& parent,
                            const std::vector<std::string>& localities, Then<std::vector<Producer>> then) const {
  ListWhere<ListProducersRequest, ListProducersResponse, Producer>(
      registry_, "/ocop.registry.v1.ProducerService/ListProducers", OptionsFor(call), parent, "locality", localities,
      &ListProducersResponse::producers, std::move(then));
}

void Peers::ListProducers(const rpc::Call& call, const ListProducersRequest& request,
                          Then<ListProducersResponse> then) const {
  auto response = std::make_shared<ListProducersResponse>();
  registry_.client().CallAsync("/ocop.registry.v1.ProducerService/ListProducers", request, *response, OptionsFor(call),
                               [peer = registry_, response, then = std::move(then)](const absl::Status& status) {
                                 if (!status.ok()) return then(peer.Unavailable(status));
                                 then(std::move(*response));
                               });
}

void Peers::ListRecognitions(const rpc::Call& call, const std::vector<std::string>& products,
                             Then<Recognitions> then) const {
  std::vector<ListRecognitionsRequest> requests;
  for (const std::string& product : std::set<std::string>(products.begin(), products.end())) {
    ListRecognitionsRequest& request = requests.emplace_back();
    request.set_parent(ProvinceOf(product));
    request.set_filter(absl::StrCat("product = \"", product, "\""));
    request.set_page_size(kPageSize);
  }
  rpc::Gather<ListRecognitionsResponse>(
      evaluation_.client(), "/ocop.evaluation.v1.RecognitionService/ListRecognitions", requests, OptionsFor(call),
      [peer = evaluation_, then = std::move(then)](std::vector<absl::StatusOr<ListRecognitionsResponse>> answers) {
        Recognitions found;
        for (auto& answer : answers) {
          if (!answer.ok()) return then(peer.Unavailable(answer.status()));
          for (auto& recognition : *answer->mutable_recognitions()) {
            found[recognition.product()].push_back(std::move(recognition));
          }
        }
        then(std::move(found));
      });
}

}  // namespace ocop::salespoints
