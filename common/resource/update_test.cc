// Update: masks, etags, upserts.
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/database/session.h"
#include "common/logging/logging.h"
#include "common/resource/testing/registry_fixture.h"
#include "common/resource/write.h"
#include "services/registry/store/tables.h"

namespace ocop::resource {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class UpdateTest : public RegistryTest {
 protected:
  ~UpdateTest() override { logging::SetSink(nullptr); }

  // The idea of a product as it lies in the database.
  void StoreIdea(const std::string& id, const std::string& json) const {
    database().Execute(absl::StrCat("UPDATE registry.product SET idea = '", json, "'", WhereIs(id)));
  }
  std::string StoredIdea(const std::string& id) const {
    return database().Value(absl::StrCat("SELECT idea FROM registry.product", WhereIs(id)));
  }

 private:
  std::string WhereIs(const std::string& id) const {
    return absl::StrCat(" WHERE province_code = '", province().substr(province().rfind('/') + 1),
                        "' AND product_id = '", id, "'");
  }
};

TEST_F(UpdateTest, AnEmptyMaskTakesWhatIsSet) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a", R"pb(specification: "500 g" score_sheet: 3)pb").ok());
  const auto updated = UpdateProduct(ProductUpdate("a", R"pb(product { specification: "250 g" })pb"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->specification(), "250 g");
  EXPECT_EQ(updated->score_sheet(), 3);
  EXPECT_EQ(updated->display_name(), "Kẹo dừa");
}

TEST_F(UpdateTest, AMaskTakesWhatItNamesEvenWhenUnset) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a", R"pb(specification: "500 g"
                                    score_sheet: 3
                                    entry_date { year: 2024 month: 1 day: 1 })pb")
                  .ok());
  const auto updated =
      UpdateProduct(ProductUpdate("a", R"pb(product { display_name: "ignored" }
                                            update_mask { paths: "score_sheet" paths: "entry_date" })pb"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->score_sheet(), 0);
  EXPECT_FALSE(updated->has_entry_date());
  EXPECT_EQ(updated->specification(), "500 g");
  EXPECT_EQ(updated->display_name(), "Kẹo dừa");
}

TEST_F(UpdateTest, AStarTakesEverything) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a", R"pb(specification: "500 g")pb").ok());
  UpdateProductRequest request = ProductUpdate("a", R"pb(product { display_name: "Kẹo chuối" product_group: GROUP_FOOD }
                                                         update_mask { paths: "*" })pb");
  EXPECT_THAT(UpdateProduct(request).status(), IsInvalidField("product.producer")) << "it would go without a producer";
  request.mutable_product()->set_producer(Name("producers", "p1"));
  const auto updated = UpdateProduct(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->display_name(), "Kẹo chuối");
  EXPECT_EQ(updated->specification(), "");
}

TEST_F(UpdateTest, UnknownPathsAreRefused) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  for (const std::string path : {"colour", "product.display_name", "entry_date.year", "", "DISPLAY_NAME"}) {
    UpdateProductRequest request = ProductUpdate("a", "");
    request.mutable_update_mask()->add_paths(path);
    EXPECT_THAT(UpdateProduct(request).status(), IsInvalidField("update_mask")) << path;
  }
}

TEST_F(UpdateTest, OutputOnlyFieldsAndTheNameStay) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  const auto updated = UpdateProduct(ProductUpdate(
      "a", R"pb(product {
                  create_time { seconds: 1 }
                  delete_time { seconds: 1 }
                }
                update_mask { paths: "name" paths: "create_time" paths: "delete_time" paths: "etag" })pb"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->DebugString(), made->DebugString());
}

TEST_F(UpdateTest, ImmutableFieldsStay) {
  MakeGround();
  UpdateLocalityRequest request;
  request.mutable_locality()->set_name(Name("localities", "c1"));
  request.mutable_locality()->set_code("28501");
  request.mutable_locality()->set_display_name("Tân Phong mới");
  EXPECT_TRUE(Call<Locality>("LocalityService/UpdateLocality", request).ok()) << "the same value is no change";
  request.mutable_locality()->set_code("28502");
  EXPECT_THAT(Call<Locality>("LocalityService/UpdateLocality", request).status(), IsInvalidField("locality.code"));
}

TEST_F(UpdateTest, AChangeOfNothingWritesNothing) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  const int before = JournalCount();
  const auto updated = UpdateProduct(ProductUpdate("a", R"pb(product { display_name: "Kẹo dừa" })pb"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->etag(), made->etag());
  EXPECT_EQ(JournalCount(), before);
}

TEST_F(UpdateTest, ACurrentEtagIsNeeded) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  UpdateProductRequest request = ProductUpdate("a", R"pb(product { specification: "1" })pb");
  request.mutable_product()->set_etag(made->etag());
  const auto updated = UpdateProduct(request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_NE(updated->etag(), made->etag());
  EXPECT_THAT(UpdateProduct(request).status(), IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));

  const std::vector<JournalEntry> journal = JournalOf(made->name());
  ASSERT_THAT(journal, SizeIs(2));
  EXPECT_EQ(journal[1].action(), JournalEntry::ACTION_UPDATE);
  Product entered;
  ASSERT_TRUE(journal[1].resource().UnpackTo(&entered));
  EXPECT_EQ(entered.DebugString(), updated->DebugString());
}

TEST_F(UpdateTest, OfConcurrentUpdatesWithOneEtagExactlyOneWins) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  constexpr int kWriters = 12;
  std::vector<absl::Status> outcomes(kWriters);
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      UpdateProductRequest request = ProductUpdate("a", "product {}");
      request.mutable_product()->set_specification(std::to_string(i));
      request.mutable_product()->set_etag(made->etag());
      outcomes[i] = UpdateProduct(request).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  int won = 0;
  for (int i = 0; i < kWriters; ++i) {
    if (!outcomes[i].ok()) {
      EXPECT_THAT(outcomes[i], IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
      continue;
    }
    ++won;
    EXPECT_EQ(GetProduct("a")->specification(), std::to_string(i));
  }
  EXPECT_EQ(won, 1);
  EXPECT_THAT(JournalOf(made->name()), SizeIs(2));
}

TEST_F(UpdateTest, WhatIsMissingIsNotFoundOrMade) {
  MakeGround();
  UpdateProductRequest request = ProductUpdate("a", "");
  *request.mutable_product() = NewProduct("a").product();
  request.mutable_product()->set_name(Name("products", "a"));
  EXPECT_THAT(UpdateProduct(request).status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  request.set_allow_missing(true);
  const auto made = UpdateProduct(request);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_THAT(JournalOf(made->name()), SizeIs(1));
  EXPECT_EQ(JournalOf(made->name())[0].action(), JournalEntry::ACTION_CREATE);

  request.mutable_product()->set_name(Name("products", "Not-An-Id"));
  EXPECT_THAT(UpdateProduct(request).status(), IsInvalidField("name"));
  request.mutable_product()->set_name(Name("products", "incomplete"));
  request.mutable_product()->clear_display_name();
  EXPECT_THAT(UpdateProduct(request).status(), IsInvalidField("product.display_name"));
}

TEST_F(UpdateTest, OfConcurrentUpsertsOneMakesAndTheRestChange) {
  MakeGround();
  constexpr int kWriters = 12;
  std::vector<absl::Status> outcomes(kWriters);
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] {
      UpdateProductRequest request;
      *request.mutable_product() = NewProduct("a").product();
      request.mutable_product()->set_name(Name("products", "a"));
      request.mutable_product()->set_specification(std::to_string(i));
      request.set_allow_missing(true);
      outcomes[i] = UpdateProduct(request).status();
    });
  }
  for (std::thread& writer : writers) writer.join();
  for (const absl::Status& outcome : outcomes) EXPECT_TRUE(outcome.ok()) << outcome;
  EXPECT_THAT(JournalOf(Name("products", "a")), SizeIs(kWriters));
}

TEST_F(UpdateTest, ValidateOnlyChangesNothing) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  const int before = JournalCount();
  const auto answer = UpdateProduct(ProductUpdate("a", R"pb(product { specification: "new" }
                                                            validate_only: true)pb"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->specification(), "new");
  EXPECT_EQ(GetProduct("a")->etag(), made->etag());
  EXPECT_EQ(JournalCount(), before);
}

// As a newer replica writes it, while this one still runs.
TEST_F(UpdateTest, WhatANewerVersionStoredIsReadWithoutWhatIsNotKnown) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  StoreIdea("a", R"({"idea": {"description": "Kẹo dừa sáp", "mood": "glad"}})");
  const auto read = GetProduct("a");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->idea().description(), "Kẹo dừa sáp");
  const auto updated = UpdateProduct(ProductUpdate("a", R"pb(product { specification: "500 g" })pb"));
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(GetProduct("a")->idea().description(), "Kẹo dừa sáp") << "the update left it as it was";
}

TEST_F(UpdateTest, WhatCannotBeReadIsToldAndNotOverwritten) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  ASSERT_TRUE(MakeProduct("b").ok());
  const std::string damaged = R"({"idea": ["Kẹo dừa sáp"]})";
  StoreIdea("a", damaged);
  std::vector<std::string> lines;
  logging::SetSink([&lines](std::string_view line) { lines.emplace_back(line); });
  const auto refused = IsRefusal(absl::StatusCode::kInternal, "STORED_VALUE_UNREADABLE");
  EXPECT_THAT(GetProduct("a").status(), refused);
  EXPECT_THAT(UpdateProduct(ProductUpdate("a", R"pb(product { specification: "500 g" })pb")).status(), refused);
  ListProductsRequest list;
  list.set_parent(province());
  EXPECT_THAT(Call<ListProductsResponse>("ProductService/ListProducts", list).status(), refused);
  BatchGetProductsRequest both;
  both.set_parent(province());
  both.add_names(Name("products", "a"));
  both.add_names(Name("products", "b"));
  EXPECT_THAT(Call<BatchGetProductsResponse>("ProductService/BatchGetProducts", both).status(), refused);
  EXPECT_TRUE(GetProduct("b").ok()) << "the other is as it was";
  logging::SetSink(nullptr);
  EXPECT_EQ(StoredIdea("a"), damaged);
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr(Name("products", "a")), HasSubstr("\"field\":\"idea\""))));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("dừa sáp")))) << "what is stored is nothing for a log";
}

// No request can bring it about: a service that does it has a bug, which is not to be entered in the journal twice.
TEST_F(UpdateTest, OneResourceTwiceInOneStatementIsRefused) {
  MakeGround();
  const Product there = MakeProduct("a").value();
  Product missing = there;
  missing.set_name(Name("products", "b"));
  missing.clear_etag();
  const int before = JournalCount();
  database::Session session(database().url(), "writer");
  const rpc::Call call;
  const std::string schema = "registry";
  const auto saved = [&](const Product& product) {
    Product first = product;
    Product second = product;
    second.set_specification("another");
    return session.Run(database::Isolation::kReadWrite, [&](database::Transaction& transaction) {
      return Scope(transaction, call, schema, "").Save(registry::ProductTable(), {&first, &second});
    });
  };
  EXPECT_EQ(saved(there).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(saved(missing).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(GetProduct("a")->etag(), there.etag());
  EXPECT_EQ(GetProduct("b").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(JournalCount(), before);
}

TEST_F(UpdateTest, ANameOfAnotherFormIsRefused) {
  for (const std::string bad : {"", "a", "provinces/82/producers/a"}) {
    UpdateProductRequest request;
    request.mutable_product()->set_name(bad);
    EXPECT_THAT(UpdateProduct(request).status(), IsInvalidField("product.name")) << bad;
  }
}

}  // namespace
}  // namespace ocop::resource
