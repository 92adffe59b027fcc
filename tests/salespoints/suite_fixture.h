// Sales points with the registry and evaluation that they ask: a small province on both of its maps.
//
//   until 2025-06-30   district 815: communes 28501, 28502     district 816: commune 28601
//   since 2025-07-01   commune 30001 (of 28501 and 28502)      commune 30002 (of 28601)
//
// Producers p1 (28501), p2 (28502) and p3 (28601) make the products a, b and c.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/testing/matchers.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/document_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "tests/support/resources.h"
#include "tests/support/services.h"

namespace ocop::salespoints {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages under test
using evaluation::v1::Recognition;
using status::IsRefusal;

class SuiteTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { services_ = new ocop::testing::Services; }
  static void TearDownTestSuite() {
    delete services_;
    services_ = nullptr;
  }
  static ocop::testing::Services& services() { return *services_; }

  // A province of its own for each test, with the registry's part of it.
  SuiteTest() : parent_(absl::StrCat("provinces/", ++provinces_)) {
    Unit(parent_.substr(10), "kind: KIND_PROVINCE", false);
    Unit("815", R"pb(kind: KIND_DISTRICT
                     valid_to { year: 2025 month: 6 day: 30 })pb");
    Unit("816", R"pb(kind: KIND_DISTRICT
                     valid_to { year: 2025 month: 6 day: 30 })pb");
    for (const char* code : {"28501", "28502", "28601"}) {
      Unit(code,
           absl::StrCat("kind: KIND_COMMUNE valid_to { year: 2025 month: 6 day: 30 } parent_locality: \"$/localities/",
                        std::string(code) == "28601" ? "816" : "815", "\""));
    }
    for (const char* code : {"30001", "30002"}) {
      Unit(code, R"pb(kind: KIND_COMMUNE
                      valid_from { year: 2025 month: 7 day: 1 })pb");
    }
    Became("28501", "30001");
    Became("28502", "30001");
    Became("28601", "30002");
    int number = 0;
    for (const char* commune : {"28501", "28502", "28601"}) {
      ++number;
      Make<registry::v1::Producer>(absl::StrCat("p", number),
                                   absl::StrCat("display_name: \"Chủ thể ", number,
                                                "\" kind: KIND_COOPERATIVE join_date { year: 2020 month: 1 day: 1 } "
                                                "phone_number: \"0900000000\" locality: \"$/localities/",
                                                commune, "\""));
    }
    Product("a", "p1");
    Product("b", "p2");
    Product("c", "p3");
  }

  const std::string& parent() const { return parent_; }

  // Calls CreateProduct for a Product, and so on, of whichever service has it.
  template <class Resource>
  Resource Make(const std::string& id, const std::string& text, const std::string& under = "") {
    Resource resource, made;
    Parse(text, resource);
    ocop::testing::Create(services(), Caller(), under.empty() ? parent_ : parent_ + "/" + under, id, resource, made);
    return made;
  }

  // Calls a method of sales points.
  template <class Request, class Response>
  absl::StatusOr<Response> Ask(const std::string& service_and_method, const std::string& text) {
    Request request;
    Parse(text, request);
    const std::string path = absl::StrCat("/ocop.salespoints.v1.", service_and_method);
    return ClientOf(path).Call<Response>(path, request, Caller());
  }

  void Product(const std::string& id, const std::string& producer, int score_sheet = 1) {
    Make<registry::v1::Product>(id, absl::StrCat("display_name: \"Sản phẩm ", id, "\" producer: \"$/producers/",
                                                 producer, "\" product_group: GROUP_FOOD score_sheet: ", score_sheet));
  }
  // From 2024-01-15 to 2027-01-14, with four stars.
  Recognition Recognise(const std::string& product, const std::string& text = "") {
    return Make<Recognition>(
        product, absl::StrCat("product: \"$/products/", product, R"pb(" stars: 4
                                                                      certificate_number: "CN-)pb",
                              parent_.substr(10), "-", product, R"pb("
                                                                     decision_date { year: 2024 month: 1 day: 15 }
                                                                     expire_date { year: 2027 month: 1 day: 14 })pb",
                              text));
  }
  void Open(const std::string& id, const std::string& locality, const std::string& text = "") {
    Make<SalesPoint>(id,
                     absl::StrCat("display_name: \"Điểm bán\" place_kind: PLACE_KIND_MARKET opening_date { year: 2024 "
                                  "month: 2 day: 1 } locality: \"$/localities/",
                                  locality, "\" ", text));
  }
  void Display(const std::string& point, const std::string& product, const std::string& text = "") {
    Make<Listing>(absl::StrCat(point, "-", product),
                  absl::StrCat("sales_point: \"$/salesPoints/", point, "\" product: \"$/products/", product,
                               "\" start_date { year: 2024 month: 3 day: 1 } ", text));
  }

  static std::string On(int year, int month, int day) {
    return absl::StrCat(" as_of { year: ", year, " month: ", month, " day: ", day, " } ");
  }

 private:
  // Of a field that is given twice the last value holds.
  void Parse(const std::string& text, google::protobuf::Message& message) const {
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(absl::StrReplaceAll(text, {{"$", parent_}}), &message))
        << text;
  }
  static const rpc::Client& ClientOf(const std::string& path) { return services().client(services().NameOfPath(path)); }
  static rpc::CallOptions Caller() {
    rpc::CallOptions options;
    options.actor = "province@example.vn";
    options.roles = "province_officer";
    return options;
  }
  // Directly below the province unless `text` names another parent.
  void Unit(const std::string& code, const std::string& text, bool below_province = true) {
    const std::string above =
        below_province ? absl::StrCat("parent_locality: \"$/localities/", parent_.substr(10), "\" ") : "";
    Make<registry::v1::Locality>(code, absl::StrCat(above, "code: \"", code, "\" display_name: \"Đơn vị ", code,
                                                    "\" full_name: \"Xã ", code, "\" ", text));
  }
  void Became(const std::string& old_code, const std::string& new_code) {
    Make<registry::v1::Succession>(
        absl::StrCat(old_code, "-", new_code),
        absl::StrCat("predecessor: \"$/localities/", old_code, "\" successor: \"$/localities/", new_code,
                     "\" effective_date { year: 2025 month: 7 day: 1 }"));
  }

  inline static ocop::testing::Services* services_ = nullptr;
  inline static int provinces_ = 9;
  const std::string parent_;
};

}  // namespace ocop::salespoints
