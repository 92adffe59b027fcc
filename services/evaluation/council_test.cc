// Councils: where they lie and who sits on them.
#include <gtest/gtest.h>

#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages under test
using service::IsInvalidField;

using CouncilTest = EvaluationTest;

TEST_F(CouncilTest, LiesInAProvince) {
  auto request = Parse<CreateCouncilRequest>(
      R"pb(council {
             display_name: "Hội đồng"
             members { member_id: "chair" user: "chair@example.vn" display_name: "Chủ tịch" role: ROLE_CHAIR }
             members { member_id: "secretary" user: "secretary@example.vn" display_name: "Thư ký" role: ROLE_SECRETARY }
           })pb");
  AsProvince();
  for (const char* parent : {"provinces/-", "provinces/abc", "provinces/820"}) {
    request.set_parent(parent);
    EXPECT_THAT(Call<Council>("/ocop.evaluation.v1.CouncilService/CreateCouncil", request).status(),
                IsInvalidField("council"))
        << parent;
  }
  request.set_parent(parent());
  EXPECT_TRUE(Call<Council>("/ocop.evaluation.v1.CouncilService/CreateCouncil", request).ok());
}

}  // namespace
}  // namespace ocop::evaluation
