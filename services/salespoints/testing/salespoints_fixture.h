// The sales points service under test, with texts of valid resources to which a test adds what matters to it. What it
// asks the registry and evaluation is tested in tests/salespoints, with all of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/service/testing/service_fixture.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/document_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "ocop/salespoints/v1/sales_submission_service.pb.h"
#include "ocop/salespoints/v1/trace_service.pb.h"
#include "ocop/salespoints/v1/trade_event_service.pb.h"
#include "services/salespoints/definition.h"

namespace ocop::salespoints {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

// Nobody answers where it looks for the registry and for evaluation.
inline service::Definition Alone() {
  return DefinitionWith({.registry = "127.0.0.1:9", .evaluation = "127.0.0.1:9", .label_uri = "https://label.example"});
}

// With the registry that runs beside it, started when first asked for.
service::Definition WithRegistry();

// What tests of sales points do, whatever runs beside them.
class SalesPointsTestBase : public service::ServiceTestBase {
 protected:
  void AsProvince() { As("province@example.vn", "province_officer"); }
  void AsCommune() { As("commune@example.vn", "commune_officer"); }
  void AsProducer() { As("producer@example.vn", "producer"); }

  // Calls a method of this package with its request as text.
  template <class Request, class Response>
  Answer<Response> Ask(const std::string& service_and_method, const std::string& text) const {
    return Call<Response>(absl::StrCat("/ocop.salespoints.v1.", service_and_method), Parse<Request>(text));
  }

  static std::string Supermarket() { return R"pb(kind: KIND_SUPERMARKET display_name: "Co.opmart Mỹ Tho")pb"; }
  static std::string Shop() {
    return R"pb(place_kind: PLACE_KIND_TOURIST_PLACE
                display_name: "Điểm bán Ấp Bắc"
                locality: "$/localities/28501"
                opening_date { year: 2024 month: 10 day: 14 })pb";
  }
  // A report of product `a` for January 2024.
  static std::string January() {
    return R"pb(product: "$/products/a"
                revenue_vnd: 1000000
                period_start { year: 2024 month: 1 day: 1 }
                period_end { year: 2024 month: 1 day: 31 })pb";
  }
};

// Alone.
class SalesPointsTest : public SalesPointsTestBase {
 protected:
  static void SetUpTestSuite() { Begin(Alone()); }
  static void TearDownTestSuite() { End(); }
};

class SalesPointsWithRegistryTest : public SalesPointsTestBase {
 protected:
  static void SetUpTestSuite() { Begin(WithRegistry()); }
  static void TearDownTestSuite() { End(); }

  static const service::TestService& registry();

  // In the registry: a unit, a producer there, a product of it.
  void MakeUnit(const std::string& code, const std::string& text = "") const;
  void MakeProducer(const std::string& id, const std::string& unit) const;
  void DeleteProducer(const std::string& id) const;
  void MakeProduct(const std::string& id, const std::string& producer) const;
};

}  // namespace ocop::salespoints
