// What a resource was after each of its changes.
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class RevisionTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }

  Answer<ListProducerRevisionsResponse> List(const std::string& text) const {
    return Call<ListProducerRevisionsResponse>("/ocop.registry.v1.ProducerService/ListProducerRevisions",
                                               Parse<ListProducerRevisionsRequest>(text));
  }
};

TEST_F(RevisionTest, TellEveryChangeWithWhoMadeIt) {
  As("an@example.vn", "commune_officer");
  ASSERT_TRUE(Update<Producer>("producers/p1", "worker_count: 5").ok());
  As("binh@example.vn", "commune_officer");
  ASSERT_TRUE(Update<Producer>("producers/p1", "worker_count: 7").ok());
  ASSERT_TRUE(Delete<Producer>("producers/p1").ok());
  const auto listed = List(R"pb(name: "$/producers/p1")pb");
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->revisions_size(), 4);
  EXPECT_EQ(listed->revisions(0).action(), ProducerRevision::ACTION_CREATE);
  EXPECT_EQ(listed->revisions(1).actor(), "an@example.vn");
  EXPECT_EQ(listed->revisions(1).producer().worker_count(), 5);
  EXPECT_EQ(listed->revisions(2).producer().worker_count(), 7);
  EXPECT_EQ(listed->revisions(3).action(), ProducerRevision::ACTION_DELETE);
  EXPECT_TRUE(listed->revisions(3).producer().has_delete_time());
}

TEST_F(RevisionTest, AreReadByName) {
  ASSERT_TRUE(Update<Producer>("producers/p1", "worker_count: 5").ok());
  const auto listed = List(R"pb(name: "$/producers/p1")pb");
  for (const auto& revision : listed->revisions()) {
    GetProducerRevisionRequest request;
    request.set_name(revision.name());
    const auto read = Call<ProducerRevision>("/ocop.registry.v1.ProducerService/GetProducerRevision", request);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->DebugString(), revision.DebugString());
  }
  for (const char* wrong : {"/revisions/0", "/revisions/00000000000000000000000000000001"}) {
    GetProducerRevisionRequest request;
    request.set_name(Name("producers/p1") + wrong);
    EXPECT_THAT(Call<ProducerRevision>("/ocop.registry.v1.ProducerService/GetProducerRevision", request).status(),
                IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"))
        << wrong;
  }
}

TEST_F(RevisionTest, ComeInPages) {
  for (int i = 1; i <= 6; ++i) ASSERT_TRUE(Update<Producer>("producers/p1", "worker_count: " + std::to_string(i)).ok());
  std::string token;
  std::vector<int> counts;
  do {
    const auto page = List(R"pb(name: "$/producers/p1" page_size: 3 page_token: ")pb" + token + "\"");
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->revisions_size(), 3);
    for (const auto& revision : page->revisions()) counts.push_back(revision.producer().worker_count());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(counts, ::testing::ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_F(RevisionTest, AreOfWhatWasEverThere) {
  EXPECT_THAT(List(R"pb(name: "$/producers/none")pb").status(),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(RevisionTest, AreOfProductsToo) {
  As("an@example.vn", "producer");
  ASSERT_TRUE(Call<Product>("/ocop.registry.v1.ProductService/SubmitIdea",
                            Parse<SubmitIdeaRequest>(R"pb(name: "$/products/a"
                                                          idea { description: "Kẹo" })pb"))
                  .ok());
  const auto listed =
      Call<ListProductRevisionsResponse>("/ocop.registry.v1.ProductService/ListProductRevisions",
                                         Parse<ListProductRevisionsRequest>(R"pb(name: "$/products/a")pb"));
  ASSERT_EQ(listed->revisions_size(), 2);
  EXPECT_EQ(listed->revisions(0).product().state(), Product::STATE_ENTERED);
  EXPECT_EQ(listed->revisions(1).product().state(), Product::STATE_IDEA_SUBMITTED);
  EXPECT_EQ(listed->revisions(1).actor(), "an@example.vn");
}

}  // namespace
}  // namespace ocop::registry
