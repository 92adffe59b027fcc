// Many resources in one call, all or none.
#include "common/resource/testing/registry_fixture.h"

namespace ocop::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class BatchTest : public RegistryTest {
 protected:
  void SetUp() override { MakeGround(); }

  // One product for each text, named a, b, …
  BatchCreateProductsRequest Products(const std::vector<std::string>& texts) const {
    BatchCreateProductsRequest request;
    request.set_parent(province());
    for (size_t i = 0; i < texts.size(); ++i) {
      *request.add_requests() = NewProduct(std::string(1, static_cast<char>('a' + i)), texts[i]);
      request.mutable_requests()->rbegin()->clear_parent();
    }
    return request;
  }
  absl::StatusOr<BatchCreateProductsResponse> Create(const BatchCreateProductsRequest& request) const {
    return Call<BatchCreateProductsResponse>("ProductService/BatchCreateProducts", request);
  }
  absl::StatusOr<BatchGetProductsResponse> Read(const std::vector<std::string>& ids) const {
    BatchGetProductsRequest request;
    request.set_parent(province());
    for (const std::string& id : ids) request.add_names(Name("products", id));
    return Call<BatchGetProductsResponse>("ProductService/BatchGetProducts", request);
  }
  absl::StatusOr<BatchUpdateProductsResponse> Update(const std::vector<UpdateProductRequest>& requests) const {
    BatchUpdateProductsRequest request;
    request.set_parent(province());
    for (const UpdateProductRequest& each : requests) *request.add_requests() = each;
    return Call<BatchUpdateProductsResponse>("ProductService/BatchUpdateProducts", request);
  }
  static std::vector<std::string> FieldsOf(const absl::Status& status) {
    std::vector<std::string> fields;
    for (const auto& [field, description] : status::ViolationsOf(status)) fields.push_back(field);
    return fields;
  }
};

TEST_F(BatchTest, MakesAllInTheirOrder) {
  const int before = JournalCount();
  const auto made = Create(Products({"score_sheet: 3", "score_sheet: 1", ""}));
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_THAT(made->products(), SizeIs(3));
  EXPECT_EQ(made->products(0).name(), Name("products", "a"));
  EXPECT_EQ(made->products(1).score_sheet(), 1);
  EXPECT_EQ(JournalCount(), before + 3);
}

TEST_F(BatchTest, TellsEveryViolationOfEveryOneAndMakesNone) {
  const int before = JournalCount();
  auto request = Products({R"pb(display_name: "")pb", "", R"pb(producer: "provinces/99/producers/x")pb",
                           "score_sheet: 26", R"pb(specification: "x")pb"});
  request.mutable_requests(0)->mutable_product()->clear_display_name();
  request.mutable_requests(2)->mutable_product()->set_producer(Name("producers", "none"));
  request.mutable_requests(4)->set_product_id("Not an id");
  const absl::Status refusal = Create(request).status();
  EXPECT_EQ(refusal.code(), absl::StatusCode::kInvalidArgument) << refusal;
  EXPECT_THAT(FieldsOf(refusal),
              UnorderedElementsAre("requests[0].product.display_name", "requests[2].product.producer",
                                   "requests[3].product.score_sheet", "requests[4].product_id"));
  EXPECT_EQ(JournalCount(), before);
  EXPECT_THAT(GetProduct("b").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(BatchTest, NamesThatAreTakenAreToldTogether) {
  ASSERT_TRUE(Create(Products({"", ""})).ok());
  const absl::Status refusal = Create(Products({"", "", ""})).status();
  EXPECT_THAT(refusal, IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_EQ(status::MetadataOf(refusal)["taken"], "requests[0], requests[1]");
}

TEST_F(BatchTest, OneNameTwiceInABatchIsTaken) {
  auto request = Products({"", ""});
  request.mutable_requests(1)->set_product_id("a");
  EXPECT_THAT(Create(request).status(), IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
}

TEST_F(BatchTest, OthersOfTheTransactionGoOn) {
  // Bad batches and good single calls share transactions.
  std::vector<std::thread> threads;
  std::atomic<int> made = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      if (i % 2 == 0) {
        made += MakeProduct("single" + std::to_string(i)).ok() ? 1 : 0;
      } else {
        EXPECT_FALSE(Create(Products({"", "score_sheet: 26"})).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 4);
  EXPECT_THAT(GetProduct("a").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(BatchTest, IsOfOneParent) {
  auto request = Products({""});
  request.mutable_requests(0)->set_parent("provinces/99");
  EXPECT_THAT(Create(request).status(), IsInvalidField("requests[0].parent"));
}

TEST_F(BatchTest, CanBeTriedAndRepeated) {
  auto request = Products({"", ""});
  request.set_validate_only(true);
  ASSERT_TRUE(Create(request).ok());
  EXPECT_THAT(GetProduct("a").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  request.set_validate_only(false);
  request.set_request_id("0190c0de-0000-7000-8000-" + province().substr(10) + "0000000000");
  const auto first = Create(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(Create(request)->DebugString(), first->DebugString());
}

TEST_F(BatchTest, ReadsInTheOrderAskedFor) {
  ASSERT_TRUE(Create(Products({"", "", ""})).ok());
  const auto read = Read({"c", "a", "c"});
  ASSERT_TRUE(read.ok()) << read.status();
  std::vector<std::string> names;
  for (const Product& product : read->products()) names.push_back(product.name());
  EXPECT_THAT(names, ElementsAre(Name("products", "c"), Name("products", "a"), Name("products", "c")));
}

TEST_F(BatchTest, TellsAllThatIsNotThere) {
  ASSERT_TRUE(Create(Products({""})).ok());
  const absl::Status refusal = Read({"x", "a", "y"}).status();
  EXPECT_THAT(refusal, IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(status::MetadataOf(refusal)["names"], Name("products", "x") + ", " + Name("products", "y"));
}

TEST_F(BatchTest, ChangesAllOrNone) {
  ASSERT_TRUE(Create(Products({"", ""})).ok());
  const auto changed = Update({ProductUpdate("a", R"pb(product { specification: "1" })pb"),
                               ProductUpdate("b", R"pb(product { specification: "2" })pb")});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->products(1).specification(), "2");

  const absl::Status refusal = Update({ProductUpdate("a", R"pb(product { specification: "3" })pb"),
                                       ProductUpdate("b", R"pb(product { score_sheet: 27 })pb")})
                                   .status();
  EXPECT_THAT(FieldsOf(refusal), ElementsAre("requests[1].product.score_sheet"));
  EXPECT_EQ(GetProduct("a")->specification(), "1");
  EXPECT_THAT(Update({ProductUpdate("a", R"pb(product { specification: "3" etag: "old" })pb")}).status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(Update({ProductUpdate("none", R"pb(product { specification: "3" })pb")}).status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::resource
