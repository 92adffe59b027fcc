// The sales points service under test, with texts of valid resources to which a test adds what matters to it.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/service/testing/service_fixture.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"
#include "services/salespoints/definition.h"

namespace ocop::salespoints {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::AreInvalidFields;
using service::IsInvalidField;
using service::IsRefusal;

class SalesPointsTest : public service::ServiceTest<Definition> {
 protected:
  static std::string Supermarket() { return R"pb(kind: KIND_SUPERMARKET display_name: "Co.opmart Mỹ Tho")pb"; }
  static std::string Shop() {
    return R"pb(place_kind: PLACE_KIND_TOURIST_PLACE
                display_name: "Điểm bán Ấp Bắc"
                locality: "$/localities/28501"
                opening_date { year: 2024 month: 10 day: 14 })pb";
  }
};

}  // namespace ocop::salespoints
