// The HTTP port gets what no caller should send: JSON that is none, of the wrong types or too deep, and bytes that are
// not HTTP. Each answer is a refusal that says what is wrong; the gateway goes on.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "absl/strings/str_cat.h"
#include "services/gateway/edge/testing/http_client.h"
#include "tests/conformance/samples.h"
#include "tests/conformance/suite_fixture.h"

namespace ocop::conformance {
namespace {

using gateway::HttpClient;
using gateway::HttpResponse;

// Unary methods of services that one process alone has.
bool IsOverHttp(const MethodDescriptor& method) {
  return method.file()->package() != "ocop.journal.v1" && !method.client_streaming() && !method.server_streaming();
}

class BadHttpTest : public SuiteTest {
 protected:
  static HttpResponse Post(HttpClient& client, const MethodDescriptor& method, const std::string& body) {
    return client.Call("POST", PathOf(method), {{"Content-Type", "application/json"}}, body);
  }

  // Sends each body to every method that the gateway offers over HTTP: those that do not stream.
  static void SendEverywhere(const std::vector<std::string>& bodies) {
    HttpClient client(suite().gateway_http_port());
    for (const auto* method : AllMethods()) {
      if (!IsOverHttp(*method)) continue;
      for (const std::string& body : bodies) ExpectInvalid(Post(client, *method, body), *method, body);
    }
  }

  static void ExpectInvalid(const HttpResponse& answer, const MethodDescriptor& method, const std::string& body) {
    const std::string what = absl::StrCat(method.full_name(), " ", body.substr(0, 100));
    ASSERT_EQ(answer.status, 400) << what << "\n" << answer.body;
    const auto error = nlohmann::json::parse(answer.body, nullptr, false);
    ASSERT_TRUE(error.is_object()) << answer.body;
    EXPECT_EQ(error.value("code", ""), "invalid_argument") << what << "\n" << answer.body;
    EXPECT_NE(error.value("message", ""), "") << what;
  }

  static void ExpectHealthy() {
    HttpClient client(suite().gateway_http_port());
    EXPECT_EQ(client.Call("GET", "/healthz", {}, "").status, 200);
  }
};

// JSON of another type than the field takes.
std::string WrongValueFor(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return "{}";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "\"KIND_OF_NOTHING\"";
    default:
      return "\"a word\"";
  }
}

TEST_F(BadHttpTest, WhatIsNotJson) {
  SendEverywhere({"{", "}", "[]", "7", "\"text\"", "{\"name\"}", "{\"name\": \"a\",,}", "<name>a</name>",
                  "{\"name\": \"K\xE1\xBAo\"}", std::string("{\0}", 3), "{} {}"});
}

TEST_F(BadHttpTest, UnknownFields) {
  SendEverywhere({R"({"nothing": 1})", R"({"nothing": {"nothing": [{}]}})", R"({"": 1})"});
}

TEST_F(BadHttpTest, DeepNesting) {
  constexpr int kDepth = 10'000;
  std::string objects;
  for (int i = 0; i < kDepth; ++i) objects += "{\"parent\":";
  SendEverywhere({objects, std::string(kDepth, '['), objects + "1" + std::string(kDepth, '}')});
}

TEST_F(BadHttpTest, ValuesOfTheWrongType) {
  HttpClient client(suite().gateway_http_port());
  for (const auto* method : AllMethods()) {
    if (!IsOverHttp(*method)) continue;
    for (int i = 0; i < method->input_type()->field_count(); ++i) {
      const FieldDescriptor& field = *method->input_type()->field(i);
      const std::string body = absl::StrCat("{\"", field.json_name(), "\": ", WrongValueFor(field), "}");
      ExpectInvalid(Post(client, *method, body), *method, body);
    }
  }
}

TEST_F(BadHttpTest, NumbersThatAreNone) {
  HttpClient client(suite().gateway_http_port());
  for (const auto* method : AllMethods()) {
    if (!IsOverHttp(*method)) continue;
    for (const Field& field : FieldsOf(*method)) {
      if (!IsNumber(field)) continue;
      for (const char* number : {"NaN", "Infinity", "1e400", "-1e400", "1.5", "99999999999999999999", "0x10", "\"\""}) {
        std::string body = number;
        for (auto part = field.way.rbegin(); part != field.way.rend(); ++part) {
          body = absl::StrCat("{\"", (*part)->json_name(), "\": ", body, "}");
        }
        ExpectInvalid(Post(client, *method, body), *method, body);
      }
    }
  }
}

TEST_F(BadHttpTest, ABodyOfTenMegabytes) {
  HttpClient client(suite().gateway_http_port());
  const HttpResponse answer = Post(client, *AllMethods().front(), std::string(10 << 20, ' '));
  EXPECT_EQ(answer.status, 413) << answer.body;
  ExpectHealthy();
}

TEST_F(BadHttpTest, UnknownMethodsAndServices) {
  HttpClient client(suite().gateway_http_port());
  for (const char* path :
       {"/ocop.registry.v1.ProductService/Nothing", "/ocop.nothing.v1.Service/Get", "/x", "/..", "/%00"}) {
    const HttpResponse answer = client.Call("POST", path, {{"Content-Type", "application/json"}}, "{}");
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(nlohmann::json::parse(answer.body).value("code", ""), "unimplemented") << path;
  }
}

TEST_F(BadHttpTest, ADeadlineThatHasPassedOrIsNone) {
  HttpClient client(suite().gateway_http_port());
  for (const char* timeout : {"-1", "soon", "99999999999", "1.5", ""}) {
    const HttpResponse answer =
        client.Call("POST", PathOf(*AllMethods().front()),
                    {{"Content-Type", "application/json"}, {"Connect-Timeout-Ms", timeout}}, "{}");
    EXPECT_EQ(answer.status, 400) << timeout << answer.body;
  }
}

TEST_F(BadHttpTest, BytesThatAreNotHttp) {
  const std::string broken[] = {
      "\r\n\r\n\r\n",
      "GET\r\n\r\n",
      "POST / HTTP/9.9\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      std::string(1000, '\0'),
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      "POST / HTTP/1.1\r\nbad header\r\n\r\n",
      "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nA: " + std::string(100'000, 'a') + "\r\n\r\n",
  };
  for (const std::string& bytes : broken) {
    HttpClient client(suite().gateway_http_port());
    client.Send(bytes);
    const int status = client.Read().status;
    // Refused, or closed without a word.
    EXPECT_TRUE(status == 0 || (status >= 400 && status < 500) || status == 505)
        << status << " for " << bytes.substr(0, 60);
  }
  ExpectHealthy();
}

// Bodies of every kind that streams and gRPC-Web know, to every method: an answer comes, and it is no success.
TEST_F(BadHttpTest, FramesThatAreNone) {
  const std::string frame("\0\0\0\0\2{}", 7);
  const std::string broken[] = {"",
                                frame.substr(0, 4),
                                frame.substr(0, 6),
                                frame + "x",
                                frame + frame,
                                std::string("\0\xff\xff\xff\xff{}", 7),
                                std::string("\1\0\0\0\2{}", 7),
                                std::string("\x82\0\0\0\2{}", 7),
                                std::string("\0\0\0\0\2\xff\xff", 7),
                                "AAAA",
                                "not base64!"};
  HttpClient client(suite().gateway_http_port());
  for (const auto* method : AllMethods()) {
    for (const char* type : {"application/connect+json", "application/connect+proto", "application/grpc-web+proto",
                             "application/grpc-web+json", "application/grpc-web-text"}) {
      for (const std::string& body : broken) {
        const HttpResponse answer =
            client.Call("POST", PathOf(*method), {{"Content-Type", type}, {"Ocop-Service", "registry"}}, body);
        EXPECT_TRUE(answer.status == 200 || answer.status == 415 || answer.status == 501)
            << answer.status << PathOf(*method) << type;
        EXPECT_EQ(answer.body.find("grpc-status: 0"), std::string::npos) << PathOf(*method) << type;
        EXPECT_NE(answer.body.substr(std::min<size_t>(answer.body.size(), 5)), "{}") << PathOf(*method) << type;
      }
    }
  }
  ExpectHealthy();
}

TEST_F(BadHttpTest, QueriesThatAreNone) {
  HttpClient client(suite().gateway_http_port());
  for (const auto* method : AllMethods()) {
    for (const char* query :
         {"", "?", "?message", "?encoding=json&message=%", "?encoding=json&message=%7B",
          "?encoding=json&message=%FF%FE", "?encoding=proto&base64=1&message=*", "?encoding=proto&message=%FF",
          "?encoding=proto&base64=1&compression=gzip&message=H4sI", "?encoding=json&encoding=proto&&&==&message=1",
          "?connect=v9&encoding=json&message=%7B%7D"}) {
      const HttpResponse answer = client.Call("GET", PathOf(*method) + query, {{"Ocop-Service", "registry"}}, "");
      EXPECT_TRUE(answer.status == 400 || answer.status == 405) << answer.status << PathOf(*method) << query;
    }
  }
  ExpectHealthy();
}

TEST_F(BadHttpTest, RandomBytesInPlaceOfRequests) {
  std::mt19937 dice(20260101);
  const std::string pieces[] = {"GET ",
                                "POST ",
                                "OPTIONS ",
                                "/",
                                PathOf(*AllMethods().front()),
                                "?",
                                "message=",
                                "%",
                                " HTTP/1.1\r\n",
                                "Content-Length: ",
                                "7",
                                "\r\n",
                                "\r\n\r\n",
                                "Host: a\r\n",
                                "Content-Type: application/connect+proto\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "Origin: a\r\n",
                                "Access-Control-Request-Method: ",
                                "If-None-Match: *\r\n",
                                std::string("\0\0\0\0\1", 5),
                                "\xff\xfe",
                                "{",
                                "}",
                                "\""};
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (unsigned i = 1 + dice() % 12; i > 0; --i) bytes += pieces[dice() % std::size(pieces)];
    HttpClient client(suite().gateway_http_port());
    client.Send(bytes);
    client.Close();
  }
  ExpectHealthy();
}

TEST_F(BadHttpTest, CallersThatLeaveInTheMiddle) {
  const std::string request = absl::StrCat("POST ", PathOf(*AllMethods().front()),
                                           " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                           "Content-Length: 2\r\n\r\n{}");
  for (size_t size = 0; size < request.size(); ++size) {
    HttpClient client(suite().gateway_http_port());
    client.Send(request.substr(0, size));
    client.Close();
  }
  ExpectHealthy();
}

}  // namespace
}  // namespace ocop::conformance
