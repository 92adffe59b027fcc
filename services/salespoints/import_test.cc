// Report lines as a stream: what is taken, what is not and why, and that nothing is taken twice.
#include <gmock/gmock.h>

#include "absl/strings/escaping.h"

#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ImportTest : public SalesPointsWithRegistryTest {
 protected:
  ImportTest() { AsCommune(); }
  void SetUp() override { ASSERT_TRUE(Create<Channel>("c", Supermarket()).ok()); }

  using Lines = std::vector<std::string>;

  // Sends each group of lines as one message, the first with the number `first`.
  absl::StatusOr<SalesImport> Import(const std::vector<Lines>& messages, int64_t first = 1, const std::string& id = "i",
                                     const std::string& roles = "commune_officer", bool validate_only = false) {
    std::vector<std::shared_ptr<const google::protobuf::Message>> requests;
    for (const Lines& lines : messages) {
      auto request = std::make_shared<ImportSalesReportsRequest>();
      request->set_name(Name("salesImports/" + id));
      request->set_first_line(first);
      request->set_validate_only(validate_only);
      for (const std::string& line : lines) *request->add_lines() = Parse<SalesReport>(line);
      first += static_cast<int64_t>(lines.size());
      requests.push_back(std::move(request));
    }
    SalesImport answer;
    rpc::CallOptions options;
    options.actor = "commune@example.vn";
    options.roles = roles;
    const absl::Status status = service().client().UploadAndWait(
        "/ocop.salespoints.v1.SalesReportService/ImportSalesReports", requests, answer, options);
    if (!status.ok()) return status;
    return answer;
  }

  // `12 created, 1 unchanged, 2 failed, next 16`
  static std::string Counts(const absl::StatusOr<SalesImport>& import) {
    if (!import.ok()) return import.status().ToString();
    return absl::StrCat(import->created_count(), " created, ", import->unchanged_count(), " unchanged, ",
                        import->failed_count(), " failed, next ", import->next_line());
  }
  static std::vector<std::string> Errors(const absl::StatusOr<SalesImport>& import) {
    std::vector<std::string> errors;
    for (const auto& error : import->errors()) errors.push_back(absl::StrCat(error.line(), " ", error.field()));
    return errors;
  }

  static std::string Of(const std::string& product, int month = 1) {
    return absl::StrCat(January(), "product: \"$/products/", product, "\" period_start { year: 2024 month: ", month,
                        " day: 1 } period_end { year: 2024 month: ", month, " day: ", month == 2 ? 29 : 31, " } ");
  }
  int64_t Reports() const {
    return std::stoll(service().database().Value(absl::StrCat(
        "SELECT count(*) FROM salespoints.sales_report WHERE province_code = '", parent().substr(10), "'")));
  }
  int64_t JournalEntries() const {
    return std::stoll(
        service().database().Value(absl::StrCat("SELECT count(*) FROM salespoints.journal WHERE resource_name LIKE '",
                                                parent(), "/salesReports/%' AND action = 'ACTION_CREATE'")));
  }
};

TEST_F(ImportTest, GoodLinesBecomeReportsWithTheirJournal) {
  const auto import = Import({{Of("a"), Of("b")}, {Of("a", 2), Of("a") + R"pb(channel: "$/channels/c")pb"}});
  EXPECT_EQ(Counts(import), "4 created, 0 unchanged, 0 failed, next 5");
  EXPECT_EQ(Reports(), 4);
  EXPECT_EQ(JournalEntries(), 4);
  const auto listed = Ask<ListSalesReportsRequest, ListSalesReportsResponse>("SalesReportService/ListSalesReports",
                                                                             R"pb(parent: "$" filter: "channel:*")pb");
  ASSERT_EQ(listed->sales_reports_size(), 1);
  EXPECT_EQ(listed->sales_reports(0).revenue_vnd(), 1000000);
  EXPECT_NE(listed->sales_reports(0).etag(), "");
}

// What the journal says is what a reader of the report sees.
TEST_F(ImportTest, TheJournalHoldsTheReportAsItIsRead) {
  ASSERT_EQ(Import({{Of("a")}})->created_count(), 1);
  const auto listed = Ask<ListSalesReportsRequest, ListSalesReportsResponse>("SalesReportService/ListSalesReports",
                                                                             R"pb(parent: "$")pb");
  const std::string stored = service().database().Value(
      absl::StrCat("SELECT encode(resource, 'hex') FROM salespoints.journal WHERE resource_name = '",
                   listed->sales_reports(0).name(), "'"));
  SalesReport journalled;
  ASSERT_TRUE(journalled.ParseFromString(absl::HexStringToBytes(stored)));
  EXPECT_EQ(journalled.DebugString(), listed->sales_reports(0).DebugString());
}

TEST_F(ImportTest, ABadLineIsToldAndTakesNoOtherWithIt) {
  const auto import = Import(
      {{Of("a"), Of("b") + "revenue_vnd: -1 period_end { year: 2024 month: 13 day: 1 }",
        Of("c") + R"pb(product: "cam")pb", Of("d") + R"pb(channel: "$/channels/none")pb",
        Of("e") + "period_end { year: 2024 month: 1 day: 30 }", Of("f") + R"pb(channel: "provinces/99/channels/c")pb",
        Of("g") + R"pb(submission: "$/salesSubmissions/none")pb", Of("h")}});
  EXPECT_EQ(Counts(import), "2 created, 0 unchanged, 6 failed, next 9");
  EXPECT_THAT(Errors(import), ElementsAre("2 period_end", "2 revenue_vnd", "3 product", "4 channel", "5 period_end",
                                          "6 channel", "7 submission"));
  EXPECT_EQ(Reports(), 2);
}

TEST_F(ImportTest, ASecondImportChangesNothing) {
  const std::vector<Lines> lines = {{Of("a"), Of("b"), Of("c") + "revenue_vnd: -1"}};
  ASSERT_EQ(Counts(Import(lines)), "2 created, 0 unchanged, 1 failed, next 4");
  EXPECT_EQ(Counts(Import(lines)), "2 created, 0 unchanged, 1 failed, next 4");
  EXPECT_EQ(Counts(Import(lines, 1, "other")), "0 created, 2 unchanged, 1 failed, next 4");
  EXPECT_EQ(JournalEntries(), 2);
}

TEST_F(ImportTest, GoesOnWhereItBrokeOff) {
  ASSERT_EQ(Counts(Import({{Of("a"), Of("b")}})), "2 created, 0 unchanged, 0 failed, next 3");
  EXPECT_THAT(Import({{Of("d")}}, 4).status(), IsRefusal(absl::StatusCode::kOutOfRange, "WRONG_LINE"));
  // Lines 2 to 4, of which line 2 is known.
  EXPECT_EQ(Counts(Import({{Of("x"), Of("c"), Of("d")}}, 2)), "4 created, 0 unchanged, 0 failed, next 5");
  EXPECT_EQ(Reports(), 4);
}

TEST_F(ImportTest, ALineThatIsThereTwiceIsTakenOnce) {
  const auto import = Import({{Of("a"), Of("a"), Of("a") + "revenue_vnd: 5"}});
  EXPECT_EQ(Counts(import), "1 created, 1 unchanged, 1 failed, next 4");
  EXPECT_THAT(Errors(import), ElementsAre("3 revenue_vnd"));
}

TEST_F(ImportTest, AnotherReportMayStandAgainstALine) {
  ASSERT_TRUE(Create<SalesReport>("year", Of("a") + "period_end { year: 2024 month: 12 day: 31 }").ok());
  const auto import = Import({{Of("a"), Of("b"), Of("b") + "period_end { year: 2024 month: 3 day: 31 }"}});
  EXPECT_EQ(Counts(import), "1 created, 0 unchanged, 2 failed, next 4");
  EXPECT_THAT(Errors(import), ElementsAre("1 period_start", "3 period_start"));
}

TEST_F(ImportTest, ALockedPeriodTakesNoLine) {
  AsProvince();
  ASSERT_TRUE(Create<SalesSubmission>("s", R"pb(submitter: "$/producers/a"
                                                period_start { year: 2024 month: 1 day: 1 }
                                                period_end { year: 2024 month: 1 day: 31 })pb")
                  .ok());
  const std::string line = Of("a") + R"pb(submission: "$/salesSubmissions/s")pb";
  ASSERT_EQ(Import({{line}})->created_count(), 1);
  const std::string step = R"pb(name: "$/salesSubmissions/s")pb";
  ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", step).ok()));
  ASSERT_TRUE((Ask<ApproveSalesRequest, SalesSubmission>("SalesSubmissionService/ApproveSales", step).ok()));
  const auto import =
      Import({{Of("a"), Of("a") + R"pb(channel: "$/channels/c")pb", line + R"pb(product: "$/products/z")pb", Of("b")}},
             1, "second");
  EXPECT_EQ(Counts(import), "1 created, 1 unchanged, 2 failed, next 5");
  EXPECT_THAT(Errors(import), ElementsAre("2 ", "3 submission"));
  EXPECT_EQ(Counts(Import({{line}}, 1, "third")), "0 created, 1 unchanged, 0 failed, next 2");
}

// A report that was entered one by one is the same report, whatever its name.
TEST_F(ImportTest, ALineThatSaysWhatIsKnownIsUnchanged) {
  ASSERT_TRUE(Create<SalesReport>("by-hand", Of("a")).ok());
  ASSERT_TRUE(Create<SalesSubmission>("s", R"pb(submitter: "$/producers/a"
                                                period_start { year: 2024 month: 1 day: 1 }
                                                period_end { year: 2024 month: 1 day: 31 })pb")
                  .ok());
  const auto import =
      Import({{Of("a"), Of("a") + "revenue_vnd: 9", Of("a") + R"pb(submission: "$/salesSubmissions/s")pb"}});
  EXPECT_EQ(Counts(import), "0 created, 1 unchanged, 2 failed, next 4");
  EXPECT_THAT(Errors(import), ElementsAre("2 revenue_vnd", "3 submission"));
}

TEST_F(ImportTest, ItsNameIsAName) {
  EXPECT_THAT(Import({{Of("a")}}, 1, "a b").status(), IsInvalidField("name"));
  EXPECT_THAT(Import({{Of("a")}}, 1, std::string(64, 'a')).status(), IsInvalidField("name"));
}

TEST_F(ImportTest, ItsProvinceIsAProvince) {
  SalesImport answer;
  auto request = std::make_shared<ImportSalesReportsRequest>();
  request->set_name("provinces/xx/salesImports/i");
  request->set_first_line(1);
  *request->add_lines() = Parse<SalesReport>(Of("a"));
  rpc::CallOptions options;
  options.actor = "commune@example.vn";
  options.roles = "commune_officer";
  EXPECT_THAT(service().client().UploadAndWait("/ocop.salespoints.v1.SalesReportService/ImportSalesReports", {request},
                                               answer, options),
              IsInvalidField("name"));
}

// By a rule of the tables that the lines were not checked for.
TEST_F(ImportTest, WhatPostgresRefusesIsToldWithoutTheRow) {
  service().database().Execute(
      "ALTER TABLE salespoints.sales_report ADD CONSTRAINT sales_report_odd_check CHECK (product NOT LIKE '%/odd')");
  const absl::Status refused = Import({{Of("a"), Of("odd")}}).status();
  EXPECT_THAT(refused, IsInvalidField("lines"));
  EXPECT_THAT(std::string(refused.message()), ::testing::Not(::testing::HasSubstr("1000000")));
  EXPECT_EQ(Reports(), 0);
  service().database().Execute("ALTER TABLE salespoints.sales_report DROP CONSTRAINT sales_report_odd_check");
}

TEST_F(ImportTest, ATrialTakesNothing) {
  const std::vector<Lines> lines = {{Of("a"), Of("b") + "revenue_vnd: -1"}, {Of("c")}};
  const auto trial = Import(lines, 1, "i", "commune_officer", true);
  EXPECT_EQ(Counts(trial), "2 created, 0 unchanged, 1 failed, next 4");
  EXPECT_THAT(Errors(trial), ElementsAre("2 revenue_vnd"));
  EXPECT_EQ(Reports(), 0);
  EXPECT_EQ(JournalEntries(), 0);
  EXPECT_EQ(Counts(Import(lines)), "2 created, 0 unchanged, 1 failed, next 4");
}

// Whether a file is sent in one message or in many.
TEST_F(ImportTest, ATrialSaysWhatTheImportSays) {
  ASSERT_TRUE(Create<SalesReport>("known", Of("known")).ok());
  const std::string first_quarter = "period_end { year: 2024 month: 3 day: 31 }";
  const std::string of_channel = R"pb(channel: "$/channels/c")pb";
  const std::vector<Lines> lines = {
      {Of("a"), Of("b") + first_quarter, Of("known")},
      {Of("a"), Of("a") + "profit_vnd: 5", Of("a") + first_quarter, Of("b", 2), Of("a") + of_channel},
      {Of("a", 2), Of("a") + of_channel, Of("b", 4) + "period_end { year: 2024 month: 4 day: 30 }",
       Of("b") + first_quarter + "revenue_vnd: 7", Of("a", 2)}};
  const auto trial = Import(lines, 1, "i", "commune_officer", true);
  EXPECT_EQ(Reports(), 1);
  const auto real = Import(lines);
  EXPECT_EQ(Counts(real), "5 created, 4 unchanged, 4 failed, next 14");
  EXPECT_THAT(Errors(real), ElementsAre("5 profit_vnd", "6 period_start", "7 period_start", "12 revenue_vnd"));
  EXPECT_EQ(Counts(trial), Counts(real));
  ASSERT_EQ(trial->errors_size(), real->errors_size());
  for (int i = 0; i < real->errors_size(); ++i) {
    EXPECT_EQ(trial->errors(i).DebugString(), real->errors(i).DebugString());
  }
}

TEST_F(ImportTest, WhoImportsHasARole) {
  EXPECT_THAT(Import({{Of("a")}}, 1, "i", "council_member").status(),
              IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  EXPECT_EQ(Reports(), 0);
}

TEST_F(ImportTest, AMessageThatIsWrongTakesNothing) {
  EXPECT_THAT(Import({Lines(5001, Of("a"))}).status(), IsInvalidField("lines"));
  EXPECT_THAT(Import({{}}).status(), IsInvalidField("lines"));
  EXPECT_THAT(Import({{Of("a")}}, 0).status(), IsInvalidField("first_line"));
  EXPECT_THAT(Import({}).status(), IsInvalidField("name"));
  EXPECT_EQ(Reports(), 0);
}

TEST_F(ImportTest, HowFarItHasComeCanBeAsked) {
  ASSERT_TRUE(Import({Lines(150, Of("a") + "revenue_vnd: -1 product: \"cam\"")}).ok());
  const auto import =
      Ask<GetSalesImportRequest, SalesImport>("SalesReportService/GetSalesImport", R"pb(name: "$/salesImports/i")pb");
  EXPECT_EQ(Counts(import), "0 created, 0 unchanged, 150 failed, next 151");
  EXPECT_EQ(import->errors_size(), 100);
  std::string token;
  std::vector<int64_t> lines;
  do {
    const auto page = Ask<ListSalesImportErrorsRequest, ListSalesImportErrorsResponse>(
        "SalesReportService/ListSalesImportErrors",
        absl::StrCat(R"pb(parent: "$/salesImports/i" page_size: 7)pb", " page_token: \"", token, "\""));
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& error : page->errors()) lines.push_back(error.line());
    token = page->next_page_token();
  } while (!token.empty());
  ASSERT_EQ(lines.size(), 300);
  for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(lines[i], static_cast<int64_t>(i / 2 + 1));
  EXPECT_THAT((Ask<GetSalesImportRequest, SalesImport>("SalesReportService/GetSalesImport",
                                                       R"pb(name: "$/salesImports/none")pb")
                   .status()),
              IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
}

TEST_F(ImportTest, ManyAtOnceMakeEveryReportOnce) {
  const std::vector<Lines> lines = {{Of("a"), Of("b")}, {Of("c"), Of("d"), Of("e")}};
  std::atomic<int64_t> created = 0;
  std::atomic<int> failed = 0;
  Together(8, [&](int i) {
    const auto import = Import(lines, 1, absl::StrCat("i", i));
    if (import.ok()) created += import->created_count();
    if (!import.ok() || import->failed_count() > 0) ++failed;
  });
  EXPECT_EQ(created, 5);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(JournalEntries(), 5);
}

}  // namespace
}  // namespace ocop::salespoints
