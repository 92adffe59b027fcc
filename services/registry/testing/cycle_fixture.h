// A product on its way through the cycle, in a registry that has an evaluation beside it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "common/clock/date.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/definition.h"
#include "services/registry/testing/registry_fixture.h"

namespace ocop::registry {

// The states by short names.
inline const std::map<std::string, Product::State>& States() {
  static const auto& states = *new std::map<std::string, Product::State>{{"entered", Product::STATE_ENTERED},
                                                                         {"idea", Product::STATE_IDEA_SUBMITTED},
                                                                         {"idea-", Product::STATE_IDEA_RETURNED},
                                                                         {"idea+", Product::STATE_IDEA_ACCEPTED},
                                                                         {"plan", Product::STATE_PLAN_SUBMITTED},
                                                                         {"plan-", Product::STATE_PLAN_RETURNED},
                                                                         {"plan+", Product::STATE_PLAN_APPROVED},
                                                                         {"doing", Product::STATE_IMPLEMENTATION},
                                                                         {"ready", Product::STATE_READY_FOR_EVALUATION},
                                                                         {"stars", Product::STATE_RECOGNISED},
                                                                         {"promoted", Product::STATE_PROMOTION},
                                                                         {"lapsed", Product::STATE_LAPSED},
                                                                         {"gone", Product::STATE_WITHDRAWN}};
  return states;
}

class CycleTest : public RegistryTest {
 protected:
  void SetUp() override { MakeProducts(); }

  static void SetUpTestSuite() {
    evaluation_ = std::make_unique<service::TestService>(evaluation::Definition());
    Begin(DefinitionWith({.evaluation = evaluation_->address()}));
  }
  static void TearDownTestSuite() {
    End();
    evaluation_.reset();
  }

  // The product has stars in evaluation, until `days` after today.
  std::string Recognise(const std::string& id, int days, int decided_days_ago = 100) const {
    const auto request = Parse<evaluation::v1::CreateRecognitionRequest>(
        R"pb(parent: "$"
             recognition { stars: 3 product: "$/products/a" })pb" +
        (" recognition { decision_date " + DayFromToday(-decided_days_ago) + " expire_date " + DayFromToday(days) +
         " }") +
        " recognition_id: \"" + id + "\"");
    return InEvaluation("CreateRecognition", request);
  }
  template <class Request>
  static std::string InEvaluation(const std::string& method, const Request& request) {
    const auto answer = evaluation_->client().Call<evaluation::v1::Recognition>(
        "/ocop.evaluation.v1.RecognitionService/" + method, request,
        {.actor = "province@example.vn", .roles = "province_officer"});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->name() : "";
  }

  // Whether the product has a recognition on record, and until when.
  void PutExpiry(clock::Day last) const {
    service().database().Execute("UPDATE registry.product SET recognition_expire_date = '" + clock::FormatDay(last) +
                                 "' WHERE province_code = '" + parent().substr(10) + "'");
  }

  // Any step, with all that it may need.
  Answer<Product> Step(const std::string& action, const std::string& more = "") const {
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("ocop.registry.v1." +
                                                                                                 action + "Request");
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    std::string text = "name: \"$/products/a\" ";
    if (type->FindFieldByName("reason") != nullptr) text += "reason: \"Thiếu thông tin\" ";
    if (type->FindFieldByName("idea") != nullptr) text += "idea { description: \"Kẹo từ dừa của xã\" } ";
    if (type->FindFieldByName("business_plan") != nullptr) text += "business_plan { summary: \"Mở rộng xưởng\" } ";
    ParseInto(text + more, *request);
    return Call<Product>("/ocop.registry.v1.ProductService/" + action, *request);
  }

  // Puts the product into a state, whatever way leads there.
  void Put(const std::string& state) const {
    service().database().Execute("UPDATE registry.product SET state = '" + Product::State_Name(States().at(state)) +
                                 "' WHERE province_code = '" + parent().substr(10) + "'");
  }

 private:
  static inline std::unique_ptr<service::TestService> evaluation_;
};

}  // namespace ocop::registry
