// Renewals, papers that end, and what is missing.
#include "common/crypto/sha256.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PaperTest : public RegistryTest {
 protected:
  void SetUp() override {
    MakeProducts();
    ASSERT_TRUE(Update<Product>("products/a", "score_sheet: 7").ok());
  }

  void Paper(const std::string& id, const std::string& kind, const std::string& text) const {
    const auto made =
        Create<CompliancePaper>(id, "kind: " + kind + " " + R"pb(producer: "$/producers/p1"
                                                                 issue_date { year: 2024 month: 1 day: 10 })pb" +
                                        text);
    ASSERT_TRUE(made.ok()) << made.status();
  }
  template <class Response, class Request>
  Answer<Response> Ask(const std::string& method, const std::string& text) const {
    return Call<Response>("/ocop.registry.v1.ComplianceService/" + method, Parse<Request>(text));
  }
  Answer<CompliancePaper> Renew(const std::string& id, const std::string& text) const {
    return Ask<CompliancePaper, RenewCompliancePaperRequest>(
        "RenewCompliancePaper",
        "name: \"$/compliancePapers/" + id + "\" issue_date { year: 2025 month: 1 day: 10 } " + text);
  }
  std::vector<std::string> Expiring(const std::string& text) const {
    const auto listed = Ask<ListExpiringPapersResponse, ListExpiringPapersRequest>(
        "ListExpiringPapers", R"pb(parent: "$"
                                   as_of { year: 2025 month: 1 day: 1 })pb" +
                                  text);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> ids;
    for (const auto& paper : listed->papers()) {
      ids.push_back(paper.compliance_paper().name().substr(Name("compliancePapers/").size()));
    }
    return ids;
  }
  // `producer: requirement of product`.
  std::vector<std::string> Missing(const std::string& text) const {
    const auto listed =
        Ask<ListMissingPapersResponse, ListMissingPapersRequest>("ListMissingPapers", R"pb(parent: "$")pb" + text);
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> told;
    for (const auto& missing : listed->missing()) {
      told.push_back(missing.producer().substr(Name("producers/").size()) + ": " + missing.requirement() +
                     (missing.product().empty() ? "" : " of " + missing.product().substr(Name("products/").size())));
    }
    return told;
  }
};

TEST_F(PaperTest, ARenewalKeepsTheOld) {
  Paper("old", "KIND_FOOD_SAFETY_CERTIFICATE", R"pb(issuer: "Sở Y tế"
                                                    number: "1"
                                                    product: "$/products/a"
                                                    expire_date { year: 2025 month: 1 day: 9 })pb");
  const auto renewed = Renew("old", R"pb(compliance_paper_id: "new"
                                         number: "2"
                                         expire_date { year: 2028 month: 1 day: 9 })pb");
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  EXPECT_EQ(renewed->renews(), Name("compliancePapers/old"));
  EXPECT_EQ(renewed->kind(), CompliancePaper::KIND_FOOD_SAFETY_CERTIFICATE);
  EXPECT_EQ(renewed->product(), Name("products/a"));
  EXPECT_EQ(renewed->issuer(), "Sở Y tế");
  const auto old = Get<CompliancePaper>("compliancePapers/old");
  EXPECT_EQ(old->renewed_by(), Name("compliancePapers/new"));
  EXPECT_EQ(old->number(), "1");
  EXPECT_THAT(Renew("old", "").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "PAPER_RENEWED"));
  EXPECT_TRUE(Renew("new", R"pb(issue_date { year: 2026 month: 1 day: 1 })pb").ok()) << "a chain";
}

TEST_F(PaperTest, ARenewalIsNotOlderThanWhatItRenews) {
  Paper("old", "KIND_TRACEABILITY", "");
  EXPECT_THAT(Renew("old", "issue_date { year: 2024 month: 1 day: 9 }").status(), IsInvalidField("issue_date"));
  EXPECT_THAT(Renew("old", "expire_date { year: 2025 month: 1 day: 9 }").status(), IsInvalidField("expire_date"));
  EXPECT_THAT(Renew("none", "").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Renew("old", R"pb(compliance_paper_id: "old")pb").status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
}

TEST_F(PaperTest, ARenewalCanBeTakenBack) {
  Paper("old", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 2 day: 1 }");
  ASSERT_TRUE(Renew("old", R"pb(compliance_paper_id: "new")pb").ok());
  ASSERT_TRUE(Renew("new", R"pb(compliance_paper_id: "newer"
                                issue_date { year: 2026 month: 1 day: 1 })pb")
                  .ok());
  const auto in_use = IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE");
  const int before = ChangeCount();
  EXPECT_THAT(Delete<CompliancePaper>("compliancePapers/old"), in_use);
  EXPECT_THAT(Delete<CompliancePaper>("compliancePapers/new"), in_use);
  EXPECT_EQ(Get<CompliancePaper>("compliancePapers/old")->renewed_by(), Name("compliancePapers/new"));
  EXPECT_EQ(ChangeCount(), before) << "a refusal changes nothing";

  ASSERT_TRUE(Delete<CompliancePaper>("compliancePapers/newer").ok());
  ASSERT_TRUE(Delete<CompliancePaper>("compliancePapers/new").ok());
  EXPECT_EQ(ChangeCount(), before + 4) << "two deletions, and two papers that are renewed by none again";
  EXPECT_EQ(Get<CompliancePaper>("compliancePapers/old")->renewed_by(), "");
  EXPECT_THAT(Expiring(""), ElementsAre("old"));
  EXPECT_TRUE(Renew("old", "").ok());
}

TEST_F(PaperTest, OfManyRenewalsAtOnceOneIsMade) {
  Paper("old", "KIND_TRACEABILITY", "");
  std::atomic<int> made = 0;
  Together(8, [&](int) { made += Renew("old", "").ok() ? 1 : 0; });
  EXPECT_EQ(made, 1);
}

TEST_F(PaperTest, ThoseThatEndSoonAreListedWithTheirUnit) {
  Paper("soon", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 2 day: 1 }");
  Paper("sooner", "KIND_QUALITY_SYSTEM", "expire_date { year: 2025 month: 1 day: 1 }");
  Paper("later", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 12 day: 31 }");
  Paper("ended", "KIND_TRACEABILITY", "expire_date { year: 2024 month: 12 day: 31 }");
  Paper("endless", "KIND_TRACEABILITY", "");
  EXPECT_THAT(Expiring(""), ElementsAre("sooner", "soon"));
  EXPECT_THAT(Expiring("days: 365"), ElementsAre("sooner", "soon", "later"));
  EXPECT_THAT(Expiring("kind: KIND_TRACEABILITY"), ElementsAre("soon"));
  EXPECT_THAT(Expiring(R"pb(locality: "$/localities/815")pb"), ElementsAre("sooner", "soon"))
      << "the district of its commune";
  ASSERT_TRUE(Create<Locality>("28502", Commune() + R"pb(code: "28502")pb").ok());
  EXPECT_THAT(Expiring(R"pb(locality: "$/localities/28502")pb"), IsEmpty());
  ASSERT_TRUE(Renew("soon", "issue_date { year: 2025 month: 1 day: 1 }").ok());
  EXPECT_THAT(Expiring(""), ElementsAre("sooner")) << "another has taken its place";
  const auto page = Ask<ListExpiringPapersResponse, ListExpiringPapersRequest>("ListExpiringPapers",
                                                                               R"pb(parent: "$"
                                                                                    as_of { year: 2025 month: 1 day: 1 }
                                                                                    days: 365
                                                                                    page_size: 1)pb");
  ASSERT_EQ(page->papers_size(), 1);
  EXPECT_EQ(page->papers(0).days_left(), 0);
  EXPECT_EQ(page->papers(0).locality(), Name("localities/28501"));
  EXPECT_THAT(Expiring("days: 365 page_size: 1 page_token: \"" + page->next_page_token() + "\""), ElementsAre("later"));
}

TEST_F(PaperTest, WhatIsMissingIsListedByProducerAndProduct) {
  const std::string day = "as_of { year: 2026 month: 1 day: 1 } ";
  EXPECT_THAT(Missing(day),
              ElementsAre("p1: food-safety", "p1: packaging-label of a", "p1: quality-system", "p1: traceability"))
      << "p2 makes nothing";
  Paper("commitment", "KIND_FOOD_SAFETY_COMMITMENT", "expire_date { year: 2025 month: 6 day: 30 }");
  Paper("label", "KIND_PACKAGING_LABEL", R"pb(product: "$/products/a")pb");
  EXPECT_THAT(Missing(day), ElementsAre("p1: food-safety", "p1: quality-system", "p1: traceability"));
  EXPECT_THAT(Missing("as_of { year: 2025 month: 6 day: 30 } "), ElementsAre("p1: quality-system", "p1: traceability"));
  const auto ended =
      Ask<ListMissingPapersResponse, ListMissingPapersRequest>("ListMissingPapers", R"pb(parent: "$")pb" + day);
  EXPECT_EQ(ended->missing(0).ended_paper(), Name("compliancePapers/commitment"));
  EXPECT_EQ(ended->missing(0).end_date().month(), 6);

  ASSERT_TRUE(Create<Product>("b", CandyOf("p1") + "product_group: GROUP_TOURISM score_sheet: 26").ok());
  EXPECT_EQ(Missing(day).size(), 3) << "nothing is asked of a tour";
  ASSERT_TRUE(Create<Product>("c", CandyOf("p1")).ok());
  EXPECT_THAT(Missing(day), ::testing::Contains("p1: packaging-label of c")) << "without a sheet by its group";
  EXPECT_THAT((Ask<ListMissingPapersResponse, ListMissingPapersRequest>(
                   "ListMissingPapers", R"pb(parent: "$" locality: "$/localities/none")pb")
                   .status()),
              IsRefusal(absl::StatusCode::kNotFound, "LOCALITY_NOT_FOUND"));
}

// A list for an earlier day is as it was then.
TEST_F(PaperTest, WhatCameLaterIsNotKnownBefore) {
  Paper("soon", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 2 day: 1 }");
  ASSERT_TRUE(Renew("soon", "issue_date { year: 2025 month: 1 day: 20 }").ok());
  EXPECT_THAT(Expiring(""), ElementsAre("soon")) << "renewed three weeks later";
  EXPECT_THAT(Expiring("as_of { year: 2025 month: 1 day: 20 }"), IsEmpty());
  const auto expiring = [this](int day) {
    const auto summary = Ask<PaperSummary, GetPaperSummaryRequest>("GetPaperSummary",
                                                                   R"pb(parent: "$"
                                                                        as_of { year: 2025 month: 1 })pb" +
                                                                       (" as_of { day: " + std::to_string(day)) + " }");
    return summary.ok() && summary->units_size() > 0 ? summary->units(0).expiring_count() : -1;
  };
  EXPECT_EQ(expiring(19), 1);
  EXPECT_EQ(expiring(20), 0);

  ASSERT_TRUE(Create<Product>("late", CandyOf("p1") + "score_sheet: 7 entry_date { year: 2025 month: 3 day: 2 }").ok());
  const auto of_late = ::testing::Contains("p1: packaging-label of late");
  EXPECT_THAT(Missing("as_of { year: 2025 month: 3 day: 1 }"), ::testing::Not(of_late));
  EXPECT_THAT(Missing("as_of { year: 2025 month: 3 day: 2 }"), of_late);
  EXPECT_THAT(Missing("as_of { year: 2025 month: 3 day: 1 }"), ::testing::Contains("p1: packaging-label of a"))
      << "of which no day is known";
}

TEST_F(PaperTest, AUnitIsSummedUp) {
  Paper("soon", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 2 day: 1 }");
  const auto summary =
      Ask<PaperSummary, GetPaperSummaryRequest>("GetPaperSummary", R"pb(parent: "$"
                                                                        as_of { year: 2025 month: 1 day: 1 })pb");
  ASSERT_TRUE(summary.ok()) << summary.status();
  ASSERT_EQ(summary->units_size(), 2);
  EXPECT_EQ(summary->units(0).locality(), Name("localities/82"));
  EXPECT_EQ(summary->units(1).locality(), Name("localities/815"));
  for (const auto& unit : summary->units()) {
    EXPECT_EQ(unit.producer_count(), 2);
    EXPECT_EQ(unit.lacking_producer_count(), 1);
    EXPECT_EQ(unit.missing_count(), 3);
    EXPECT_EQ(unit.expiring_count(), 1);
  }
}

// p1 and p2 stay in 28501, which became 30001 together with 28502 of the same district; 28503 of it became nothing.
TEST_F(PaperTest, AUnitIsAskedAboutOnEitherMap) {
  for (const char* code : {"28502", "28503"}) {
    ASSERT_TRUE(Create<Locality>(code, Commune() + "code: \"" + code + "\"").ok());
  }
  ASSERT_TRUE(Create<Locality>("30001", Commune() + R"pb(code: "30001" parent_locality: "$/localities/82")pb").ok());
  for (const char* code : {"28501", "28502"}) {
    ASSERT_TRUE(Create<Succession>(code, std::string(R"pb(successor: "$/localities/30001"
                                                          effective_date { year: 2025 month: 7 day: 1 })pb") +
                                             " predecessor: \"$/localities/" + code + "\"")
                    .ok());
  }
  Paper("soon", "KIND_TRACEABILITY", "expire_date { year: 2025 month: 2 day: 1 }");
  for (const char* unit : {"28501", "30001", "815", "82"}) {
    EXPECT_THAT(Expiring(std::string("locality: \"$/localities/") + unit + "\""), ElementsAre("soon")) << unit;
  }
  for (const char* unit : {"28502", "28503"}) {
    EXPECT_THAT(Expiring(std::string("locality: \"$/localities/") + unit + "\""), IsEmpty()) << unit;
  }
}

TEST_F(PaperTest, EvidenceIsAFileThatIsLookedAt) {
  Paper("label", "KIND_PACKAGING_LABEL", "");
  const std::string pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  const std::string text = R"pb(belongs_to: "$/compliancePapers/label"
                                kind: KIND_PAPER
                                display_name: "Nhãn"
                                file_name: "nhan.pdf"
                                media_type: "application/pdf")pb" +
                           std::string("size_bytes: ") + std::to_string(pdf.size()) + " sha256: \"" +
                           crypto::Sha256Hex(pdf) + "\"";
  ASSERT_TRUE(Create<Document>("d", text).ok());
  EXPECT_THAT(Create<Document>("e", text + R"pb(belongs_to: "$/compliancePapers/none")pb").status(),
              IsInvalidField("document.belongs_to"));
  auto part = std::make_shared<UploadDocumentRequest>();
  part->set_name(Name("documents/d"));
  part->set_data(pdf);
  Document document;
  ASSERT_TRUE(
      service().client().UploadAndWait("/ocop.registry.v1.DocumentService/UploadDocument", {part}, document, {}).ok());
  EXPECT_TRUE(document.complete());
}

}  // namespace
}  // namespace ocop::registry
