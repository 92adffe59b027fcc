// What an approved submission closes: its period, for every product of its submitter; against every way of writing.
#include <gmock/gmock.h>

#include <pqxx/pqxx>

#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class ClosedPeriodTest : public SalesPointsWithRegistryTest {
 protected:
  ClosedPeriodTest() { AsProvince(); }

  // Producers p1 and p2 of commune 28501 make a1 and b1, and a2; p3 of 28601 makes a3.
  void SetUp() override {
    MakeUnit(parent().substr(10), "kind: KIND_PROVINCE");
    for (const char* code : {"28501", "28601"}) {
      MakeUnit(code, absl::StrCat("parent_locality: \"", Name("localities/" + parent().substr(10)), "\""));
    }
    MakeProducer("p1", "28501");
    MakeProducer("p2", "28501");
    MakeProducer("p3", "28601");
    MakeProduct("a1", "p1");
    MakeProduct("b1", "p1");
    MakeProduct("a2", "p2");
    MakeProduct("a3", "p3");
  }

  // A report of 1,000,000 đồng for a month of the year 2024.
  static std::string Of(const std::string& product, int month = 1, const std::string& text = "") {
    return absl::StrCat(January(), "product: \"$/products/", product, "\" period_start { year: 2024 month: ", month,
                        " day: 1 } period_end { year: 2024 month: ", month,
                        " day: ", month == 2 ? 29 : (month == 4 ? 30 : 31), " } ", text);
  }
  // The submission "s" of the first quarter, with one report of a1, handed in.
  void HandIn(const std::string& submitter) {
    ASSERT_TRUE(Create<SalesSubmission>("s", absl::StrCat("submitter: \"$/", submitter,
                                                          R"pb("
                                                               period_start { year: 2024 month: 1 day: 1 }
                                                               period_end { year: 2024 month: 3 day: 31 })pb"))
                    .ok());
    ASSERT_TRUE(Create<SalesReport>("r", Of("a1", 1, R"pb(submission: "$/salesSubmissions/s")pb")).ok());
    const auto submitted = Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", kStep);
    ASSERT_TRUE(submitted.ok()) << submitted.status();
  }
  Answer<SalesSubmission> Approve(const std::string& text = "") {
    return Ask<ApproveSalesRequest, SalesSubmission>("SalesSubmissionService/ApproveSales", kStep + text);
  }
  Answer<SalesSubmission> Reopen() {
    return Ask<ReopenSalesRequest, SalesSubmission>("SalesSubmissionService/ReopenSales", kStep);
  }
  const std::string kStep = R"pb(name: "$/salesSubmissions/s" reason: "vì")pb";

  static auto Locked() { return IsRefusal(absl::StatusCode::kFailedPrecondition, "PERIOD_LOCKED"); }
};

TEST_F(ClosedPeriodTest, OfAProducerEveryProductIsClosed) {
  HandIn("producers/p1");
  ASSERT_TRUE(Create<SalesReport>("before", Of("b1", 2)).ok());
  const auto approved = Approve();
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->closed_product_count(), 2);
  EXPECT_EQ(approved->closed_report_count(), 2) << "the report without a submission as well";
  EXPECT_EQ(approved->closed_revenue_vnd(), 2000000);

  EXPECT_THAT(Create<SalesReport>("q", Of("b1", 1)).status(), Locked()) << "a product without a line in it";
  EXPECT_THAT(Update<SalesReport>("salesReports/before", "revenue_vnd: 5").status(), Locked());
  EXPECT_THAT(Delete<SalesReport>("salesReports/before"), Locked());
  EXPECT_THAT(Create<SalesReport>("q", Of("b1", 1, "period_end { year: 2024 month: 12 day: 31 }")).status(), Locked())
      << "a year has the quarter in it";
  EXPECT_TRUE(Create<SalesReport>("april", Of("b1", 4)).ok());
  EXPECT_TRUE(Create<SalesReport>("other", Of("a2", 1)).ok()) << "of another producer";

  const auto open = Reopen();
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->closed_report_count(), 0);
  EXPECT_TRUE(Create<SalesReport>("q", Of("b1", 1)).ok());
  EXPECT_TRUE(Delete<SalesReport>("salesReports/before").ok());
}

TEST_F(ClosedPeriodTest, OfACommuneEveryProductOfItsProducersIsClosed) {
  HandIn("localities/28501");
  ASSERT_EQ(Approve()->closed_product_count(), 3);
  for (const char* product : {"a1", "b1", "a2"}) {
    EXPECT_THAT(Create<SalesReport>("q", Of(product, 3)).status(), Locked()) << product;
  }
  EXPECT_TRUE(Create<SalesReport>("q", Of("a3", 3)).ok());
}

TEST_F(ClosedPeriodTest, ItStaysClosedUntilTheLastThatClosedItIsOpened) {
  HandIn("producers/p1");
  ASSERT_TRUE(Approve().ok());
  ASSERT_TRUE(Create<SalesSubmission>("t", R"pb(submitter: "$/localities/28501"
                                                period_start { year: 2024 month: 1 day: 1 }
                                                period_end { year: 2024 month: 3 day: 31 })pb")
                  .ok());
  ASSERT_TRUE(Create<SalesReport>("t", Of("a2", 1, R"pb(submission: "$/salesSubmissions/t")pb")).ok());
  ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales",
                                                        R"pb(name: "$/salesSubmissions/t")pb")
                   .ok()));
  ASSERT_TRUE((Ask<ApproveSalesRequest, SalesSubmission>("SalesSubmissionService/ApproveSales",
                                                         R"pb(name: "$/salesSubmissions/t")pb")
                   .ok()));
  ASSERT_TRUE(Reopen().ok());
  EXPECT_THAT(Create<SalesReport>("q", Of("b1", 1)).status(), Locked());
}

TEST_F(ClosedPeriodTest, ATrialClosesNothing) {
  HandIn("producers/p1");
  const auto tried = Approve("validate_only: true");
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->closed_product_count(), 2);
  EXPECT_TRUE(Create<SalesReport>("q", Of("b1", 1)).ok());
}

// Writes that know nothing of the service.
TEST_F(ClosedPeriodTest, TheDatabaseHoldsIt) {
  HandIn("producers/p1");
  ASSERT_TRUE(Create<SalesReport>("before", Of("b1", 2)).ok());
  ASSERT_TRUE(Create<SalesReport>("april", Of("b1", 4)).ok());
  ASSERT_TRUE(Approve().ok());
  const std::string province = parent().substr(10);
  const std::string row = absl::StrCat("province_code = '", province, "' AND sales_report_id = ");
  for (const std::string& statement :
       {absl::StrCat("INSERT INTO salespoints.sales_report (province_code, sales_report_id, product, period_start, "
                     "period_end) VALUES ('",
                     province, "', 'x', '", Name("products/b1"), "', '2024-03-01', '2024-03-31')"),
        absl::StrCat("UPDATE salespoints.sales_report SET revenue_vnd = 1 WHERE ", row, "'before'"),
        absl::StrCat("DELETE FROM salespoints.sales_report WHERE ", row, "'before'"),
        absl::StrCat("UPDATE salespoints.sales_report SET period_start = '2024-03-01', period_end = '2024-03-31', ",
                     "channel_id = NULL, product = '", Name("products/b1"), "' WHERE ", row, "'r'"),
        absl::StrCat("UPDATE salespoints.sales_report SET period_start = '2024-05-01', period_end = '2024-05-31' ",
                     "WHERE ", row, "'before'")}) {
    pqxx::connection connection(service().database().url());
    pqxx::work work(connection);
    EXPECT_THROW(work.exec(statement), pqxx::check_violation) << statement;
  }
  pqxx::connection connection(service().database().url());
  pqxx::work work(connection);
  EXPECT_NO_THROW(
      work.exec(absl::StrCat("UPDATE salespoints.sales_report SET revenue_vnd = 1 WHERE ", row, "'april'")));
}

// Either a report is in the approved submission, which counts it, or it is refused.
TEST_F(ClosedPeriodTest, AWriteAndAnApprovalAtOnce) {
  HandIn("producers/p1");
  for (int round = 0; round < 10; ++round) {
    std::vector<absl::Status> written(8);
    Answer<SalesSubmission> approved;
    const auto write = [&](int i) {
      // The rounds write different channels' reports, so that nothing else stands against them.
      return Create<SalesReport>(
                 "", Of(i % 2 == 0 ? "a1" : "b1", 2, absl::StrCat("channel: \"$/channels/c", round, "-", i / 2, "\"")))
          .status();
    };
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(Create<Channel>(absl::StrCat("c", round, "-", i), Supermarket()).ok());
    }
    Together(9, [&](int i) {
      if (i == 4) {
        approved = Approve();
      } else {
        const int place = i < 4 ? i : i - 1;
        written[static_cast<size_t>(place)] = write(place);
      }
    });
    ASSERT_TRUE(approved.ok()) << approved.status();
    for (const absl::Status& status : written)
      EXPECT_TRUE(status.ok() || ::testing::Matches(Locked())(status)) << status;
    const std::string there = service().database().Value(absl::StrCat(
        "SELECT count(*) FROM salespoints.sales_report WHERE province_code = '", parent().substr(10), "'"));
    EXPECT_EQ(absl::StrCat(approved->closed_report_count()), there) << "round " << round;
    ASSERT_TRUE(Reopen().ok());
    ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", kStep).ok()));
  }
}

// An import, too: the lines that it took of the producer are counted, the others are refused.
TEST_F(ClosedPeriodTest, AnImportAndAnApprovalAtOnce) {
  constexpr int kMessages = 40;
  HandIn("producers/p1");
  std::vector<std::shared_ptr<const google::protobuf::Message>> requests;
  for (int i = 0; i < kMessages; ++i) {
    const std::string channel = absl::StrCat("c", i);
    ASSERT_TRUE(Create<Channel>(channel, Supermarket()).ok());
    auto request = std::make_shared<ImportSalesReportsRequest>();
    request->set_name(Name("salesImports/i"));
    request->set_first_line(2 * i + 1);
    for (const char* product : {"b1", "a2"}) {
      *request->add_lines() = Parse<SalesReport>(Of(product, 2, absl::StrCat("channel: \"$/channels/", channel, "\"")));
    }
    requests.push_back(std::move(request));
  }
  Answer<SalesSubmission> approved;
  SalesImport import;
  Together(2, [&](int i) {
    if (i == 0) {
      approved = Approve();
      return;
    }
    rpc::CallOptions options;
    options.actor = "commune@example.vn";
    options.roles = "commune_officer";
    const absl::Status status = service().client().UploadAndWait(
        "/ocop.salespoints.v1.SalesReportService/ImportSalesReports", requests, import, options);
    EXPECT_TRUE(status.ok()) << status;
  });
  ASSERT_TRUE(approved.ok()) << approved.status();
  const auto there = [this](const std::string& product) {
    return std::stoi(service().database().Value(absl::StrCat(
        "SELECT count(*) FROM salespoints.sales_report WHERE product = '", Name("products/" + product), "'")));
  };
  EXPECT_EQ(there("a2"), kMessages) << "of another producer";
  EXPECT_EQ(approved->closed_report_count(), there("a1") + there("b1"));
  EXPECT_EQ(import.failed_count(), kMessages - there("b1"));
}

// By the same service beside, where nobody answers for the registry.
TEST_F(ClosedPeriodTest, ARepeatedApprovalGetsItsAnswerWithoutTheRegistry) {
  HandIn("producers/p1");
  const std::string id = R"pb(request_id: "01900000-0000-7000-8000-0000000005a1")pb";
  const auto approved = Approve(id);
  ASSERT_TRUE(approved.ok()) << approved.status();
  metrics::Registry metrics;
  const service::Definition definition = Alone();
  service::DataService alone(definition, {.database_url = service().database().url()}, metrics);
  ASSERT_TRUE(alone.Start().ok());
  const rpc::Client client(absl::StrCat("127.0.0.1:", alone.port()));
  rpc::CallOptions options;
  options.actor = "province@example.vn";
  options.roles = "province_officer";
  const auto again = [&](const std::string& text) {
    return client.Call<SalesSubmission>("/ocop.salespoints.v1.SalesSubmissionService/ApproveSales",
                                        Parse<ApproveSalesRequest>(kStep + text), options);
  };
  const std::string other_id = R"pb(request_id: "01900000-0000-7000-8000-0000000005a2")pb";
  auto repeated = again(id);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->DebugString(), approved->DebugString());
  EXPECT_THAT(again(other_id).status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "SUBMISSION_STATE"));

  // Handed in once more, it is no other answer.
  ASSERT_TRUE(Reopen().ok());
  ASSERT_TRUE((Ask<SubmitSalesRequest, SalesSubmission>("SalesSubmissionService/SubmitSales", kStep).ok()));
  EXPECT_THAT(again(other_id).status(), IsRefusal(absl::StatusCode::kUnavailable, "PEER_UNAVAILABLE"));
  repeated = again(id);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->DebugString(), approved->DebugString());
}

using GrowthOfProducersTest = ClosedPeriodTest;

// However many producers a page has, the registry is asked a few times.
TEST_F(GrowthOfProducersTest, AsksTheRegistryOnceForAPage) {
  for (int i = 0; i < 46; ++i) {
    MakeProducer(absl::StrCat("q", i), "28501");
    MakeProduct(absl::StrCat("x", i), absl::StrCat("q", i));
    ASSERT_TRUE(Create<SalesReport>("", Of(absl::StrCat("x", i))).ok());
  }
  const int before = registry().CallCount("ProductService/ListProducts");
  const auto growth = Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>(
      "SalesReportService/ListSalesGrowth",
      R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCER comparison: COMPARISON_BASELINE page_size: 49)pb");
  ASSERT_TRUE(growth.ok()) << growth.status();
  EXPECT_EQ(growth->growth_size(), 46);
  EXPECT_EQ(growth->next_page_token(), "");
  EXPECT_LE(registry().CallCount("ProductService/ListProducts") - before, 2);
  EXPECT_GT(registry().CallCount("ProductService/ListProducts") - before, 0);
}

// The province's sum by producer is that by product.
TEST_F(GrowthOfProducersTest, WhatADeletedProducerSoldStaysSold) {
  for (const char* product : {"a1", "b1", "a2"}) ASSERT_TRUE(Create<SalesReport>("", Of(product)).ok());
  ASSERT_TRUE(Create<SalesBaseline>("a1", R"pb(product: "$/products/a1" year: 2020 revenue_vnd: 500000)pb").ok());
  DeleteProducer("p1");
  const auto growth = Ask<ListSalesGrowthRequest, ListSalesGrowthResponse>(
      "SalesReportService/ListSalesGrowth",
      R"pb(parent: "$" year: 2024 unit: UNIT_PRODUCER comparison: COMPARISON_BASELINE)pb");
  ASSERT_TRUE(growth.ok()) << growth.status();
  ASSERT_EQ(growth->growth_size(), 2);
  EXPECT_EQ(growth->growth(0).unit(), Name("producers/p1"));
  EXPECT_EQ(growth->growth(0).revenue_vnd(), 1'000'000);
  EXPECT_THAT(growth->growth(0).products_without_base(), ::testing::ElementsAre(Name("products/b1")));
  EXPECT_EQ(growth->growth(1).unit(), Name("producers/p2"));
}

}  // namespace
}  // namespace ocop::salespoints
