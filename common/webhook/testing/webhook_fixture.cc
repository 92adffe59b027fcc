#include "common/webhook/testing/webhook_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "services/training/definition.h"

namespace ocop::webhook {
namespace {

ocop::testing::TestDatabase* shared_database = nullptr;

// The script that services/README.md gives to receivers.
std::string Script() {
  std::ifstream file("services/README.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string readme = text.str();
  const size_t mark = readme.find("<!-- verify -->");
  EXPECT_NE(mark, std::string::npos) << "the example is gone";
  const size_t begin = readme.find("```sh\n", mark) + 6;
  return readme.substr(begin, readme.find("```", begin) - begin);
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", text, "'");
}

}  // namespace

bool IsVerified(const Received& received, const std::string& secret) {
  static const auto& script = *new std::string(Script());
  std::string folder = std::filesystem::temp_directory_path() / "webhook.XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/body") << received.body;
  std::ofstream(folder + "/script") << script << "verify " << Quoted(secret) << " "
                                    << Quoted(received.headers.at("webhook-id")) << " "
                                    << Quoted(received.headers.at("webhook-timestamp")) << " "
                                    << Quoted(received.headers.at("webhook-signature")) << "\n";
  // NOLINTNEXTLINE(cert-env33-c): what receivers run
  const int result = std::system(absl::StrCat("bash ", folder, "/script < ", folder, "/body").c_str());
  std::filesystem::remove_all(folder);
  return result == 0;
}

std::vector<std::string> NamesOf(const std::vector<JournalEntry>& entries) {
  std::vector<std::string> names;
  for (const JournalEntry& entry : entries) names.push_back(entry.resource_name());
  return names;
}

Replica::Replica(const Options& options, const std::string& database_url)
    : definition(training::Definition()),
      service(definition, service::Options{.database_url = database_url, .webhooks = options}, metrics),
      client([this] {
        const absl::Status started = service.Start();
        EXPECT_TRUE(started.ok()) << started;
        return absl::StrCat("127.0.0.1:", service.port());
      }()) {}

void WebhookTest::SetUpTestSuite() {
  shared_database = new ocop::testing::TestDatabase;
  const auto migrated = service::Migrate(training::Definition(), shared_database->url());
  ASSERT_TRUE(migrated.ok()) << migrated.status();
}

void WebhookTest::TearDownTestSuite() {
  delete shared_database;
  shared_database = nullptr;
}

WebhookTest::WebhookTest() {
  database().Execute("TRUNCATE training.journal, training.request; DELETE FROM training.webhook");
}

const ocop::testing::TestDatabase& WebhookTest::database() {
  return *shared_database;
}

Options WebhookTest::Local() {
  Options options;
  options.sender.addresses = *Addresses::Parse("127.0.0.0/8");
  options.sender.allow_http = true;
  options.first_retry = absl::Milliseconds(50);
  options.longest_retry = absl::Milliseconds(100);
  return options;
}

std::unique_ptr<Replica> WebhookTest::Start(const Options& options) {
  return std::make_unique<Replica>(options, database().url());
}

void WebhookTest::Commit(int count, const std::string& parent) {
  const std::string first =
      database().Value("SELECT count(*) FROM training.journal WHERE type <> 'ocop.journal.v1.Webhook'");
  for (int i = 0; i < count; ++i) {
    database().Execute(absl::StrCat(
        "INSERT INTO training.journal (actor, request_id, resource_name, type, action, resource) VALUES ('a', '', '",
        parent, "/courses/", std::stoi(first) + i, "', 'ocop.training.v1.Course', 'ACTION_UPDATE', '')"));
  }
}

void WebhookTest::CommitTogether(int count) {
  database().Execute(absl::StrCat(
      "INSERT INTO training.journal (actor, request_id, resource_name, type, action, resource) SELECT 'a', '', "
      "'provinces/82/courses/' || n, 'ocop.training.v1.Course', 'ACTION_UPDATE', '' FROM generate_series(0, ",
      count - 1, ") AS n"));
}

std::vector<std::string> WebhookTest::JournalNames() {
  return absl::StrSplit(
      database().Value("SELECT string_agg(resource_name, ',' ORDER BY horizon, seq) FROM training.journal WHERE type "
                       "<> 'ocop.journal.v1.Webhook'"),
      ',');
}

CreateWebhookRequest WebhookTest::NewWebhook(const std::string& id, const std::string& uri) {
  CreateWebhookRequest request;
  request.set_parent("provinces/82");
  request.set_webhook_id(id);
  request.mutable_webhook()->set_uri(uri);
  return request;
}

std::string WebhookTest::Make(const Replica& replica, const CreateWebhookRequest& request) {
  const auto made = Call<CreateWebhookResponse>(replica, "CreateWebhook", request);
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? made->secret() : "";
}

Webhook WebhookTest::Get(const Replica& replica, const std::string& id) {
  GetWebhookRequest request;
  request.set_name(Name(id));
  const auto webhook = Call<Webhook>(replica, "GetWebhook", request);
  EXPECT_TRUE(webhook.ok()) << webhook.status();
  return webhook.ok() ? *webhook : Webhook();
}

Webhook WebhookTest::AwaitWebhook(const Replica& replica, const std::string& id,
                                  const std::function<bool(const Webhook&)>& condition) {
  const absl::Time deadline = absl::Now() + kPatience;
  Webhook webhook = Get(replica, id);
  while (!condition(webhook) && absl::Now() < deadline) {
    std::this_thread::yield();
    webhook = Get(replica, id);
  }
  EXPECT_TRUE(condition(webhook)) << webhook.DebugString();
  return webhook;
}

absl::StatusOr<Webhook> WebhookTest::Resume(const Replica& replica, const std::string& id, StartPoint point,
                                            const std::string& token) {
  ResumeWebhookRequest request;
  request.set_name(Name(id));
  request.set_start_point(point);
  request.set_resume_token(token);
  return Call<Webhook>(replica, "ResumeWebhook", request);
}

}  // namespace ocop::webhook
