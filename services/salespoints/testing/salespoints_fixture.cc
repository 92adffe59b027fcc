#include "services/salespoints/testing/salespoints_fixture.h"

#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/definition.h"

namespace ocop::salespoints {
namespace {

using registry::v1::CreateLocalityRequest;
using registry::v1::CreateProducerRequest;
using registry::v1::CreateProductRequest;
using registry::v1::Locality;
using registry::v1::Producer;
using registry::v1::Product;

std::unique_ptr<service::TestService> beside;

const service::TestService& Registry() {
  if (!beside) beside = std::make_unique<service::TestService>(registry::Definition());
  return *beside;
}

// Its database goes with it.
class EndRegistry : public ::testing::Environment {
 public:
  void TearDown() override { beside.reset(); }
};
const auto* const kEndRegistry = ::testing::AddGlobalTestEnvironment(new EndRegistry);

template <class Resource, class Request>
void CallThere(const std::string& method, const Request& request) {
  const auto made = Registry().client().Call<Resource>("/ocop.registry.v1." + method, request);
  ASSERT_TRUE(made.ok()) << made.status();
}

}  // namespace

service::Definition WithRegistry() {
  return DefinitionWith(
      {.registry = Registry().address(), .evaluation = "127.0.0.1:9", .label_uri = "https://label.example"});
}

const service::TestService& SalesPointsWithRegistryTest::registry() {
  return Registry();
}

void SalesPointsWithRegistryTest::MakeUnit(const std::string& code, const std::string& text) const {
  auto request = Parse<CreateLocalityRequest>(absl::StrCat(
      R"pb(parent: "$"
           locality { kind: KIND_COMMUNE display_name: "Tân Phong" full_name: "Xã Tân Phong" })pb",
      " locality { code: \"", code, "\" ", text, " } locality_id: \"", code, "\""));
  CallThere<Locality>("LocalityService/CreateLocality", request);
}

void SalesPointsWithRegistryTest::MakeProducer(const std::string& id, const std::string& unit) const {
  auto request = Parse<CreateProducerRequest>(absl::StrCat(
      R"pb(parent: "$"
           producer {
             display_name: "Hợp tác xã"
             kind: KIND_COOPERATIVE
             join_date { year: 2020 month: 1 day: 1 }
           })pb",
      " producer { locality: \"$/localities/", unit, "\" } producer_id: \"", id, "\""));
  CallThere<Producer>("ProducerService/CreateProducer", request);
}

void SalesPointsWithRegistryTest::DeleteProducer(const std::string& id) const {
  registry::v1::DeleteProducerRequest request;
  request.set_name(Name("producers/" + id));
  CallThere<Producer>("ProducerService/DeleteProducer", request);
}

void SalesPointsWithRegistryTest::MakeProduct(const std::string& id, const std::string& producer) const {
  auto request = Parse<CreateProductRequest>(absl::StrCat(
      R"pb(parent: "$"
           product { display_name: "Kẹo dừa" product_group: GROUP_FOOD })pb",
      " product { producer: \"$/producers/", producer, "\" } product_id: \"", id, "\""));
  CallThere<Product>("ProductService/CreateProduct", request);
}

}  // namespace ocop::salespoints
