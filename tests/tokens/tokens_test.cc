// The suite as it is deployed, and an OpenID provider that nobody here wrote: tokens say who calls, and nothing else
// does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/testing/matchers.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/indicators/v1/task_service.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/journal/v1/webhook_service.pb.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "tests/support/child_process.h"
#include "tests/support/resources.h"
#include "tests/support/suite.h"

namespace ocop::testing {
namespace {

using ::ocop::status::IsRefusal;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace ocop::indicators::v1;  // NOLINT(google-build-using-namespace): the messages under test
using namespace ocop::journal::v1;     // NOLINT(google-build-using-namespace)
using namespace ocop::registry::v1;    // NOLINT(google-build-using-namespace)

constexpr char kAudience[] = "https://ocop.example.vn";
constexpr char kProvince[] = "province@example.vn";
constexpr char kProducer[] = "producer@example.vn";
// Its tokens have expired when they are made.
constexpr char kLate[] = "late@example.vn";
constexpr absl::Duration kPatience = absl::Seconds(60);

// One that nobody listens on.
int FreePort() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address));
  socklen_t size = sizeof(address);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  close(listener);
  return ntohs(address.sin_port);
}

std::string OutputOf(const std::string& command) {
  std::string output;
  std::array<char, 4096> buffer;
  FILE* pipe = popen(command.c_str(), "r");
  for (size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) output.append(buffer.data(), count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

rpc::CallOptions With(const std::string& token) {
  return {.authorization = "Bearer " + token};
}

class TokensTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    port_ = FreePort();
    setenv("OCOP_TOKEN_ISSUER", absl::StrCat("http://127.0.0.1:", port_).c_str(), 1);
    setenv("OCOP_TOKEN_AUDIENCE", kAudience, 1);
    setenv("OCOP_TOKEN_ROLES_CLAIM", "realm_access.roles", 1);
    StartProvider("k1");
    suite_ = new Suite(Place::kOwnProcess);
    AddLocality(suite_->services(), "82", Locality::KIND_PROVINCE, "");
    suite_->AwaitCaughtUp();
  }
  static void TearDownTestSuite() {
    delete suite_;
    StopProvider();
  }

  // With a key of that id.
  static void StartProvider(const std::string& key) {
    provider_ = new ChildProcess("tests/tokens/provider", {absl::StrCat(port_), key});
    // The first time it is installed.
    ASSERT_NE(provider_->AwaitLine("listening", absl::Minutes(5)), "") << provider_->log();
  }
  static void StopProvider() {
    delete provider_;
    provider_ = nullptr;
  }

  static std::string Token(const std::string& client, const std::string& audience = kAudience) {
    const std::string answer = OutputOf(absl::StrCat(
        "curl -sS -d grant_type=client_credentials -d client_secret=secret --data-urlencode client_id=", client,
        " --data-urlencode resource=", audience, " http://127.0.0.1:", port_, "/token"));
    const auto json = nlohmann::json::parse(answer, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(json.contains("access_token")) << answer;
    return json.value("access_token", "");
  }

  static const rpc::Client& registry() { return suite_->services().client("registry"); }
  static const rpc::Client& gateway() { return suite_->gateway(); }

  // Reads what two roles alone may read: at the registry, or through the gateway.
  static absl::Status ListWebhooks(const rpc::Client& client, rpc::CallOptions options) {
    ListWebhooksRequest request;
    request.set_parent("provinces/82");
    options.metadata.emplace_back("ocop-service", "registry");
    return client.Call<ListWebhooksResponse>("/ocop.journal.v1.WebhookService/ListWebhooks", request, options).status();
  }
  // Asks the gateway itself.
  static absl::Status ListIndicators(const rpc::Client& client, const rpc::CallOptions& options) {
    ListIndicatorsRequest request;
    request.set_parent("provinces/82");
    return client.Call<ListIndicatorsResponse>("/ocop.indicators.v1.IndicatorService/ListIndicators", request, options)
        .status();
  }
  // Until it is answered otherwise than that keys are being fetched, as a client would.
  static absl::Status Persist(const std::function<absl::Status()>& call) {
    const absl::Time end = absl::Now() + kPatience;
    while (true) {
      absl::Status answer = call();
      if (status::ReasonOf(answer) != "TOKEN_KEYS_PENDING" || absl::Now() > end) return answer;
    }
  }

  // Of a call with JSON over HTTP: the head of the answer and its body.
  static std::string Http(const std::string& path, const std::string& token, const std::string& json) {
    return OutputOf(absl::StrCat("curl -sSi -H 'content-type: application/json' -H 'ocop-service: registry' ",
                                 "-H 'authorization: Bearer ", token, "' -d '", json,
                                 "' http://127.0.0.1:", suite_->gateway_http_port(), path));
  }

  static int port_;
  static ChildProcess* provider_;
  static Suite* suite_;
};

int TokensTest::port_ = 0;
ChildProcess* TokensTest::provider_ = nullptr;
Suite* TokensTest::suite_ = nullptr;

TEST_F(TokensTest, ATokenOpensWhatAsksForARole) {
  for (const rpc::Client* client : {&registry(), &gateway()}) {
    EXPECT_THAT(ListWebhooks(*client, {}), IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
    EXPECT_THAT(ListWebhooks(*client, With(Token(kProducer))),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
    EXPECT_EQ(ListWebhooks(*client, With(Token(kProvince))), absl::OkStatus());
  }
  EXPECT_EQ(ListIndicators(gateway(), {}), absl::OkStatus()) << "what is for everybody stays so";
}

TEST_F(TokensTest, NobodyElseIsBelieved) {
  const absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
  for (const rpc::Client* client : {&registry(), &gateway()}) {
    EXPECT_THAT(ListWebhooks(*client, {.roles = "administrator"}), IsRefusal(kInvalid, "INVALID_HEADER"));
    EXPECT_THAT(ListWebhooks(*client, {.actor = kProvince, .authorization = "Bearer " + Token(kProducer)}),
                IsRefusal(kInvalid, "INVALID_HEADER"));
  }
  EXPECT_THAT(ListIndicators(gateway(), {.roles = "administrator"}), IsRefusal(kInvalid, "INVALID_HEADER"));
}

TEST_F(TokensTest, BadTokensAreRefusedWithTheirReason) {
  std::string tampered = Token(kProvince);
  tampered[tampered.size() - 20] = tampered[tampered.size() - 20] == 'A' ? 'B' : 'A';
  for (const auto& [token, reason] : {std::pair(Token(kLate), "TOKEN_EXPIRED"),
                                      {Token(kProvince, "https://other.example.vn"), "TOKEN_WRONG_AUDIENCE"},
                                      {tampered, "TOKEN_SIGNATURE"},
                                      {std::string("abc"), "TOKEN_MALFORMED"}}) {
    const auto refused = IsRefusal(absl::StatusCode::kUnauthenticated, reason);
    EXPECT_THAT(ListWebhooks(registry(), With(token)), refused);
    EXPECT_THAT(ListWebhooks(gateway(), With(token)), refused);
    EXPECT_THAT(ListIndicators(gateway(), With(token)), refused);
    EXPECT_THAT(suite_->gateway_process().log(), ::testing::Not(HasSubstr(token))) << "logged";
  }
}

TEST_F(TokensTest, TheJournalNamesWhoTheTokenNames) {
  CreateProducerRequest request;
  request.set_parent("provinces/82");
  request.set_producer_id("p");
  request.mutable_producer()->set_display_name("Hộ kinh doanh Kẹo dừa");
  request.mutable_producer()->set_kind(Producer::KIND_COOPERATIVE);
  request.mutable_producer()->set_locality("provinces/82/localities/82");
  request.mutable_producer()->mutable_join_date()->set_year(2020);
  request.mutable_producer()->mutable_join_date()->set_month(1);
  request.mutable_producer()->mutable_join_date()->set_day(1);
  const auto made =
      gateway().Call<Producer>("/ocop.registry.v1.ProducerService/CreateProducer", request, With(Token(kProvince)));
  ASSERT_TRUE(made.ok()) << made.status();
  suite_->AwaitCaughtUp();
  ListEntriesRequest question;
  question.set_resource_name(made->name());
  const auto entries = registry().Call<ListEntriesResponse>("/ocop.journal.v1.JournalService/ListEntries", question);
  ASSERT_TRUE(entries.ok()) << entries.status();
  ASSERT_EQ(entries->entries_size(), 1);
  EXPECT_EQ(entries->entries(0).actor(), kProvince);
}

TEST_F(TokensTest, OverHttpABadTokenIsAnswered401) {
  constexpr char kWebhooks[] = "/ocop.journal.v1.WebhookService/ListWebhooks";
  constexpr char kIndicators[] = "/ocop.indicators.v1.IndicatorService/ListIndicators";
  constexpr char kJson[] = R"({"parent":"provinces/82"})";
  for (const char* path : {kWebhooks, kIndicators}) {
    EXPECT_THAT(Http(path, Token(kProvince), kJson), HasSubstr("HTTP/1.1 200")) << path;
    const std::string refused = Http(path, Token(kLate), kJson);
    EXPECT_THAT(refused, HasSubstr("HTTP/1.1 401")) << path;
    EXPECT_THAT(refused, HasSubstr("WWW-Authenticate: Bearer error=\"invalid_token\"")) << path;
    EXPECT_THAT(refused, HasSubstr("TOKEN_EXPIRED")) << path;
  }
  EXPECT_THAT(Http(kWebhooks, Token(kProducer), kJson), HasSubstr("HTTP/1.1 403"));
}

TEST_F(TokensTest, TheDescriptionSaysWhoseTokens) {
  const std::string text =
      OutputOf(absl::StrCat("curl -sS http://127.0.0.1:", suite_->gateway_http_port(), "/openapi.json"));
  const auto api = nlohmann::json::parse(text);
  EXPECT_EQ(api["components"]["securitySchemes"]["issuer"]["openIdConnectUrl"],
            absl::StrCat("http://127.0.0.1:", port_, "/.well-known/openid-configuration"));
  EXPECT_EQ(text.find("X-Roles"), std::string::npos);
}

// Methods of every service are asked, some of which ask for a role: the token goes along.
TEST_F(TokensTest, TasksAreAskedForInTheCallersName) {
  ListMyTasksRequest request;
  request.set_parent("provinces/82");
  constexpr char kListMyTasks[] = "/ocop.indicators.v1.TaskService/ListMyTasks";
  const auto tasks = gateway().Call<ListMyTasksResponse>(kListMyTasks, request, With(Token(kProvince)));
  ASSERT_TRUE(tasks.ok()) << tasks.status();
  EXPECT_THAT(tasks->missing_services(), IsEmpty());
  EXPECT_TRUE(gateway().Call<ListMyTasksResponse>(kListMyTasks, request).ok()) << "nobody has no tasks";
}

// The registry asks evaluation, with the caller's token or without one.
TEST_F(TokensTest, AServiceAsksAnotherInTheCallersName) {
  RecordRecognitionRequest request;
  request.set_name("provinces/82/products/none");
  request.set_recognition("provinces/82/recognitions/none");
  const auto answer =
      registry().Call<Product>("/ocop.registry.v1.ProductService/RecordRecognition", request, With(Token(kProvince)));
  EXPECT_THAT(answer.status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "NOT_RECOGNISED"));
}

TEST_F(TokensTest, TheProviderMayComeLaterAndGo) {
  const std::string token = Token(kProvince);
  StopProvider();
  EXPECT_EQ(ListIndicators(gateway(), With(token)), absl::OkStatus()) << "what is known stays in use";
  const auto other = suite_->StartAnotherGateway();
  EXPECT_THAT(ListIndicators(other->client(), With(token)),
              IsRefusal(absl::StatusCode::kUnavailable, "TOKEN_KEYS_PENDING"));
  EXPECT_THAT(ListIndicators(other->client(), With("abc")),
              IsRefusal(absl::StatusCode::kUnauthenticated, "TOKEN_MALFORMED"));
  StartProvider("k2");
  // A key of that name is not there any more.
  EXPECT_THAT(Persist([&] { return ListIndicators(other->client(), With(token)); }),
              IsRefusal(absl::StatusCode::kUnauthenticated, "TOKEN_KEY_UNKNOWN"));
  const std::string next = Token(kProvince);
  suite_->AwaitCaughtUp(*other);
  EXPECT_EQ(Persist([&] { return ListIndicators(other->client(), With(next)); }), absl::OkStatus());
  // The other processes learn of the new key by the first token that names it, and forget the old one.
  EXPECT_EQ(Persist([&] { return ListWebhooks(registry(), With(next)); }), absl::OkStatus());
  EXPECT_EQ(Persist([&] { return ListIndicators(gateway(), With(next)); }), absl::OkStatus());
  EXPECT_THAT(ListWebhooks(registry(), With(token)),
              IsRefusal(absl::StatusCode::kUnauthenticated, "TOKEN_KEY_UNKNOWN"));
}

}  // namespace
}  // namespace ocop::testing
