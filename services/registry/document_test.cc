// Documents: what has some is not deleted before them.
#include "common/crypto/sha256.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

class DocumentTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }

  void MakeDocument(const std::string& id, const std::string& owner) const {
    const auto made = Create<Document>(
        id,
        R"pb(kind: KIND_PAPER display_name: "Tệp" file_name: "tep.pdf" media_type: "application/pdf" size_bytes: 3)pb" +
            (" sha256: \"" + crypto::Sha256Hex("abc") + "\" belongs_to: \"$/") + owner + "\"");
    ASSERT_TRUE(made.ok()) << made.status();
  }

  // An owner that has two documents goes after them.
  template <class Owner>
  void GoesAfterItsDocuments(const std::string& owner) const {
    MakeDocument("d1", owner);
    MakeDocument("d2", owner);
    const absl::Status refused = Delete<Owner>(owner);
    EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
    EXPECT_EQ(status::MetadataOf(refused)["documents"], Name("documents/d1") + ", " + Name("documents/d2"));
    ASSERT_TRUE(Delete<Document>("documents/d1").ok());
    ASSERT_TRUE(Delete<Document>("documents/d2").ok());
    EXPECT_TRUE(Delete<Owner>(owner).ok());
  }
};

TEST_F(DocumentTest, OfAPaperAreDeletedBeforeIt) {
  ASSERT_TRUE(Create<CompliancePaper>("paper", R"pb(kind: KIND_TEST_REPORT
                                                    producer: "$/producers/p1"
                                                    issue_date { year: 2024 month: 1 day: 10 })pb")
                  .ok());
  GoesAfterItsDocuments<CompliancePaper>("compliancePapers/paper");
}

TEST_F(DocumentTest, OfATaskAreDeletedBeforeIt) {
  ASSERT_TRUE(Create<Plan>("2024", R"pb(year: 2024 display_name: "Kế hoạch 2024")pb").ok());
  const auto task = Create<PlanTask>("t", R"pb(display_name: "Tập huấn"
                                               lead_agency: "Sở"
                                               due_date { year: 2024 month: 12 day: 31 })pb",
                                     "plans/2024");
  ASSERT_TRUE(task.ok()) << task.status();
  GoesAfterItsDocuments<PlanTask>("plans/2024/planTasks/t");
}

TEST_F(DocumentTest, OfADifficultyReportAreDeletedBeforeIt) {
  As("officer@example.vn", "commune_officer");
  const auto report = Create<DifficultyReport>("r", R"pb(display_name: "Thiếu máy"
                                                         description: "Không có máy đóng gói"
                                                         level: LEVEL_COMMUNE
                                                         topic: TOPIC_OTHER
                                                         locality: "$/localities/28501")pb");
  ASSERT_TRUE(report.ok()) << report.status();
  GoesAfterItsDocuments<DifficultyReport>("difficultyReports/r");
}

TEST_F(DocumentTest, OfALocalityAreDeletedBeforeIt) {
  ASSERT_TRUE(Create<Locality>("28502", Commune() + R"pb(code: "28502")pb").ok());
  GoesAfterItsDocuments<Locality>("localities/28502");
}

TEST_F(DocumentTest, StayWithWhatIsSoftDeleted) {
  MakeDocument("d", "products/a");
  ASSERT_TRUE(Delete<Product>("products/a").ok());
  EXPECT_TRUE(Get<Document>("documents/d").ok());
}

TEST_F(DocumentTest, AreNotAddedToWhatIsBeingDeleted) {
  ASSERT_TRUE(Create<Locality>("28502", Commune() + R"pb(code: "28502")pb").ok());
  Together(6, [&](int i) {
    if (i == 0) {
      (void)Delete<Locality>("localities/28502");
    } else {
      (void)Create<Document>("c" + std::to_string(i), R"pb(kind: KIND_PAPER
                                                           display_name: "Tệp"
                                                           file_name: "tep.pdf"
                                                           media_type: "application/pdf"
                                                           size_bytes: 3
                                                           belongs_to: "$/localities/28502")pb" +
                                                          (" sha256: \"" + crypto::Sha256Hex("abc") + "\""))
          .ok();
    }
  });
  const bool there = Get<Locality>("localities/28502").ok();
  for (int i = 1; i < 6; ++i) EXPECT_EQ(Get<Document>("documents/c" + std::to_string(i)).ok(), there) << i;
}

}  // namespace
}  // namespace ocop::registry
