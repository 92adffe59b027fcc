// The same request twice has the effect of one (AIP-155).
#include <set>
#include <thread>

#include "common/resource/testing/registry_fixture.h"

namespace ocop::resource {
namespace {

using ::testing::SizeIs;

class RequestIdTest : public RegistryTest {
 protected:
  // Different for each test.
  std::string Id(int n) const {
    const std::string code = province().substr(province().size() - 2);
    return "01900000-0000-7000-8000-0000000" + code + std::to_string(100 + n);
  }

  template <class Request>
  std::vector<absl::StatusOr<Product>> Together(const std::string& method, const Request& request, int callers) const {
    std::vector<absl::StatusOr<Product>> answers(callers, absl::UnknownError("none"));
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i) threads.emplace_back([&, i] { answers[i] = Call<Product>(method, request); });
    for (std::thread& thread : threads) thread.join();
    return answers;
  }

  static void ExpectOneAnswer(const std::vector<absl::StatusOr<Product>>& answers) {
    std::set<std::string> different;
    for (const auto& answer : answers) {
      ASSERT_TRUE(answer.ok()) << answer.status();
      different.insert(answer->DebugString());
    }
    EXPECT_THAT(different, SizeIs(1));
  }
};

TEST_F(RequestIdTest, TheFirstAnswerIsGivenAgain) {
  MakeGround();
  CreateProductRequest request = NewProduct("");
  request.set_request_id(Id(1));
  const auto first = Call<Product>("ProductService/CreateProduct", request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(UpdateProduct(ProductUpdate(first->name().substr(first->name().rfind('/') + 1),
                                          R"pb(product { specification: "changed" })pb"))
                  .ok());
  const auto second = Call<Product>("ProductService/CreateProduct", request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->DebugString(), first->DebugString());
  ASSERT_THAT(JournalOf(first->name()), SizeIs(2));
  EXPECT_EQ(JournalOf(first->name())[0].request_id(), Id(1));
}

// Kept for ever, the answers would fill the database.
TEST_F(RequestIdTest, IsKnownForAWeek) {
  MakeGround();
  const auto create = [&](int n) {
    CreateProductRequest request = NewProduct(std::string(1, static_cast<char>('a' + n)));
    request.set_request_id(Id(n));
    return Call<Product>("ProductService/CreateProduct", request).ok();
  };
  const auto age = [&](int n, const std::string& age) {
    database().Execute("UPDATE registry.request SET at = now() - interval '" + age + "' WHERE request_id = '" + Id(n) +
                       "'");
  };
  const auto kept = [&](int n) {
    return database().Value("SELECT count(*) FROM registry.request WHERE request_id = '" + Id(n) + "'");
  };
  ASSERT_TRUE(create(1));
  ASSERT_TRUE(create(2));
  age(1, "7 days 1 second");
  age(2, "6 days 23 hours");
  ASSERT_TRUE(create(3));
  EXPECT_EQ(kept(1), "0");
  EXPECT_EQ(kept(2), "1");
  EXPECT_EQ(kept(3), "1");
}

TEST_F(RequestIdTest, AnIdIsNotForAnotherRequest) {
  MakeGround();
  CreateProductRequest request = NewProduct("a");
  request.set_request_id(Id(1));
  ASSERT_TRUE(Call<Product>("ProductService/CreateProduct", request).ok());
  request.set_product_id("b");
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  DeleteProductRequest other;
  other.set_name(Name("products", "a"));
  other.set_request_id(Id(1));
  EXPECT_THAT(Call<Product>("ProductService/DeleteProduct", other).status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
}

TEST_F(RequestIdTest, ARefusedRequestMayBeSentAgain) {
  MakeGround();
  CreateProductRequest request = NewProduct("a");
  request.mutable_product()->set_producer(Name("producers", "p2"));
  request.set_request_id(Id(1));
  EXPECT_THAT(Call<Product>("ProductService/CreateProduct", request).status(), IsInvalidField("product.producer"));
  ASSERT_TRUE(MakeProducer("p2").ok());
  EXPECT_TRUE(Call<Product>("ProductService/CreateProduct", request).ok());
}

TEST_F(RequestIdTest, ConcurrentRepeatsMakeOneResource) {
  MakeGround();
  const int before = JournalCount();
  CreateProductRequest request = NewProduct("");
  request.set_request_id(Id(1));
  ExpectOneAnswer(Together("ProductService/CreateProduct", request, 20));
  EXPECT_EQ(JournalCount(), before + 1);
}

// The repeat finds the name taken by its own first try.
TEST_F(RequestIdTest, ConcurrentRepeatsWithAChosenIdMakeOneResource) {
  MakeGround();
  for (int round = 0; round < 10; ++round) {
    CreateProductRequest request =
        NewProduct("a" + std::to_string(round), "product_code: \"82-28501-" + std::to_string(round) + "-2024\"");
    request.set_request_id(Id(round));
    ExpectOneAnswer(Together("ProductService/CreateProduct", request, 20));
    EXPECT_THAT(JournalOf(Name("products", request.product_id())), SizeIs(1));
  }
}

// The repeat finds the unique code taken by its own first try, under another generated name.
TEST_F(RequestIdTest, ConcurrentRepeatsWithAUniqueValueMakeOneResource) {
  MakeGround();
  for (int round = 0; round < 10; ++round) {
    CreateProductRequest request = NewProduct("", "product_code: \"82-28501-" + std::to_string(round) + "-2024\"");
    request.set_request_id(Id(round));
    ExpectOneAnswer(Together("ProductService/CreateProduct", request, 20));
  }
}

// The repeat finds the etag changed by its own first try.
TEST_F(RequestIdTest, ConcurrentRepeatsOfAnUpdateWithAnEtagChangeOnce) {
  MakeGround();
  for (int round = 0; round < 10; ++round) {
    const std::string id = "a" + std::to_string(round);
    const auto made = MakeProduct(id);
    ASSERT_TRUE(made.ok());
    UpdateProductRequest request = ProductUpdate(id, R"pb(product { specification: "new" })pb");
    request.mutable_product()->set_etag(made->etag());
    request.set_request_id(Id(round));
    ExpectOneAnswer(Together("ProductService/UpdateProduct", request, 20));
    EXPECT_THAT(JournalOf(made->name()), SizeIs(2));
  }
}

}  // namespace
}  // namespace ocop::resource
