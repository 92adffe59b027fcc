#include "common/resource/testing/registry_fixture.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "services/registry/definition.h"

namespace ocop::resource {
namespace {

// Everything that one suite shares.
struct Ground {
  ocop::testing::TestDatabase database;
  const service::Definition definition = registry::Definition();
  metrics::Registry metrics;
  std::unique_ptr<service::DataService> service;
  std::unique_ptr<rpc::Client> client;
};

Ground* ground = nullptr;
int provinces = 9;

}  // namespace

void RegistryTest::SetUpTestSuite() {
  ground = new Ground;
  const auto migrated = service::Migrate(ground->definition, ground->database.url());
  ASSERT_TRUE(migrated.ok()) << migrated.status();
  ground->service = std::make_unique<service::DataService>(
      ground->definition, service::Options{.database_url = ground->database.url()}, ground->metrics);
  const absl::Status started = ground->service->Start();
  ASSERT_TRUE(started.ok()) << started;
  ground->client = std::make_unique<rpc::Client>(absl::StrCat("127.0.0.1:", ground->service->port()));
}

void RegistryTest::TearDownTestSuite() {
  delete ground;
  ground = nullptr;
}

RegistryTest::RegistryTest() : province_(absl::StrCat("provinces/", ++provinces)) {}

const ocop::testing::TestDatabase& RegistryTest::database() {
  return ground->database;
}

const rpc::Client& RegistryTest::client() {
  return *ground->client;
}

void RegistryTest::MakeGround() const {
  auto top = Parse<CreateLocalityRequest>(R"pb(
    locality_id: "top"
    locality { code: "82" display_name: "Tiền Giang" full_name: "Tỉnh Tiền Giang" kind: KIND_PROVINCE })pb");
  top.set_parent(province_);
  ASSERT_TRUE(Call<Locality>("LocalityService/CreateLocality", top).ok());
  auto commune = Parse<CreateLocalityRequest>(R"pb(
    locality_id: "c1"
    locality { code: "28501" display_name: "Tân Phong" full_name: "Xã Tân Phong" kind: KIND_COMMUNE })pb");
  commune.set_parent(province_);
  commune.mutable_locality()->set_parent_locality(Name("localities", "top"));
  ASSERT_TRUE(Call<Locality>("LocalityService/CreateLocality", commune).ok());
  const auto producer = MakeProducer("p1");
  ASSERT_TRUE(producer.ok()) << producer.status();
}

absl::StatusOr<Producer> RegistryTest::MakeProducer(const std::string& id) const {
  auto request = Parse<CreateProducerRequest>(R"pb(
    producer {
      display_name: "Hợp tác xã Bến Tre"
      kind: KIND_COOPERATIVE
      join_date { year: 2023 month: 5 day: 1 }
    })pb");
  request.set_parent(province_);
  request.set_producer_id(id);
  request.mutable_producer()->set_locality(Name("localities", "c1"));
  return Call<Producer>("ProducerService/CreateProducer", request);
}

CreateProductRequest RegistryTest::NewProduct(const std::string& id, const std::string& fields) const {
  CreateProductRequest request;
  request.set_parent(province_);
  request.set_product_id(id);
  Product& product = *request.mutable_product();
  product.set_display_name("Kẹo dừa");
  product.set_producer(Name("producers", "p1"));
  product.set_product_group(Product::GROUP_FOOD);
  product.MergeFrom(Parse<Product>(fields));
  return request;
}

absl::StatusOr<Product> RegistryTest::MakeProduct(const std::string& id, const std::string& fields) const {
  return Call<Product>("ProductService/CreateProduct", NewProduct(id, fields));
}

absl::StatusOr<Product> RegistryTest::GetProduct(const std::string& id) const {
  GetProductRequest request;
  request.set_name(Name("products", id));
  return Call<Product>("ProductService/GetProduct", request);
}

absl::StatusOr<Product> RegistryTest::UpdateProduct(const UpdateProductRequest& request) const {
  return Call<Product>("ProductService/UpdateProduct", request);
}

UpdateProductRequest RegistryTest::ProductUpdate(const std::string& id, const std::string& text) const {
  auto request = Parse<UpdateProductRequest>(text);
  request.mutable_product()->set_name(Name("products", id));
  return request;
}

std::vector<JournalEntry> RegistryTest::JournalOf(const std::string& name) const {
  // Entries are listed once no older transaction is open, of any database of the server.
  const std::string held_back = absl::StrCat("SELECT count(*) FROM registry.journal WHERE resource_name = '", name,
                                             "' AND horizon > pg_snapshot_xmin(pg_current_snapshot())");
  while (database().Value(held_back) != "0") std::this_thread::yield();
  ListEntriesRequest request;
  request.set_resource_name(name);
  const auto response = client().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", request);
  EXPECT_TRUE(response.ok()) << response.status();
  if (!response.ok()) return {};
  return {response->entries().begin(), response->entries().end()};
}

int RegistryTest::JournalCount() const {
  return std::stoi(database().Value(
      absl::StrCat("SELECT count(*) FROM registry.journal WHERE resource_name LIKE '", province_, "/%'")));
}

}  // namespace ocop::resource
