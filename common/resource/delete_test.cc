// Delete and Undelete, soft and hard.
#include "common/resource/testing/registry_fixture.h"

namespace ocop::resource {
namespace {

using google::protobuf::Empty;
using ::testing::SizeIs;

class DeleteTest : public RegistryTest {
 protected:
  absl::StatusOr<Product> DeleteProduct(const std::string& id, const std::string& text = "") const {
    auto request = Parse<DeleteProductRequest>(text);
    request.set_name(Name("products", id));
    return Call<Product>("ProductService/DeleteProduct", request);
  }
  absl::StatusOr<Product> UndeleteProduct(const std::string& id, const std::string& text = "") const {
    auto request = Parse<UndeleteProductRequest>(text);
    request.set_name(Name("products", id));
    return Call<Product>("ProductService/UndeleteProduct", request);
  }
  absl::StatusOr<Producer> DeleteProducer(const std::string& id) const {
    DeleteProducerRequest request;
    request.set_name(Name("producers", id));
    return Call<Producer>("ProducerService/DeleteProducer", request);
  }
  absl::Status DeleteLocality(const std::string& id, const std::string& text = "") const {
    auto request = Parse<DeleteLocalityRequest>(text);
    request.set_name(Name("localities", id));
    return Call<Empty>("LocalityService/DeleteLocality", request).status();
  }
};

TEST_F(DeleteTest, ASoftDeletedResourceStaysReadableAndComesBack) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  const auto deleted = DeleteProduct("a");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_TRUE(deleted->has_delete_time());
  EXPECT_NE(deleted->etag(), made->etag());
  EXPECT_EQ(GetProduct("a")->DebugString(), deleted->DebugString());
  const auto back = UndeleteProduct("a");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_FALSE(back->has_delete_time());

  const std::vector<JournalEntry> journal = JournalOf(made->name());
  ASSERT_THAT(journal, SizeIs(3));
  EXPECT_EQ(journal[1].action(), JournalEntry::ACTION_DELETE);
  Product entered;
  ASSERT_TRUE(journal[1].resource().UnpackTo(&entered));
  EXPECT_EQ(entered.DebugString(), deleted->DebugString());
  EXPECT_EQ(journal[2].action(), JournalEntry::ACTION_UNDELETE);
}

TEST_F(DeleteTest, WhatIsDeletedCannotBeDeletedChangedOrMadeAgain) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  EXPECT_THAT(UndeleteProduct("a").status(), IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_NOT_DELETED"));
  ASSERT_TRUE(DeleteProduct("a").ok());
  const int before = JournalCount();
  EXPECT_THAT(DeleteProduct("a").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_TRUE(DeleteProduct("a", "allow_missing: true").ok());
  EXPECT_THAT(UpdateProduct(ProductUpdate("a", R"pb(product { specification: "x" })pb")).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_DELETED"));
  EXPECT_THAT(MakeProduct("a").status(), IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_EQ(JournalCount(), before);
}

TEST_F(DeleteTest, TheEtagMustBeCurrent) {
  MakeGround();
  const auto made = MakeProduct("a");
  ASSERT_TRUE(made.ok());
  EXPECT_THAT(DeleteProduct("a", R"pb(etag: "old")pb").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  const auto deleted = DeleteProduct("a", "etag: \"" + made->etag() + "\"");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_THAT(UndeleteProduct("a", "etag: \"" + made->etag() + "\"").status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_TRUE(UndeleteProduct("a", "etag: \"" + deleted->etag() + "\"").ok());
}

TEST_F(DeleteTest, ATrialBringsNothingBack) {
  MakeGround();
  ASSERT_TRUE(MakeProduct("a").ok());
  EXPECT_THAT(UndeleteProduct("a", "validate_only: true").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_NOT_DELETED"));
  const auto deleted = DeleteProduct("a");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  const auto tried = UndeleteProduct("a", "validate_only: true");
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_FALSE(tried->has_delete_time());
  EXPECT_EQ(GetProduct("a")->DebugString(), deleted->DebugString());
  EXPECT_THAT(JournalOf(deleted->name()), SizeIs(2));
}

TEST_F(DeleteTest, WhatIsMissingIsNotFoundUnlessAllowed) {
  EXPECT_THAT(DeleteProduct("none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_TRUE(DeleteProduct("none", "allow_missing: true").ok());
  EXPECT_THAT(UndeleteProduct("none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(DeleteLocality("none"), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_TRUE(DeleteLocality("none", "allow_missing: true").ok());
  EXPECT_EQ(JournalCount(), 0);
}

TEST_F(DeleteTest, WhatOthersReferToStays) {
  MakeGround();
  const int before = JournalCount();
  EXPECT_THAT(DeleteLocality("c1"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  EXPECT_EQ(JournalCount(), before);
}

TEST_F(DeleteTest, AHardDeletedResourceIsGoneAndItsNameIsFree) {
  MakeGround();
  auto request = Parse<CreateLocalityRequest>(R"pb(
    locality_id: "c2"
    locality { code: "28502" display_name: "B" full_name: "Xã B" kind: KIND_COMMUNE })pb");
  request.set_parent(province());
  request.mutable_locality()->set_parent_locality(Name("localities", "top"));
  const auto first = Call<Locality>("LocalityService/CreateLocality", request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(DeleteLocality("c2").ok());
  const std::vector<JournalEntry> journal = JournalOf(first->name());
  ASSERT_THAT(journal, SizeIs(2));
  Locality last;
  ASSERT_TRUE(journal[1].resource().UnpackTo(&last));
  EXPECT_EQ(last.DebugString(), first->DebugString()) << "a deletion keeps the last state";
  const auto second = Call<Locality>("LocalityService/CreateLocality", request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_NE(second->etag(), first->etag()) << "an etag of the first must not fit the second";
}

TEST_F(DeleteTest, NothingNewIsMadeUnderWhatIsDeleted) {
  MakeGround();
  ASSERT_TRUE(DeleteProducer("p1").ok());
  EXPECT_THAT(MakeProduct("a").status(), IsInvalidField("product.producer"));
}

}  // namespace
}  // namespace ocop::resource
