// The registry under test, with texts of valid resources to which a test adds what matters to it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/service/testing/service_fixture.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/difficulty_report_service.pb.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "ocop/registry/v1/indicator_definition_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/plan_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/registry/definition.h"

namespace ocop::registry {

using namespace ocop::registry::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

// Evaluation is nowhere: who asks it is told so.
inline service::Definition DefinitionAlone() {
  return DefinitionWith({.evaluation = "127.0.0.1:1"});
}

// Texts of resources that are valid together.
class RegistryTexts {
 public:
  static std::string Province() {
    return R"pb(kind: KIND_PROVINCE code: "82" display_name: "Tiền Giang" full_name: "Tỉnh Tiền Giang")pb";
  }
  static std::string District() {
    return R"pb(kind: KIND_DISTRICT
                code: "815"
                display_name: "Mỹ Tho"
                full_name: "Thành phố Mỹ Tho"
                parent_locality: "$/localities/82")pb";
  }
  static std::string Commune() {
    return R"pb(kind: KIND_COMMUNE
                code: "28501"
                display_name: "Tân Phong"
                full_name: "Xã Tân Phong"
                parent_locality: "$/localities/815")pb";
  }
  static std::string Cooperative() {
    return R"pb(kind: KIND_COOPERATIVE
                display_name: "Hợp tác xã Tân Phong"
                locality: "$/localities/28501"
                join_date { year: 2022 month: 3 day: 1 })pb";
  }
  static std::string CandyOf(const std::string& producer) {
    return R"pb(product_group: GROUP_FOOD display_name: "Kẹo dừa")pb" + ("producer: \"$/producers/" + producer + "\" ");
  }
};

class RegistryTest : public service::ServiceTest<DefinitionAlone>, public RegistryTexts {
 protected:
  // A province "82", its district "815" and in that the commune "28501".
  void MakeLocalities() const {
    ASSERT_TRUE(Create<Locality>("82", Province()).ok());
    ASSERT_TRUE(Create<Locality>("815", District()).ok());
    ASSERT_TRUE(Create<Locality>("28501", Commune()).ok());
  }

  // Localities, the producers "p1" and "p2", and a product "a" of "p1".
  void MakeProducts() const {
    MakeLocalities();
    ASSERT_TRUE(Create<Producer>("p1", Cooperative()).ok());
    ASSERT_TRUE(Create<Producer>("p2", Cooperative()).ok());
    ASSERT_TRUE(Create<Product>("a", CandyOf("p1")).ok());
  }
};

}  // namespace ocop::registry
