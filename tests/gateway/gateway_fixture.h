// The gateway with the four services behind it, in a small province: the commune c of province 82, where producer x
// makes the products a, b and c, all registered in 2024; a has had three stars since 2024-06-30.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/testing/matchers.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "tests/support/resources.h"
#include "tests/support/suite.h"

namespace ocop::gateway {

using namespace ocop::indicators::v1;  // NOLINT(google-build-using-namespace): the messages under test
using evaluation::v1::Recognition;
using status::IsRefusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class GatewayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { StartSuite({}); }
  // With further arguments for the gateway.
  static void StartSuite(std::vector<std::string> arguments) {
    const std::string base = ::testing::TempDir() + "/gateway-signing";
    const std::string command = absl::StrCat(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=gateway -keyout ", base,
        ".key -out ", base, ".crt 2>/dev/null");
    ASSERT_EQ(std::system(command.c_str()), 0);
    arguments.push_back(absl::StrCat("--signing-certificate=", base, ".crt"));
    arguments.push_back(absl::StrCat("--signing-key=", base, ".key"));
    suite_ = new ocop::testing::Suite(ocop::testing::Place::kThisProcess, arguments);
  }
  static void TearDownTestSuite() {
    delete suite_;
    suite_ = nullptr;
  }
  static ocop::testing::Suite& suite() { return *suite_; }

  // A province of its own for each test.
  GatewayTest() : parent_(absl::StrCat("provinces/", ++provinces_)) {
    const std::string code = parent_.substr(10);
    Make<registry::v1::Locality>(
        code, absl::StrCat("code: \"", code, "\" display_name: \"Tỉnh\" full_name: \"Tỉnh\" kind: KIND_PROVINCE"));
    Make<registry::v1::Locality>(
        "c", absl::StrCat("code: \"28501\" display_name: \"Xã\" full_name: \"Xã\" kind: KIND_COMMUNE parent_locality: "
                          "\"$/localities/",
                          code, "\""));
    Make<registry::v1::Producer>("x",
                                 R"pb(display_name: "Chủ thể"
                                      kind: KIND_COOPERATIVE
                                      join_date { year: 2020 month: 1 day: 1 }
                                      phone_number: "0900000000"
                                      locality: "$/localities/c")pb");
    for (const char* id : {"a", "b", "c"}) Register(id);
    Recognise("a");
    suite().AwaitCaughtUp();
  }

  const std::string& parent() const { return parent_; }

  // A product of x, registered in 2024.
  void Register(const std::string& id) {
    Make<registry::v1::Product>(id, absl::StrCat("display_name: \"Sản phẩm ", id,
                                                 "\" producer: \"$/producers/x\" product_group: GROUP_FOOD "
                                                 "score_sheet: 1"));
    Make<registry::v1::Registration>(absl::StrCat(id, "-2024"),
                                     absl::StrCat("product: \"$/products/", id,
                                                  "\" kind: KIND_FIRST register_date { year: 2024 month: 4 day: 30 }"));
  }

  // What freezes a report of the year: of one indicator, or of all.
  FreezeReportRequest ReportOf2024(const std::string& indicator = "") const {
    FreezeReportRequest freeze;
    Parse(R"pb(parent: "$"
               first_day { year: 2024 month: 1 day: 1 }
               last_day { year: 2024 month: 12 day: 31 })pb",
          freeze);
    if (!indicator.empty()) freeze.add_indicators(parent() + "/indicators/" + indicator);
    return freeze;
  }

  // Calls CreateProduct for a Product, and so on, of whichever service has it.
  template <class Resource>
  Resource Make(const std::string& id, const std::string& text, const std::string& under = "") {
    Resource resource, made;
    Parse(text, resource);
    ocop::testing::Create(suite().services(), Caller(), under.empty() ? parent_ : parent_ + "/" + under, id, resource,
                          made);
    return made;
  }

  // Calls a method of whichever service has it; `$` stands for the province.
  template <class Response, class Request>
  void Change(const std::string& path, const std::string& text) {
    Request request;
    Parse(text, request);
    Response response;
    const auto& services = suite().services();
    const absl::Status status =
        services.client(services.NameOfPath(path)).CallAndWait(path, request, response, Caller());
    EXPECT_TRUE(status.ok()) << status << "\n" << request.DebugString();
  }

  // Three stars from 2024-06-30 to 2027-06-29.
  void Recognise(const std::string& product) {
    Make<Recognition>(product, absl::StrCat("product: \"$/products/", product,
                                            "\" stars: 3 decision_date { year: 2024 month: 6 day: 30 } expire_date { "
                                            "year: 2027 month: 6 day: 29 } certificate_number: \"CN-",
                                            parent_.substr(10), "-", product, "\""));
  }

  // Calls a method of the gateway's IndicatorService; `$` stands for the province.
  template <class Response, class Request>
  absl::StatusOr<Response> Ask(const std::string& method, const std::string& text) {
    Request request;
    Parse(text, request);
    return Ask<Response>(method, request);
  }
  template <class Response>
  absl::StatusOr<Response> Ask(const std::string& method, const google::protobuf::Message& request) {
    return suite().gateway().Call<Response>("/ocop.indicators.v1.IndicatorService/" + method, request, Caller());
  }

  // An indicator of the province's own: products with three stars.
  void MakeStarred() {
    const auto made = Ask<Indicator, CreateIndicatorRequest>("CreateIndicator", R"pb(parent: "$"
                                                                                     indicator_id: "starred"
                                                                                     indicator {
                                                                                       code: "X1"
                                                                                       title_vi: "X"
                                                                                       unit: UNIT_PRODUCT
                                                                                       measure: MEASURE_COUNT
                                                                                       numerator_filter: "stars >= 3"
                                                                                     })pb");
    EXPECT_TRUE(made.ok()) << made.status();
    suite().AwaitCaughtUp();
  }

  // E1 of the province at the end of 2024.
  GetIndicatorValuesRequest QuestionOfE1() const {
    GetIndicatorValuesRequest request;
    Parse(R"pb(parent: "$"
               indicators: "$/indicators/e1"
               as_of { year: 2024 month: 12 day: 31 })pb",
          request);
    return request;
  }
  GetIndicatorValuesResponse E1() {
    const auto response = Ask<GetIndicatorValuesResponse>("GetIndicatorValues", QuestionOfE1());
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(GetIndicatorValuesResponse());
  }
  static std::string Fraction(const IndicatorValue& value) {
    return absl::StrCat(value.numerator(), "/", value.denominator());
  }

  // What it takes to get an answer with these sources again.
  static KnownAt KnownBy(const google::protobuf::RepeatedPtrField<Source>& sources) {
    KnownAt known_at;
    for (const Source& source : sources) {
      auto& position = *known_at.add_positions();
      position.set_service(source.service());
      position.set_position(source.position());
    }
    return known_at;
  }

  void Parse(const std::string& text, google::protobuf::Message& message) const {
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(absl::StrReplaceAll(text, {{"$", parent_}}), &message))
        << text;
  }
  static rpc::CallOptions Caller() {
    rpc::CallOptions options;
    options.actor = "province@example.vn";
    options.roles = "province_officer";
    return options;
  }

 private:
  inline static ocop::testing::Suite* suite_ = nullptr;
  inline static int provinces_ = 9;
  const std::string parent_;
};

}  // namespace ocop::gateway
