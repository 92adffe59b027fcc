#include "services/ocopctl/messages.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::ocopctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kProduct[] =
    R"({"@type":"type.googleapis.com/ocop.registry.v1.Product","name":"provinces/82/products/a","displayName":"Kẹo dừa"})";

TEST(ParseAnyTest, ReadsALineAsItsType) {
  const auto message = ParseAny(kProduct);
  ASSERT_TRUE(message.ok()) << message.status();
  const auto* product = google::protobuf::DynamicCastToGenerated<registry::v1::Product>(message->get());
  ASSERT_NE(product, nullptr);
  EXPECT_EQ(product->display_name(), "Kẹo dừa");
}

TEST(ParseAnyTest, PrintAnyIsItsInverse) {
  const auto message = ParseAny(kProduct);
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(PrintAny(**message), kProduct);
  EXPECT_EQ(PrintAny(registry::v1::Product()), R"({"@type":"type.googleapis.com/ocop.registry.v1.Product"})");
}

TEST(ParseAnyTest, RefusesWhatIsNoResource) {
  for (const char* line : {"", "{", "[]", "{}", R"({"name":"a"})", R"({"@type":"type.googleapis.com/ocop.Nothing"})",
                           R"({"@type":"type.googleapis.com/ocop.registry.v1.Product","colour":"red"})",
                           R"({"@type":"type.googleapis.com/ocop.registry.v1.Product","scoreSheet":"many"})"}) {
    EXPECT_EQ(ParseAny(line).status().code(), absl::StatusCode::kInvalidArgument) << line;
  }
}

TEST(NamesInTest, ItsOwnComesFirst) {
  registry::v1::Product product;
  EXPECT_THAT(NamesIn(product), IsEmpty());
  product.set_display_name("Kẹo dừa");
  product.set_producer("provinces/82/producers/b");
  product.set_name("provinces/82/products/a");
  EXPECT_THAT(NamesIn(product), ElementsAre("provinces/82/products/a", "provinces/82/producers/b"));
}

TEST(FindMethodTest, ByPath) {
  const auto method = FindMethod("/ocop.registry.v1.ProductService/GetProduct");
  ASSERT_TRUE(method.ok()) << method.status();
  EXPECT_EQ(PathOf(**method), "/ocop.registry.v1.ProductService/GetProduct");
  EXPECT_EQ(FindMethod("/ocop.registry.v1.ProductService/Nothing").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FindMethod("").status().code(), absl::StatusCode::kNotFound);
}

TEST(StoringRequestTest, AResourceIsUpdatedOrMade) {
  auto product = std::make_unique<registry::v1::Product>();
  product->set_name("provinces/82/products/a");
  const auto request = StoringRequest(std::move(product));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(PathOf(*request->method), "/ocop.registry.v1.ProductService/UpdateProduct");
  const auto& update = dynamic_cast<const registry::v1::UpdateProductRequest&>(*request->message);
  EXPECT_EQ(update.product().name(), "provinces/82/products/a");
  EXPECT_TRUE(update.allow_missing());
  EXPECT_FALSE(update.has_update_mask());
}

TEST(StoringRequestTest, ARequestIsSentAsItIs) {
  auto revoke = std::make_unique<evaluation::v1::RevokeRecognitionRequest>();
  revoke->set_name("provinces/82/recognitions/a");
  const auto request = StoringRequest(std::move(revoke));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(PathOf(*request->method), "/ocop.evaluation.v1.RecognitionService/RevokeRecognition");
}

TEST(StoringRequestTest, RefusesAMessageThatIsNeither) {
  const auto request = StoringRequest(std::make_unique<registry::v1::ListProductsResponse>());
  EXPECT_EQ(request.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(request.status().message()), HasSubstr("ListProductsResponse"));
}

}  // namespace
}  // namespace ocop::ocopctl
