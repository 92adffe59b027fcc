#include "services/gateway/edge/connect_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/compression/compression.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::gateway {
namespace {

using ::ocop::indicators::v1::GetIndicatorValuesResponse;
using ::ocop::registry::v1::GetProductRequest;
using ::ocop::registry::v1::ListProductsRequest;
using ::ocop::registry::v1::Product;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kBody[] = R"({"name":"provinces/82/products/p1"})";

HttpRequest Post(std::string body) {
  return {.method = "POST", .body = std::move(body)};
}

HttpRequest WithHeader(std::string name, std::string value) {
  HttpRequest request = Post(kBody);
  request.headers.Add(std::move(name), std::move(value));
  return request;
}

absl::StatusOr<UnaryCall> Decode(HttpRequest request, Encoding encoding = Encoding::kJson) {
  return DecodeCall(std::move(request), encoding, GetProductRequest::default_instance(), CodecOptions{});
}

TEST(ConnectCodecTest, KnowsItsContentTypes) {
  EXPECT_EQ(EncodingOf("application/json"), Encoding::kJson);
  EXPECT_EQ(EncodingOf("Application/JSON ; Charset=UTF-8"), Encoding::kJson);
  EXPECT_EQ(EncodingOf("application/json; charset=\"utf-8\""), Encoding::kJson);
  EXPECT_EQ(EncodingOf("application/proto"), Encoding::kProto);
  for (const char* other :
       {"", "text/plain", "application/json; charset=latin1", "application/json; charset=\"latin1\"",
        "application/connect+json", "application/grpc", "application/jsonx"}) {
    EXPECT_EQ(EncodingOf(other), std::nullopt) << other;
  }
  EXPECT_EQ(EncodingOf(Headers().Get("Content-Type")), std::nullopt);
}

TEST(ConnectCodecTest, TurnsJsonIntoTheRequest) {
  const auto call = Decode(Post(kBody));
  ASSERT_TRUE(call.ok()) << call.status();
  GetProductRequest request;
  ASSERT_TRUE(request.ParseFromString(call->message));
  EXPECT_EQ(request.name(), "provinces/82/products/p1");
  EXPECT_EQ(call->timeout, absl::Seconds(30));
  EXPECT_THAT(call->metadata, IsEmpty());
  EXPECT_FALSE(call->gzip_reply);
}

TEST(ConnectCodecTest, PassesBinaryUnparsed) {
  const std::string bytes("\xff\x00 no message", 13);
  EXPECT_EQ(Decode(Post(bytes), Encoding::kProto)->message, bytes);
}

TEST(ConnectCodecTest, RefusesWhatIsNotTheRequest) {
  for (const char* body : {"", "null", "[]", "{", "{} {}", R"({"nope":1})", R"({"name":1})", "{\"name\":\"\xff\"}"}) {
    const absl::Status error = Decode(Post(body)).status();
    EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument) << body;
    EXPECT_EQ(status::ReasonOf(error), "INVALID_JSON") << body;
  }
  EXPECT_THAT(std::string(Decode(Post(R"({"nope":1})")).status().message()),
              HasSubstr("ocop.registry.v1.GetProductRequest: nope: Cannot find field"));
}

TEST(ConnectCodecTest, QuotesThePlaceOfAnErrorInWholeCharacters) {
  for (const char* body :
       {R"({"name":"kẹo dừa kẹo dừa kẹo dừa")", R"({"name":"kẹo dừa kẹo dừa kẹo dừas")", "{\"name\":\"\xff\"}"}) {
    const std::string message(Decode(Post(body)).status().message());
    EXPECT_THAT(message, HasSubstr("\n")) << message;  // the quotation
    EXPECT_TRUE(text::IsValidUtf8(message)) << message;
  }
}

TEST(ConnectCodecTest, DoesNotFollowJsonIntoTheDepth) {
  const std::string deep = R"({"name":)" + std::string(1'000'000, '[');
  EXPECT_EQ(status::ReasonOf(Decode(Post(deep)).status()), "INVALID_JSON");
}

TEST(ConnectCodecTest, ReadsTheTimeout) {
  EXPECT_EQ(Decode(WithHeader("connect-timeout-ms", "1500"))->timeout, absl::Milliseconds(1500));
  EXPECT_EQ(Decode(WithHeader("connect-timeout-ms", "9999999999"))->timeout, absl::Milliseconds(9999999999));
  for (const char* wrong : {"0", "-1", "+1", "1.5", "12345678901", "x", "1 0"}) {
    EXPECT_EQ(status::ReasonOf(Decode(WithHeader("Connect-Timeout-Ms", wrong)).status()), "INVALID_HEADER") << wrong;
  }
}

TEST(ConnectCodecTest, KnowsOneProtocolVersion) {
  EXPECT_TRUE(Decode(WithHeader("Connect-Protocol-Version", "1")).ok());
  EXPECT_EQ(status::ReasonOf(Decode(WithHeader("Connect-Protocol-Version", "2")).status()), "INVALID_HEADER");
}

TEST(ConnectCodecTest, ForwardsOnlyTheNamedHeaders) {
  HttpRequest request = WithHeader("Authorization", "Bearer abc");
  request.headers.Add("Cookie", "secret");
  request.headers.Add("Accept-Language", "vi");
  EXPECT_THAT(Decode(std::move(request))->metadata,
              ElementsAre(Pair("authorization", "Bearer abc"), Pair("accept-language", "vi")));
}

TEST(ConnectCodecTest, LetsNoHeaderThroughThatGrpcDoesNotTake) {
  for (const char* value : {"kẹo", "a\tb", "\x7f"}) {
    EXPECT_EQ(status::ReasonOf(Decode(WithHeader("Authorization", value)).status()), "INVALID_HEADER") << value;
  }
}

TEST(ConnectCodecTest, UnpacksGzip) {
  HttpRequest request = Post(compression::Gzip(kBody));
  request.headers.Add("Content-Encoding", "gzip");
  EXPECT_EQ(Decode(std::move(request))->message, Decode(Post(kBody))->message);

  EXPECT_EQ(status::ReasonOf(Decode(WithHeader("Content-Encoding", "gzip")).status()), "INVALID_BODY");
  const absl::Status unknown = Decode(WithHeader("Content-Encoding", "br")).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(status::ReasonOf(unknown), "UNKNOWN_CONTENT_ENCODING");

  HttpRequest bomb = Post(compression::Gzip(std::string(7 << 20, ' ')));
  bomb.headers.Add("Content-Encoding", "gzip");
  EXPECT_EQ(status::ReasonOf(Decode(std::move(bomb)).status()), "BODY_TOO_LARGE");
}

// So the protocol: a body of no bytes is the message without fields, and no gzip.
TEST(ConnectCodecTest, UnpacksNothingThatIsEmpty) {
  HttpRequest post = Post("");
  post.headers.Add("Content-Encoding", "gzip");
  EXPECT_EQ(Decode(std::move(post), Encoding::kProto)->message, "");

  const HttpRequest get = {.method = "GET", .target = "/a?encoding=proto&base64=1&compression=gzip&message="};
  const auto call = DecodeGet(get, GetProductRequest::default_instance(), CodecOptions{});
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_EQ(call->message, "");
}

// RFC 9110, 8.4.1.
TEST(ConnectCodecTest, KnowsCodingsInAnyCase) {
  HttpRequest packed = Post(compression::Gzip(kBody));
  packed.headers.Add("Content-Encoding", "GZip");
  EXPECT_EQ(Decode(std::move(packed))->message, Decode(Post(kBody))->message);
  EXPECT_TRUE(Decode(WithHeader("Content-Encoding", "Identity")).ok());
}

TEST(ConnectCodecTest, WritesTheReplyInTheEncodingOfTheRequest) {
  Product product;
  product.set_display_name("Kẹo dừa");
  const std::string bytes = product.SerializeAsString();

  const auto json = EncodeReply({.encoding = Encoding::kJson}, bytes, product);
  EXPECT_EQ(json->body, R"({"displayName":"Kẹo dừa"})");
  EXPECT_EQ(json->headers.Get("Content-Type"), "application/json");

  const auto binary = EncodeReply({.encoding = Encoding::kProto}, bytes, product);
  EXPECT_EQ(binary->body, bytes);
  EXPECT_EQ(binary->headers.Get("Content-Type"), "application/proto");
}

TEST(ConnectCodecTest, PacksLargeRepliesForWhoAsks) {
  Product product;
  const UnaryCall call{.encoding = Encoding::kProto, .gzip_reply = true};
  EXPECT_EQ(EncodeReply(call, product.SerializeAsString(), product)->headers.Get("Content-Encoding"), "");

  product.set_display_name(std::string(5000, 'a'));
  const std::string bytes = product.SerializeAsString();
  const auto packed = EncodeReply(call, bytes, product);
  EXPECT_EQ(packed->headers.Get("Content-Encoding"), "gzip");
  EXPECT_EQ(*compression::Gunzip(packed->body, 1 << 20), bytes);
}

// What is turned again and again is remembered: by its bytes and its type.
TEST(ConnectCodecTest, TheSameReplyIsTheSameEachTime) {
  Product product;
  product.set_name(std::string(5000, 'b'));
  const std::string bytes = product.SerializeAsString();
  const std::string json = R"({"name":")" + std::string(5000, 'b') + R"("})";
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_EQ(EncodeReply({.encoding = Encoding::kJson}, bytes, product)->body, json);
    const auto packed = EncodeReply({.encoding = Encoding::kJson, .gzip_reply = true}, bytes, product);
    EXPECT_EQ(*compression::Gunzip(packed->body, 1 << 20), json);
    // As another type's, the same bytes are another message.
    EXPECT_EQ(*JsonFromBinary(bytes, ListProductsRequest()), R"({"parent":")" + std::string(5000, 'b') + R"("})");
    EXPECT_EQ(*BinaryFromJson(json, product), bytes);
    EXPECT_EQ(BinaryFromJson(R"({"noSuchField":1})", product).status().code(), absl::StatusCode::kInvalidArgument);
    // Too long to be remembered.
    Product longer;
    longer.set_name(std::string(200'000, 'b'));
    EXPECT_EQ(EncodeReply({.encoding = Encoding::kJson}, longer.SerializeAsString(), longer)->body,
              R"({"name":")" + longer.name() + R"("})");
  }
}

// Its reader may keep what it has while nothing is answered otherwise, however far the journals have been read since.
TEST(ConnectCodecTest, HowFarWasReadIsNoOtherAnswer) {
  const auto tag_of = [](int64_t value, indicators::v1::Source::State state, int64_t read_at) {
    GetIndicatorValuesResponse response;
    response.add_values()->set_numerator(value);
    auto& source = *response.add_sources();
    source.set_state(state);
    source.set_position(std::to_string(read_at));
    source.mutable_read_time()->set_seconds(read_at);
    const auto reply =
        EncodeReply({.encoding = Encoding::kJson, .cacheable = true}, response.SerializeAsString(), response);
    return std::string(reply->headers.Get("ETag"));
  };
  using indicators::v1::Source;
  const std::string tag = tag_of(1, Source::STATE_LIVE, 5);
  EXPECT_THAT(tag, ::testing::MatchesRegex("W/\"[0-9a-f]{32}\""));
  EXPECT_EQ(tag_of(1, Source::STATE_LIVE, 6), tag);
  EXPECT_NE(tag_of(2, Source::STATE_LIVE, 5), tag);
  EXPECT_NE(tag_of(1, Source::STATE_DOWN, 5), tag);
  const UnaryCall asked_again = {.encoding = Encoding::kJson, .cacheable = true, .if_none_match = "\"x\", " + tag};
  GetIndicatorValuesResponse response;
  response.add_values()->set_numerator(1);
  response.add_sources()->set_state(Source::STATE_LIVE);
  EXPECT_EQ(EncodeReply(asked_again, response.SerializeAsString(), response)->status, 304);
}

TEST(ConnectCodecTest, ABackendsBrokenAnswerIsInternal) {
  EXPECT_EQ(EncodeReply({.encoding = Encoding::kJson}, "\xff\xff", Product()).status().code(),
            absl::StatusCode::kInternal);
}

TEST(ConnectCodecTest, MetadataBecomesFieldsAndTrailerFields) {
  HttpResponse response;
  AddMetadata({{"x-served-by", "a"}, {"content-length", "1"}, {"grpc-encoding", "gzip"}},
              {{"x-blob-bin", "AP8="}, {"grpc-status-details-bin", "x"}}, &response);
  EXPECT_THAT(response.headers.fields(), ElementsAre(Pair("x-served-by", "a"), Pair("Trailer-x-blob-bin", "AP8")));
}

}  // namespace
}  // namespace ocop::gateway
