// The second clock: what was known at an earlier moment, why it is known otherwise now, and reports that can be made
// again.
#include "absl/strings/strip.h"
#include "google/protobuf/empty.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

class PastTest : public GatewayTest {
 protected:
  std::string E1KnownAt(const KnownAt& known_at) {
    GetIndicatorValuesRequest request = QuestionOfE1();
    *request.mutable_known_at() = known_at;
    const auto response = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", request);
    if (!response.ok()) return status::ReasonOf(response.status());
    EXPECT_EQ(response->values(0).freshness(), IndicatorValue::FRESHNESS_AS_KNOWN);
    return Fraction(response->values(0));
  }

  // How an indicator of the end of 2024 is known otherwise now than when an answer with these sources was given.
  absl::StatusOr<ExplainRevisionResponse> RevisionSince(const google::protobuf::RepeatedPtrField<Source>& sources,
                                                        const std::string& indicator = "e1") {
    ExplainRevisionRequest request;
    Parse("as_of { year: 2024 month: 12 day: 31 }", request);
    request.set_indicator(absl::StrCat(parent(), "/indicators/", indicator));
    *request.mutable_known_before() = KnownBy(sources);
    return Ask<ExplainRevisionResponse>("ExplainRevision", request);
  }

  // `products/a DELETE` for each entry.
  std::vector<std::string> Told(const google::protobuf::RepeatedPtrField<EntryReference>& entries) const {
    std::vector<std::string> told;
    for (const EntryReference& entry : entries) {
      EXPECT_EQ(entry.resource_name().substr(0, parent().size()), parent());
      told.push_back(absl::StrCat(entry.resource_name().substr(parent().size() + 1), " ",
                                  absl::StripPrefix(entry.action(), "ACTION_")));
    }
    return told;
  }
};

TEST_F(PastTest, AFigureCanBeAskedForAgainAsItWasPrinted) {
  const GetIndicatorValuesResponse printed = E1();
  ASSERT_EQ(Fraction(printed.values(0)), "1/3");
  KnownAt by_time;
  for (const Source& source : printed.sources()) {
    if (source.service() == "evaluation") *by_time.mutable_time() = source.read_time();
  }

  Recognise("b");  // Decided in June, entered after the figure was printed.
  Make<registry::v1::Product>(
      "d", R"pb(display_name: "Sản phẩm d" producer: "$/producers/x" product_group: GROUP_FOOD score_sheet: 1)pb");
  Make<registry::v1::Registration>("d-2024", R"pb(product: "$/products/d"
                                                  kind: KIND_FIRST
                                                  register_date { year: 2024 month: 5 day: 2 })pb");
  suite().AwaitCaughtUp();
  EXPECT_EQ(Fraction(E1().values(0)), "2/4");
  EXPECT_EQ(E1KnownAt(KnownBy(printed.sources())), "1/3");
  EXPECT_EQ(E1KnownAt(by_time), "1/3");

  suite().KillGateway();
  suite().StartGateway();
  suite().AwaitCaughtUp();
  EXPECT_EQ(E1KnownAt(KnownBy(printed.sources())), "1/3") << "by another gateway, too";
  EXPECT_EQ(E1KnownAt(KnownBy(E1().sources())), "2/4") << "one that began with a snapshot";
}

// Whichever of the two a moment is asked for by, the answer tells the other too.
TEST_F(PastTest, AnAnswerOfThePastTellsPositionAndTimeOfEachService) {
  const GetIndicatorValuesResponse printed = E1();
  Recognise("b");
  suite().AwaitCaughtUp();
  GetIndicatorValuesRequest question = QuestionOfE1();
  *question.mutable_known_at()->mutable_time() = printed.sources(1).read_time();
  const auto by_time = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", question);
  ASSERT_TRUE(by_time.ok()) << by_time.status();
  for (const Source& source : by_time->sources()) {
    EXPECT_EQ(source.read_time().seconds(), question.known_at().time().seconds()) << source.service();
    EXPECT_NE(source.position(), "") << source.service();
  }
  EXPECT_EQ(E1KnownAt(KnownBy(by_time->sources())), "1/3") << "and by those positions it is the same";

  question = QuestionOfE1();
  *question.mutable_known_at() = KnownBy(printed.sources());
  const auto by_positions = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", question);
  ASSERT_TRUE(by_positions.ok()) << by_positions.status();
  for (int i = 0; i < 2; ++i) {
    const Source& source = by_positions->sources(i);
    EXPECT_GT(source.read_time().seconds(), 0) << source.service();
    EXPECT_LE(source.read_time().seconds(), printed.sources(i).read_time().seconds()) << source.service();
    EXPECT_EQ(source.position(), printed.sources(i).position());
  }
  EXPECT_FALSE(by_positions->sources(3).has_read_time()) << "training has nothing of the province to tell a time by";

  ExplainRevisionRequest request;
  Parse(R"pb(indicator: "$/indicators/e1"
             as_of { year: 2024 month: 12 day: 31 })pb",
        request);
  *request.mutable_known_before()->mutable_time() = printed.sources(1).read_time();
  const auto revision = Ask<ExplainRevisionResponse>("ExplainRevision", request);
  ASSERT_TRUE(revision.ok()) << revision.status();
  *request.mutable_known_before() = KnownBy(revision->sources_before());
  *request.mutable_known_after() = KnownBy(revision->sources());
  const auto again = Ask<ExplainRevisionResponse>("ExplainRevision", request);
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_THAT(again->units(), SizeIs(1));
  EXPECT_EQ(again->units(0).SerializeAsString(), revision->units(0).SerializeAsString());
}

TEST_F(PastTest, AMomentThatIsNoneIsRefused) {
  KnownAt to_come;
  to_come.mutable_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) + 3600);
  EXPECT_EQ(E1KnownAt(to_come), "NOT_YET_KNOWN");
  EXPECT_EQ(E1KnownAt(KnownAt()), "INVALID_FIELDS");
  KnownAt damaged = KnownBy(E1().sources());
  damaged.mutable_positions(0)->set_position("x");
  EXPECT_EQ(E1KnownAt(damaged), "MALFORMED_RESUME_TOKEN");
  damaged.mutable_positions(1)->set_service("registry");
  EXPECT_EQ(E1KnownAt(damaged), "INVALID_FIELDS");
}

TEST_F(PastTest, ARevisionNamesTheEntriesThatCameLate) {
  const GetIndicatorValuesResponse printed = E1();
  Recognise("b");
  suite().AwaitCaughtUp();
  ExplainRevisionRequest request;
  Parse(R"pb(indicator: "$/indicators/e1"
             as_of { year: 2024 month: 12 day: 31 })pb",
        request);
  *request.mutable_known_before() = KnownBy(printed.sources());
  const auto response = Ask<ExplainRevisionResponse>("ExplainRevision", request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Fraction(response->before()), "1/3");
  EXPECT_EQ(Fraction(response->after()), "2/3");
  ASSERT_THAT(response->units(), SizeIs(1)) << "the others stand as before";
  const RevisedUnit& unit = response->units(0);
  EXPECT_EQ(unit.after().unit(), parent() + "/products/b");
  EXPECT_FALSE(unit.before().in_numerator());
  EXPECT_TRUE(unit.after().in_numerator());
  ASSERT_THAT(unit.after().entries(), SizeIs(1)) << "what was known before is no reason";
  const EntryReference& entry = unit.after().entries(0);
  EXPECT_EQ(entry.service(), "evaluation");
  EXPECT_EQ(entry.resource_name(), parent() + "/recognitions/b");
  EXPECT_EQ(entry.actor(), "province@example.vn");
}

TEST_F(PastTest, ARevisionNamesTheEntriesThatDeletedSomething) {
  const GetIndicatorValuesResponse printed = E1();
  Change<google::protobuf::Empty, evaluation::v1::DeleteRecognitionRequest>(
      "/ocop.evaluation.v1.RecognitionService/DeleteRecognition", R"pb(name: "$/recognitions/a")pb");
  Change<google::protobuf::Empty, registry::v1::DeleteRegistrationRequest>(
      "/ocop.registry.v1.ProductService/DeleteRegistration", R"pb(name: "$/registrations/b-2024")pb");
  Change<registry::v1::Product, registry::v1::DeleteProductRequest>("/ocop.registry.v1.ProductService/DeleteProduct",
                                                                    R"pb(name: "$/products/c")pb");
  suite().AwaitCaughtUp();
  const auto response = RevisionSince(printed.sources());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Fraction(response->before()), "1/3");
  EXPECT_EQ(Fraction(response->after()), "0/1");
  ASSERT_THAT(response->units(), SizeIs(3));
  EXPECT_THAT(Told(response->units(0).after().entries()), ElementsAre("recognitions/a DELETE"));
  EXPECT_THAT(Told(response->units(1).after().entries()), ElementsAre("registrations/b-2024 DELETE"));
  EXPECT_THAT(Told(response->units(2).after().entries()), ElementsAre("products/c DELETE"));
  EXPECT_EQ(response->units(2).after().unit(), parent() + "/products/c");
  EXPECT_EQ(response->units(2).before().display_name(), "Sản phẩm c") << "which nothing else tells any longer";
  EXPECT_EQ(response->units(2).before().locality(), parent() + "/localities/c");
}

TEST_F(PastTest, AnExplanationNamesTheEntriesBehindEachUnit) {
  ExplainIndicatorRequest request;
  Parse(R"pb(indicator: "$/indicators/e1"
             as_of { year: 2024 month: 12 day: 31 })pb",
        request);
  const auto response = Ask<ExplainIndicatorResponse>("ExplainIndicator", request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->list_numerator(), response->value().numerator());
  EXPECT_EQ(response->list_denominator(), response->value().denominator());
  ASSERT_THAT(response->units(), SizeIs(3));
  std::vector<std::string> behind_a;
  for (const EntryReference& entry : response->units(0).entries()) {
    behind_a.push_back(entry.resource_name().substr(parent().size() + 1));
  }
  EXPECT_THAT(behind_a,
              ::testing::UnorderedElementsAre("producers/x", "products/a", "registrations/a-2024", "recognitions/a"));
  EXPECT_THAT(response->units(0).entries_missing(), IsEmpty());
}

TEST_F(PastTest, OfACommuneTheEntriesAreNamedThatPutItThere) {
  Make<registry::v1::Plan>("2024", R"pb(display_name: "Kế hoạch 2024" year: 2024)pb");
  Make<registry::v1::RoadmapCommune>("c", R"pb(locality: "$/localities/c")pb", "plans/2024");
  suite().AwaitCaughtUp();
  const auto explained = Ask<ExplainIndicatorResponse, ExplainIndicatorRequest>(
      "ExplainIndicator", R"pb(indicator: "$/indicators/n1"
                               as_of { year: 2024 month: 12 day: 31 })pb");
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(Fraction(explained->value()), "1/1");
  ASSERT_THAT(explained->units(), SizeIs(1));
  EXPECT_THAT(Told(explained->units(0).entries()),
              ElementsAre("localities/c CREATE", "producers/x CREATE", "products/a CREATE", "recognitions/a CREATE",
                          "plans/2024 CREATE", "plans/2024/roadmapCommunes/c CREATE"));

  Change<Recognition, evaluation::v1::RevokeRecognitionRequest>(
      "/ocop.evaluation.v1.RecognitionService/RevokeRecognition",
      R"pb(name: "$/recognitions/a"
           revoke_date { year: 2024 month: 9 day: 30 }
           ground: REVOCATION_GROUND_LAW_BROKEN
           decision_number: "15/QĐ-UBND")pb");
  suite().AwaitCaughtUp();
  const auto response = RevisionSince(explained->sources(), "n1");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Fraction(response->after()), "0/1");
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_THAT(Told(response->units(0).after().entries()), ElementsAre("recognitions/a UPDATE"));
}

TEST_F(PastTest, ARevisionNamesTheEntriesAboutTheDefinition) {
  MakeStarred();
  const GetIndicatorValuesResponse printed = E1();
  ASSERT_TRUE((Ask<Indicator, UpdateIndicatorRequest>(
                   "UpdateIndicator", R"pb(indicator { name: "$/indicators/starred" numerator_filter: "stars >= 4" }
                                           update_mask { paths: "numerator_filter" })pb"))
                  .ok());
  const auto response = RevisionSince(printed.sources(), "starred");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->before().numerator(), 1);
  EXPECT_EQ(response->after().numerator(), 0);
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_THAT(Told(response->units(0).after().entries()), IsEmpty()) << "the product is as it was";
  EXPECT_THAT(Told(response->entries()), ElementsAre("indicatorDefinitions/starred UPDATE"));
  EXPECT_THAT(response->entries_missing(), IsEmpty());
}

TEST_F(PastTest, ARevisionNamesTheEntriesAboutTheTarget) {
  Make<registry::v1::Plan>("2024", R"pb(display_name: "Kế hoạch 2024" year: 2024)pb");
  const std::string target =
      absl::StrCat("indicator: \"$/indicators/e1\" locality: \"$/localities/", parent().substr(10), "\" minimum: 30");
  Make<registry::v1::Target>("e1", target, "plans/2024");
  suite().AwaitCaughtUp();
  const GetIndicatorValuesResponse printed = E1();
  Change<registry::v1::Target, registry::v1::UpdateTargetRequest>(
      "/ocop.registry.v1.PlanService/UpdateTarget",
      R"pb(target { name: "$/plans/2024/targets/e1" minimum: 70 }
           update_mask { paths: "minimum" })pb");
  suite().AwaitCaughtUp();
  auto response = RevisionSince(printed.sources());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->before().status(), IndicatorValue::STATUS_MET);
  EXPECT_EQ(response->after().status(), IndicatorValue::STATUS_NOT_MET);
  EXPECT_THAT(response->units(), IsEmpty());
  EXPECT_THAT(Told(response->entries()), ElementsAre("plans/2024/targets/e1 UPDATE"));

  const GetIndicatorValuesResponse printed_again = E1();
  Change<google::protobuf::Empty, registry::v1::DeleteTargetRequest>("/ocop.registry.v1.PlanService/DeleteTarget",
                                                                     R"pb(name: "$/plans/2024/targets/e1")pb");
  suite().AwaitCaughtUp();
  response = RevisionSince(printed_again.sources());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->after().status(), IndicatorValue::STATUS_NO_TARGET);
  EXPECT_THAT(Told(response->entries()), ElementsAre("plans/2024/targets/e1 DELETE"));
}

// A unit of count that lies nowhere any longer.
TEST_F(PastTest, ARevisionNamesTheOfficerWhoBecameAProducersPerson) {
  using training::v1::Learner;
  Make<Learner>("o", R"pb(display_name: "Cán bộ"
                          kind: KIND_COMMUNE_OFFICER
                          locality: "$/localities/c"
                          post_start_date { year: 2024 month: 1 day: 1 })pb");
  suite().AwaitCaughtUp();
  const GetIndicatorValuesResponse printed = E1();
  Change<Learner, training::v1::UpdateLearnerRequest>(
      "/ocop.training.v1.LearnerService/UpdateLearner",
      R"pb(learner { name: "$/learners/o" kind: KIND_PRODUCER_PERSON producer: "$/producers/x" }
           update_mask { paths: "kind" paths: "producer" paths: "locality" })pb");
  suite().AwaitCaughtUp();
  const auto response = RevisionSince(printed.sources(), "t1");
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(Fraction(response->before()), "0/1");
  EXPECT_EQ(Fraction(response->after()), "0/0");
  ASSERT_THAT(response->units(), SizeIs(1));
  EXPECT_EQ(response->units(0).before().locality(), parent() + "/localities/c");
  EXPECT_EQ(response->units(0).after().locality(), "");
  EXPECT_THAT(Told(response->units(0).after().entries()), ElementsAre("learners/o UPDATE"));
}

TEST_F(PastTest, ARevisionCanBeAskedForAgain) {
  const GetIndicatorValuesResponse printed = E1();
  Recognise("b");
  suite().AwaitCaughtUp();
  const auto first = RevisionSince(printed.sources());
  ASSERT_TRUE(first.ok()) << first.status();
  Recognise("c");
  Change<google::protobuf::Empty, evaluation::v1::DeleteRecognitionRequest>(
      "/ocop.evaluation.v1.RecognitionService/DeleteRecognition", R"pb(name: "$/recognitions/b")pb");
  suite().AwaitCaughtUp();
  ExplainRevisionRequest request;
  Parse(R"pb(indicator: "$/indicators/e1"
             as_of { year: 2024 month: 12 day: 31 })pb",
        request);
  *request.mutable_known_before() = KnownBy(first->sources_before());
  *request.mutable_known_after() = KnownBy(first->sources());
  const auto again = Ask<ExplainRevisionResponse>("ExplainRevision", request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Fraction(again->before()), "1/3");
  EXPECT_EQ(Fraction(again->after()), "2/3");
  ASSERT_THAT(again->units(), SizeIs(1));
  EXPECT_EQ(again->units(0).SerializeAsString(), first->units(0).SerializeAsString());
}

TEST_F(PastTest, AReportIsMadeAgainToTheByteAndCorrectionsShow) {
  FreezeReportRequest freeze = ReportOf2024();
  freeze.set_title("Năm 2024");
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  ReportContent content;
  ASSERT_TRUE(content.ParseFromString(report->content()));
  *freeze.mutable_known_at()->mutable_positions() = content.positions();

  VerifyReportRequest verify;
  *verify.mutable_report() = *report;
  auto verified = Ask<VerifyReportResponse>("VerifyReport", verify);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->signature_valid());
  EXPECT_TRUE(verified->reproduced());
  EXPECT_THAT(verified->differences(), IsEmpty());

  Recognise("b");
  suite().KillGateway();
  suite().StartGateway();
  suite().AwaitCaughtUp();
  const auto again = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->content(), report->content());
  EXPECT_EQ(again->sha256(), report->sha256());
  verified = Ask<VerifyReportResponse>("VerifyReport", verify);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->reproduced());
  bool e1_differs = false;
  for (const ReportDifference& difference : verified->differences()) {
    if (difference.frozen().indicator() != parent() + "/indicators/e1") continue;
    e1_differs = true;
    EXPECT_EQ(Fraction(difference.frozen()), "1/3");
    EXPECT_EQ(Fraction(difference.current()), "2/3");
  }
  EXPECT_TRUE(e1_differs);

  verify.mutable_report()->set_sha256(std::string(64, '0'));
  EXPECT_FALSE(Ask<VerifyReportResponse>("VerifyReport", verify)->signature_valid());
  content.set_title("Năm 2023");
  verify.mutable_report()->set_content(content.SerializeAsString());
  EXPECT_FALSE(Ask<VerifyReportResponse>("VerifyReport", verify)->signature_valid());
  // What nobody signed and the journals don't say is compared with nothing, however long it is.
  content.mutable_values(0)->set_numerator(77);
  verify.mutable_report()->set_content(content.SerializeAsString());
  verified = Ask<VerifyReportResponse>("VerifyReport", verify);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_FALSE(verified->reproduced());
  EXPECT_THAT(verified->differences(), IsEmpty());
  while (content.values_size() <= 10'000) *content.add_values() = content.values(0);
  for (const std::string& unreadable : {std::string("\xff"), content.SerializeAsString()}) {
    verify.mutable_report()->set_content(unreadable);
    EXPECT_THAT(Ask<VerifyReportResponse>("VerifyReport", verify).status(),
                IsRefusal(absl::StatusCode::kInvalidArgument, "UNREADABLE_REPORT"));
  }
}

TEST_F(PastTest, AReportTellsOfAnotherListBehindTheSameValue) {
  FreezeReportRequest freeze = ReportOf2024("e1");
  freeze.add_localities(parent() + "/localities/c");
  VerifyReportRequest verify;
  *verify.mutable_report() = *Ask<Report>("FreezeReport", freeze);
  Recognise("b");
  evaluation::v1::DeleteRecognitionRequest request;
  request.set_name(parent() + "/recognitions/a");
  google::protobuf::Empty empty;
  ASSERT_EQ(suite()
                .services()
                .client("evaluation")
                .CallAndWait("/ocop.evaluation.v1.RecognitionService/DeleteRecognition", request, empty, Caller()),
            absl::OkStatus());
  suite().AwaitCaughtUp();
  const auto verified = Ask<VerifyReportResponse>("VerifyReport", verify);
  ASSERT_TRUE(verified.ok()) << verified.status();
  ASSERT_THAT(verified->differences(), SizeIs(1));
  const ReportDifference& difference = verified->differences(0);
  EXPECT_TRUE(difference.list_changed());
  EXPECT_EQ(Fraction(difference.frozen()), "1/3");
  EXPECT_EQ(Fraction(difference.current()), "1/3");
}

TEST_F(PastTest, AReportThatWasAskedForByATimeIsMadeAgainToo) {
  FreezeReportRequest freeze = ReportOf2024();
  const GetIndicatorValuesResponse now = E1();
  for (const Source& source : now.sources()) {
    if (source.service() == "evaluation") *freeze.mutable_known_at()->mutable_time() = source.read_time();
  }
  const auto report = Ask<Report>("FreezeReport", freeze);
  ASSERT_TRUE(report.ok()) << report.status();
  Recognise("b");
  suite().AwaitCaughtUp();
  VerifyReportRequest verify;
  *verify.mutable_report() = *report;
  const auto verified = Ask<VerifyReportResponse>("VerifyReport", verify);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->signature_valid());
  EXPECT_TRUE(verified->reproduced());
  EXPECT_GT(verified->differences_size(), 0);
}

}  // namespace
}  // namespace ocop::gateway
