// Indicators of a province's own: defined at the gateway, kept by the registry, counted over all of history.
#include <map>
#include <set>
#include <thread>

#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {
namespace {

class OwnIndicatorsTest : public GatewayTest {
 protected:
  absl::StatusOr<Indicator> Create(const std::string& id, const std::string& text) {
    return Ask<Indicator, CreateIndicatorRequest>(
        "CreateIndicator",
        absl::StrCat("parent: \"$\" indicator_id: \"", id, "\" indicator { code: \"X1\" title_vi: \"X\" ", text, "} "));
  }
  int64_t NumeratorOf(const std::string& id, int year) {
    GetIndicatorValuesRequest request;
    Parse(
        absl::StrCat("parent: \"$\" indicators: \"$/indicators/", id, "\" as_of { year: ", year, " month: 7 day: 1 }"),
        request);
    const auto response = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->values(0).numerator() : -1;
  }
};

constexpr char kStarred[] = "unit: UNIT_PRODUCT measure: MEASURE_COUNT numerator_filter: \"stars >= 3\"";

TEST_F(OwnIndicatorsTest, IsCountedOverAllOfHistoryWhenItsCreationIsAnswered) {
  const auto created = Create("starred", kStarred);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), parent() + "/indicators/starred");
  EXPECT_EQ(created->version(), 1);
  EXPECT_EQ(created->origin(), Indicator::ORIGIN_PROVINCE);
  EXPECT_EQ(created->state(), Indicator::STATE_ACTIVE);
  EXPECT_THAT(created->services(), ElementsAre("registry", "evaluation"));
  EXPECT_EQ(NumeratorOf("starred", 2023), 0);
  EXPECT_EQ(NumeratorOf("starred", 2024), 1);
  EXPECT_EQ(NumeratorOf("starred", 2027), 0) << "the certificate has expired";

  Recognise("b");
  suite().AwaitCaughtUp();
  EXPECT_EQ(NumeratorOf("starred", 2024), 2) << "kept current";

  suite().KillGateway();
  suite().StartGateway();
  suite().AwaitCaughtUp();
  EXPECT_EQ(NumeratorOf("starred", 2024), 2) << "another gateway has it too";
}

TEST_F(OwnIndicatorsTest, AChangeRaisesTheVersionAndCountsAnew) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  UpdateIndicatorRequest update;
  Parse(R"pb(indicator { name: "$/indicators/starred" numerator_filter: "registered_in_year = true" }
             update_mask { paths: "numerator_filter" })pb",
        update);
  const auto changed = Ask<Indicator>("UpdateIndicator", update);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->version(), 2);
  EXPECT_EQ(changed->title_vi(), "X") << "what the mask does not name stays";
  EXPECT_EQ(changed->period(), Indicator::PERIOD_YEAR);
  EXPECT_EQ(NumeratorOf("starred", 2024), 3);

  update.mutable_indicator()->set_etag("stale");
  EXPECT_EQ(Ask<Indicator>("UpdateIndicator", update).status().code(), absl::StatusCode::kAborted);
  const auto deleted =
      Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", "name: \"$/indicators/starred\"");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_THAT((Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/starred\"").status()),
              IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
}

// Each holds the etag of what it wrote itself, so that one who goes on from there is told of the others.
TEST_F(OwnIndicatorsTest, OfManyChangesAtOnceEachIsAnsweredWithItsOwn) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  constexpr int kCallers = 6;
  std::vector<absl::StatusOr<Indicator>> answers(kCallers, absl::UnknownError("not answered"));
  const auto filter_of = [](int caller) { return absl::StrCat("stars >= 3 AND stars <= ", 5 + caller); };
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&, i] {
      answers[static_cast<size_t>(i)] = Ask<Indicator, UpdateIndicatorRequest>(
          "UpdateIndicator", absl::StrCat("indicator { name: \"$/indicators/starred\" numerator_filter: \"",
                                          filter_of(i), "\" } update_mask { paths: \"numerator_filter\" }"));
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::set<std::string> etags;
  std::map<int, Indicator> by_version;
  for (int i = 0; i < kCallers; ++i) {
    const auto& answer = answers[static_cast<size_t>(i)];
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->numerator_filter(), filter_of(i));
    EXPECT_EQ(answer->state(), Indicator::STATE_ACTIVE);
    EXPECT_EQ(answer->period(), Indicator::PERIOD_DAY);
    EXPECT_EQ(answer->comparator(), Indicator::COMPARATOR_AT_LEAST);
    EXPECT_THAT(answer->services(), ElementsAre("registry", "evaluation"));
    etags.insert(answer->etag());
    by_version.emplace(answer->version(), *answer);
  }
  EXPECT_THAT(etags, SizeIs(kCallers));
  ASSERT_THAT(by_version, SizeIs(kCallers));
  const auto now = Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/starred\"");
  ASSERT_TRUE(now.ok()) << now.status();
  EXPECT_EQ(now->ShortDebugString(), by_version.rbegin()->second.ShortDebugString());
}

TEST_F(OwnIndicatorsTest, WhatIsDeletedIsToldNoMoreAndItsVersionsGoOn) {
  const std::string name = "name: \"$/indicators/starred\" ";
  int version = 0;
  for (int round = 0; round < 5; ++round) {
    const auto created = Create("starred", kStarred);
    ASSERT_TRUE(created.ok()) << created.status();
    EXPECT_EQ(created->version(), version + 1);
    const auto changed = Ask<Indicator, UpdateIndicatorRequest>(
        "UpdateIndicator", absl::StrCat("indicator { ", name, " title_vi: \"Y\" }"));
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(changed->version(), version + 2);
    version = changed->version();
    const absl::Status deleted = Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", name).status();
    ASSERT_TRUE(deleted.ok()) << deleted;
    EXPECT_THAT((Ask<GetIndicatorValuesResponse, GetIndicatorValuesRequest>(
                     "GetIndicatorValues", "parent: \"$\" indicators: \"$/indicators/starred\"")
                     .status()),
                IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
    const auto listed =
        Ask<ListIndicatorsResponse, ListIndicatorsRequest>("ListIndicators", "parent: \"$\" page_size: 1000");
    ASSERT_TRUE(listed.ok()) << listed.status();
    for (const Indicator& each : listed->indicators()) EXPECT_NE(each.name(), parent() + "/indicators/starred");
  }
}

TEST_F(OwnIndicatorsTest, ADeletionThatIsRepeatedDoesNotWaitForWhatHasTheNameSince) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  const auto remove = [&] {
    return Ask<google::protobuf::Empty, DeleteIndicatorRequest>(
               "DeleteIndicator", "name: \"$/indicators/starred\" request_id: \"0193a1b2-0000-4000-8000-000000000003\"")
        .status();
  };
  ASSERT_TRUE(remove().ok());
  ASSERT_TRUE(Create("starred", kStarred).ok());
  const absl::Status again = remove();
  EXPECT_TRUE(again.ok()) << again;
  EXPECT_TRUE((Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/starred\"").ok()));
}

TEST_F(OwnIndicatorsTest, WhatIsMissingIsNotFoundUnlessAllowed) {
  const auto remove = [&](const std::string& text) {
    return Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", text).status();
  };
  EXPECT_THAT(remove("name: \"$/indicators/none\""), IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
  EXPECT_TRUE(remove("name: \"$/indicators/none\" allow_missing: true").ok());
  EXPECT_THAT(remove("name: \"$/indicators/e1\" allow_missing: true"),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "BUILT_IN_INDICATOR"));
}

TEST_F(OwnIndicatorsTest, EveryMistakeIsToldAtOnceWithItsPlace) {
  const auto refused = Create("bad",
                              "unit: UNIT_PRODUCT measure: MEASURE_PERCENT denominator_filter: \"stairs >= 3\" "
                              "numerator_filter: \"stars >= \" sum_fact: \"stars\"");
  EXPECT_THAT(refused.status(), status::AreInvalidFields({"indicator.denominator_filter", "indicator.numerator_filter",
                                                          "indicator.sum_fact"}));
  const auto told = status::ViolationsOf(refused.status());
  const std::map<std::string, std::string> by_field(told.begin(), told.end());
  EXPECT_THAT(by_field.at("indicator.denominator_filter"), HasSubstr("stairs"));
  EXPECT_THAT(by_field.at("indicator.numerator_filter"), HasSubstr("at 10"));
}

TEST_F(OwnIndicatorsTest, HoweverManyFieldsAreUnknownEachIsToldWithItsPlace) {
  const auto refused = Create("bad",
                              "unit: UNIT_PRODUCT measure: MEASURE_PERCENT denominator_filter: \"f0 = 1 AND f1 = 1 AND "
                              "f2 = 1 AND f3 = 1 AND f4 = 1 AND f5 = 1 AND f6 = 1\" numerator_filter: \"stars >= 3\"");
  const auto told = status::ViolationsOf(refused.status());
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].first, "indicator.denominator_filter");
  for (const char* place : {"at 1: ", "at 12: ", "at 23: ", "at 34: ", "at 45: ", "at 56: ", "at 67: "}) {
    EXPECT_THAT(told[0].second, HasSubstr(place));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(place));
  }
  const size_t fields = told[0].second.find("the fields are ");
  ASSERT_NE(fields, std::string::npos);
  EXPECT_EQ(told[0].second.find("the fields are ", fields + 1), std::string::npos) << "once";
  EXPECT_THAT(told[0].second, HasSubstr("profit_in_year_vnd"));
}

// The registry takes what can be read from whoever calls it; which facts there are the gateway alone knows.
TEST_F(OwnIndicatorsTest, WhatCameFromElsewhereAndCannotBeCountedIsToldAndMended) {
  Make<registry::v1::IndicatorDefinition>("past", R"pb(code: "X9"
                                                       title_vi: "X"
                                                       unit: "UNIT_PRODUCT"
                                                       measure: "MEASURE_COUNT"
                                                       numerator_filter: "stairs >= 3")pb");
  suite().AwaitCaughtUp();
  const auto told = Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/past\"");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->state(), Indicator::STATE_UNCOUNTABLE);
  EXPECT_THAT(told->problem(), HasSubstr("stairs"));
  EXPECT_THAT((Ask<GetIndicatorValuesResponse, GetIndicatorValuesRequest>(
                   "GetIndicatorValues", "parent: \"$\" indicators: \"$/indicators/past\"")
                   .status()),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "INDICATOR_UNCOUNTABLE"));
  const auto mended = Ask<Indicator, UpdateIndicatorRequest>(
      "UpdateIndicator", R"pb(indicator { name: "$/indicators/past" numerator_filter: "stars >= 3" }
                              update_mask { paths: "numerator_filter" })pb");
  ASSERT_TRUE(mended.ok()) << mended.status();
  EXPECT_EQ(mended->state(), Indicator::STATE_ACTIVE);
  EXPECT_EQ(mended->problem(), "");
  EXPECT_EQ(mended->code(), "X9");
  EXPECT_EQ(NumeratorOf("past", 2024), 1);
}

// As one that was there before the suite had an indicator of its id.
TEST_F(OwnIndicatorsTest, OneWhoseIdIsABuiltInOnesCanBeDeleted) {
  Make<registry::v1::IndicatorDefinition>("e1", R"pb(code: "X9"
                                                     title_vi: "X"
                                                     unit: "UNIT_PRODUCT"
                                                     measure: "MEASURE_COUNT"
                                                     numerator_filter: "stars >= 3")pb");
  suite().AwaitCaughtUp();
  const auto listed = [&] {
    const auto list =
        Ask<ListIndicatorsResponse, ListIndicatorsRequest>("ListIndicators", "parent: \"$\" page_size: 1000");
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<Indicator::State> states;
    for (const Indicator& indicator : list->indicators()) {
      if (indicator.name() == parent() + "/indicators/e1") states.push_back(indicator.state());
    }
    return states;
  };
  EXPECT_THAT(listed(), ElementsAre(Indicator::STATE_ACTIVE, Indicator::STATE_UNCOUNTABLE));
  const auto deleted =
      Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", "name: \"$/indicators/e1\"");
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  suite().AwaitCaughtUp();
  EXPECT_THAT(listed(), ElementsAre(Indicator::STATE_ACTIVE));
}

// The request comes again after somebody has changed past the gateway what it made.
TEST_F(OwnIndicatorsTest, WhatIsStoredAndCannotBeCountedIsNotWaitedFor) {
  const std::string again = "} request_id: \"5e0f2f7c-7f0e-4d7e-9d53-3f2f5a1d7c11\"";
  const auto create = [&] {
    return Ask<Indicator, CreateIndicatorRequest>(
        "CreateIndicator",
        absl::StrCat("parent: \"$\" indicator_id: \"own\" indicator { code: \"X1\" title_vi: \"X\" ", kStarred, again));
  };
  ASSERT_TRUE(create().ok());
  Change<registry::v1::IndicatorDefinition, registry::v1::UpdateIndicatorDefinitionRequest>(
      "/ocop.registry.v1.IndicatorDefinitionService/UpdateIndicatorDefinition",
      R"pb(indicator_definition { name: "$/indicatorDefinitions/own" numerator_filter: "stairs >= 3" }
           update_mask { paths: "numerator_filter" })pb");
  suite().AwaitCaughtUp();
  EXPECT_THAT(create().status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "INDICATOR_UNCOUNTABLE"));
}

TEST_F(OwnIndicatorsTest, NamesAreTakenOnceAndBuiltInOnesAreNotTouched) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  EXPECT_THAT(Create("starred", kStarred).status(), IsRefusal(absl::StatusCode::kAlreadyExists, "INDICATOR_EXISTS"));
  EXPECT_THAT(Create("e1", kStarred).status(), IsRefusal(absl::StatusCode::kAlreadyExists, "INDICATOR_EXISTS"));
  EXPECT_THAT(
      (Ask<google::protobuf::Empty, DeleteIndicatorRequest>("DeleteIndicator", "name: \"$/indicators/e1\"").status()),
      IsRefusal(absl::StatusCode::kFailedPrecondition, "BUILT_IN_INDICATOR"));
  EXPECT_THAT(
      (Ask<Indicator, UpdateIndicatorRequest>("UpdateIndicator",
                                              "indicator { name: \"$/indicators/e1\" title_vi: \"Y\" code: \"E1\" "
                                              "numerator_filter: \"stars = 5\" unit: UNIT_PRODUCT measure: "
                                              "MEASURE_COUNT }")
           .status()),
      IsRefusal(absl::StatusCode::kFailedPrecondition, "BUILT_IN_INDICATOR"));
}

TEST_F(OwnIndicatorsTest, ACodeIsOfOneIndicator) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  ASSERT_TRUE(Create("other", absl::StrCat(kStarred, " code: \"X2\"")).ok());
  suite().AwaitCaughtUp();
  const auto create = [&](const std::string& code, bool validate_only) {
    return Ask<Indicator, CreateIndicatorRequest>(
               "CreateIndicator", absl::StrCat("parent: \"$\" indicator_id: \"third\" validate_only: ", validate_only,
                                               " indicator { title_vi: \"X\" code: \"", code, "\" ", kStarred, " }"))
        .status();
  };
  const auto recode = [&](const std::string& code, bool validate_only) {
    return Ask<Indicator, UpdateIndicatorRequest>(
               "UpdateIndicator", absl::StrCat("indicator { name: \"$/indicators/other\" code: \"", code,
                                               "\" } update_mask { paths: \"code\" } validate_only: ", validate_only))
        .status();
  };
  for (const char* code : {"X1", "E1"}) {
    for (const bool validate_only : {false, true}) {
      for (const absl::Status& refused : {create(code, validate_only), recode(code, validate_only)}) {
        EXPECT_THAT(refused, IsRefusal(absl::StatusCode::kAlreadyExists, "VALUE_ALREADY_TAKEN"))
            << code << " " << validate_only;
        EXPECT_EQ(status::MetadataOf(refused)["field"], "indicator.code");
        const std::string holder = parent() + (std::string(code) == "E1" ? "/indicators/e1" : "/indicators/starred");
        EXPECT_EQ(status::MetadataOf(refused)["name"], holder);
        EXPECT_EQ(refused.message(), absl::StrCat("\"", code, "\" is the code of ", holder));
      }
    }
  }
  EXPECT_TRUE(recode("X2", false).ok()) << "its own";
  EXPECT_TRUE(recode("X3", false).ok());
  EXPECT_TRUE(create("X2", false).ok()) << "given up by the other";
}

TEST_F(OwnIndicatorsTest, TheSameRequestAgainGetsTheFirstAnswer) {
  const std::string again = "request_id: \"0193a1b2-0000-4000-8000-000000000001\"";
  CreateIndicatorRequest request;
  Parse(absl::StrCat("parent: \"$\" indicator_id: \"starred\" indicator { code: \"X1\" title_vi: \"X\" ", kStarred,
                     "} ", again),
        request);
  ASSERT_TRUE(Ask<Indicator>("CreateIndicator", request).ok());
  const auto second = Ask<Indicator>("CreateIndicator", request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->version(), 1);
}

TEST_F(OwnIndicatorsTest, AChangeComesAgainThoughOthersHaveChangedTheRest) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  const auto change = [&](const std::string& what) {
    return Ask<Indicator, UpdateIndicatorRequest>("UpdateIndicator", what);
  };
  const std::string first =
      "indicator { name: \"$/indicators/starred\" title_vi: \"Y\" } update_mask { paths: \"title_vi\" } "
      "request_id: \"0193a1b2-0000-4000-8000-000000000002\"";
  ASSERT_TRUE(change(first).ok());
  ASSERT_TRUE(change("indicator { name: \"$/indicators/starred\" title_en: \"Z\" }").ok()) << "a mask of what is set";
  const auto untouched = change(
      "indicator { name: \"$/indicators/starred\" title_vi: \"no\" } update_mask { paths: \"period\" paths: "
      "\"version\" }");
  ASSERT_TRUE(untouched.ok()) << untouched.status();
  EXPECT_EQ(untouched->version(), 3) << "nothing but output-only fields";
  const auto again = change(first);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->version(), 2) << "the first answer";
  EXPECT_EQ(again->title_vi(), "Y");
  EXPECT_EQ(again->title_en(), "");
  EXPECT_EQ(again->unit(), Indicator::UNIT_PRODUCT);
}

TEST_F(OwnIndicatorsTest, ATrialIsRefusedWhereTheChangeWouldBe) {
  ASSERT_TRUE(Create("starred", kStarred).ok());
  for (const char* trial : {"false", "true"}) {
    const auto change = [&](const std::string& what) {
      return Ask<Indicator, UpdateIndicatorRequest>(
                 "UpdateIndicator",
                 absl::StrCat("indicator { name: \"$/indicators/starred\" ", what, " validate_only: ", trial))
          .status();
    };
    EXPECT_EQ(change("etag: \"stale\" title_vi: \"Y\" }").code(), absl::StatusCode::kAborted) << trial;
    EXPECT_THAT(change("} update_mask { paths: \"title_vi\" }"), status::AreInvalidFields({"indicator.title_vi"}))
        << trial;
    EXPECT_THAT(change("code: \" X1\" }"), status::AreInvalidFields({"indicator.code"})) << trial;
  }
  const auto tried = Ask<Indicator, UpdateIndicatorRequest>(
      "UpdateIndicator", "indicator { name: \"$/indicators/starred\" title_vi: \"Y\" } validate_only: true");
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->version(), 2);
  EXPECT_EQ(tried->title_vi(), "Y");
  const auto kept = Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/starred\"");
  EXPECT_EQ(kept->version(), 1);
}

TEST_F(OwnIndicatorsTest, ARequestIdIsAUuidInATrialToo) {
  CreateIndicatorRequest request;
  Parse(absl::StrCat("parent: \"$\" indicator_id: \"starred\" indicator { code: \"X1\" title_vi: \"X\" ", kStarred,
                     "} validate_only: true request_id: \"1\""),
        request);
  EXPECT_THAT(Ask<Indicator>("CreateIndicator", request).status(), status::AreInvalidFields({"request_id"}));
}

TEST_F(OwnIndicatorsTest, ValidateOnlyStoresNothing) {
  CreateIndicatorRequest request;
  Parse(absl::StrCat(
            "parent: \"$\" indicator_id: \"starred\" validate_only: true indicator { code: \"X1\" title_vi: \"X\" ",
            kStarred, "}"),
        request);
  const auto checked = Ask<Indicator>("CreateIndicator", request);
  ASSERT_TRUE(checked.ok()) << checked.status();
  suite().AwaitCaughtUp();
  EXPECT_THAT((Ask<Indicator, GetIndicatorRequest>("GetIndicator", "name: \"$/indicators/starred\"").status()),
              IsRefusal(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND"));
}

}  // namespace
}  // namespace ocop::gateway
