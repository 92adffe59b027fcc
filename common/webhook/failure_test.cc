// Receivers that do not answer well, webhooks that are given up, and what is refused from the start.
#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/webhook/testing/webhook_fixture.h"

namespace ocop::webhook {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class FailureTest : public WebhookTest {
 protected:
  static std::vector<WebhookDelivery> Deliveries(const Replica& replica, const std::string& id, int page_size = 0) {
    ListWebhookDeliveriesRequest request;
    request.set_parent(Name(id));
    request.set_page_size(page_size);
    std::vector<WebhookDelivery> all;
    do {
      const auto page = Call<ListWebhookDeliveriesResponse>(replica, "ListWebhookDeliveries", request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      all.insert(all.end(), page->deliveries().begin(), page->deliveries().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  static Webhook AwaitDisabled(const Replica& replica, const std::string& id) {
    return AwaitWebhook(replica, id, [](const Webhook& now) { return now.state() == Webhook::STATE_DISABLED; });
  }
};

TEST_F(FailureTest, WhatIsNotTakenComesAgainBeforeAnythingElse) {
  const auto replica = Start();
  std::atomic<int> posts = 0;
  Receiver receiver([&](const Received&) {
    const int post = ++posts;
    return post == 1 ? 0 : post == 2 ? 500 : post == 3 ? 404 : 200;
  });
  const std::string secret = Make(*replica, "a", receiver.uri());
  CommitTogether(3);
  receiver.AwaitEntries(3);
  Commit(1);
  EXPECT_EQ(NamesOf(receiver.AwaitEntries(4)), JournalNames());
  const std::vector<Received> all = receiver.posts();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(all[i].id(), all[0].id()) << "an attempt at the same delivery";
    EXPECT_EQ(all[i].body, all[0].body);
    EXPECT_TRUE(IsVerified(all[i], secret));
  }
  const Webhook webhook = AwaitWebhook(
      *replica, "a", [&](const Webhook& now) { return now.position() == all.back().message().data().resume_token(); });
  EXPECT_EQ(webhook.consecutive_failures(), 0);
  EXPECT_FALSE(webhook.has_failing_since_time());
  EXPECT_FALSE(webhook.has_next_attempt_time());
  EXPECT_THAT(webhook.last_error(), HasSubstr("404"));
  const std::vector<WebhookDelivery> deliveries = Deliveries(*replica, "a", 2);
  ASSERT_THAT(deliveries, SizeIs(5)) << "in pages of two";
  const auto expect = [&](int i, int attempt, int status, const std::string& error) {
    EXPECT_EQ(deliveries[i].attempt(), attempt) << i;
    EXPECT_EQ(deliveries[i].http_status(), status) << i;
    EXPECT_THAT(deliveries[i].error(), HasSubstr(error)) << i;
  };
  expect(4, 1, 0, "");
  EXPECT_NE(deliveries[4].error(), "");
  expect(3, 2, 500, "500");
  expect(2, 3, 404, "404");
  expect(1, 4, 200, "");
  expect(0, 1, 200, "");
  EXPECT_EQ(deliveries[4].delivery_id(), all[0].id());
  EXPECT_EQ(deliveries[4].entry_count(), 3);
  EXPECT_EQ(deliveries[4].first_position(), all[0].message().data().entries(0).position());
  EXPECT_EQ(deliveries[4].last_position(), all[0].message().data().entries(2).position());
}

TEST_F(FailureTest, OneThatHangsIsTriedAgainAndHoldsUpNobody) {
  Options options = Local();
  options.timeout = absl::Milliseconds(300);
  const auto replica = Start(options);
  absl::Notification other_done;
  std::atomic<int> posts = 0;
  Receiver slow([&](const Received&) {
    if (posts++ == 0) other_done.WaitForNotificationWithTimeout(absl::Seconds(30));
    return 200;
  });
  Receiver quick;
  Make(*replica, "slow", slow.uri());
  Make(*replica, "quick", quick.uri());
  Commit(1);
  quick.AwaitEntries(1);
  Commit(2);
  quick.AwaitEntries(3);
  const Webhook failing =
      AwaitWebhook(*replica, "slow", [](const Webhook& now) { return now.has_last_failure_time(); });
  EXPECT_THAT(failing.last_error(), HasSubstr("timed out"));
  const auto lag = [](const std::string& id, const std::string& value) {
    return absl::StrCat("ocop_webhook_lag_seconds.webhook=\"", Name(id), "\". ", value);
  };
  EXPECT_THAT(replica->metrics.Text(), ContainsRegex(lag("slow", "[0-9.]*[1-9]")));
  EXPECT_THAT(replica->metrics.Text(), ContainsRegex(lag("quick", "0\n")));
  other_done.Notify();
  const std::vector<std::string> all = JournalNames();
  const auto last = [&](const Webhook& now) { return now.has_last_success_time() && now.consecutive_failures() == 0; };
  AwaitWebhook(*replica, "slow", last);
  // The first came twice: once to the one that hung, and once more.
  EXPECT_THAT(NamesOf(slow.AwaitEntries(4)), ::testing::IsSupersetOf(all));
}

TEST_F(FailureTest, ANewAddressIsTriedAtOnce) {
  Options options = Local();
  options.first_retry = absl::Hours(1);
  options.longest_retry = absl::Hours(1);
  const auto replica = Start(options);
  Receiver broken([](const Received&) { return 500; });
  Receiver mended;
  Make(*replica, "a", broken.uri());
  Commit(1);
  const Webhook failing = AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_next_attempt_time(); });
  EXPECT_EQ(failing.consecutive_failures(), 1);
  UpdateWebhookRequest update;
  update.mutable_webhook()->set_name(Name("a"));
  update.mutable_webhook()->set_uri(mended.uri());
  update.mutable_webhook()->set_etag(failing.etag());
  const auto updated = Call<Webhook>(*replica, "UpdateWebhook", update);
  ASSERT_TRUE(updated.ok()) << updated.status() << ": a failed delivery is no change of the webhook";
  EXPECT_EQ(NamesOf(mended.AwaitEntries(1)), JournalNames());
}

TEST_F(FailureTest, TroubleWithOneHoldsUpNoOther) {
  database().Execute(
      "CREATE FUNCTION training.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$; "
      "CREATE TRIGGER refuse BEFORE INSERT ON training.webhook_delivery FOR EACH ROW WHEN (NEW.webhook_id = "
      "'troubled') EXECUTE FUNCTION training.refuse()");
  const auto replica = Start();
  Receiver troubled, fine;
  Make(*replica, "troubled", troubled.uri());
  Make(*replica, "fine", fine.uri());
  Commit(1);
  troubled.AwaitEntries(1);
  fine.AwaitEntries(1);
  Commit(2);
  EXPECT_EQ(NamesOf(fine.AwaitEntries(3)), JournalNames());
  database().Execute("DROP TRIGGER refuse ON training.webhook_delivery; DROP FUNCTION training.refuse");
  const std::vector<std::string> names = NamesOf(troubled.AwaitEntries(4));
  EXPECT_EQ(names[1], names[0]) << "what could not be written down comes again";
  EXPECT_EQ(std::vector<std::string>(names.begin() + 1, names.end()), JournalNames());
}

TEST_F(FailureTest, OneThatIsGoneIsDisabledUntilItIsResumed) {
  const auto replica = Start();
  std::atomic<int> status = 410;
  Receiver receiver([&](const Received&) { return status.load(); });
  Make(*replica, "a", receiver.uri());
  Commit(2);
  const Webhook disabled = AwaitDisabled(*replica, "a");
  EXPECT_EQ(disabled.disable_reason(), Webhook::DISABLE_REASON_GONE);
  EXPECT_FALSE(disabled.has_next_attempt_time());
  EXPECT_EQ(database().Value("SELECT count(*) FROM training.journal WHERE resource_name LIKE '%/webhooks/a'"), "2")
      << "its history tells that it was disabled";
  status = 200;
  const auto resumed = Resume(*replica, "a");
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->state(), Webhook::STATE_ACTIVE);
  EXPECT_EQ(NamesOf(receiver.AwaitEntries(2)), JournalNames());
}

TEST_F(FailureTest, OneThatFailsForTooLongIsDisabled) {
  Options options = Local();
  options.give_up_after = absl::Milliseconds(300);
  const auto replica = Start(options);
  Receiver receiver([](const Received&) { return 500; });
  Make(*replica, "a", receiver.uri());
  Commit(1);
  const Webhook disabled = AwaitDisabled(*replica, "a");
  EXPECT_EQ(disabled.disable_reason(), Webhook::DISABLE_REASON_FAILING);
  EXPECT_GT(disabled.consecutive_failures(), 1);
  Make(*replica, "b", receiver.uri());
  ListWebhooksRequest list;
  list.set_parent("provinces/82");
  list.set_filter("state = STATE_DISABLED AND consecutive_failures > 1");
  const auto found = Call<ListWebhooksResponse>(*replica, "ListWebhooks", list);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(found->webhooks(), SizeIs(1));
  EXPECT_EQ(found->webhooks(0).name(), Name("a"));
  EXPECT_THAT(replica->metrics.Text(),
              HasSubstr("ocop_webhook_deliveries_total{result=\"refused\",webhook=\"provinces/82/webhooks/a\"}"));
  EXPECT_THAT(replica->metrics.Text(), HasSubstr("ocop_webhook_disabled{webhook=\"provinces/82/webhooks/a\"} 1"));
}

// Where the journal goes is a matter of those who may send it there; whoever may not does not learn what exists.
TEST_F(FailureTest, ReadingAsksForTheRoleOfWriting) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  const auto refused = IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING");
  for (const char* roles : {"", "commune_officer", "producer,council_member"}) {
    for (const char* id : {"a", "none"}) {
      GetWebhookRequest get;
      get.set_name(Name(id));
      EXPECT_THAT(Call<Webhook>(*replica, "GetWebhook", get, roles).status(), refused) << id << roles;
      ListWebhookDeliveriesRequest deliveries;
      deliveries.set_parent(Name(id));
      EXPECT_THAT(Call<ListWebhookDeliveriesResponse>(*replica, "ListWebhookDeliveries", deliveries, roles).status(),
                  refused)
          << id << roles;
    }
    ListWebhooksRequest list;
    list.set_parent("provinces/82");
    EXPECT_THAT(Call<ListWebhooksResponse>(*replica, "ListWebhooks", list, roles).status(), refused) << roles;
  }
  GetWebhookRequest get;
  get.set_name(Name("a"));
  for (const char* roles : {"administrator", "province_officer"}) {
    const auto webhook = Call<Webhook>(*replica, "GetWebhook", get, roles);
    ASSERT_TRUE(webhook.ok()) << webhook.status();
    EXPECT_EQ(webhook->uri(), receiver.uri());
  }
}

TEST_F(FailureTest, PausedOnesGetNothingUntilTheyAreResumed) {
  const auto replica = Start();
  Receiver receiver, other;
  Make(*replica, "a", receiver.uri());
  Make(*replica, "b", other.uri());
  PauseWebhookRequest pause;
  pause.set_name(Name("a"));
  const auto paused = Call<Webhook>(*replica, "PauseWebhook", pause);
  ASSERT_TRUE(paused.ok()) << paused.status();
  EXPECT_EQ(paused->state(), Webhook::STATE_PAUSED);
  Commit(3);
  other.AwaitEntries(3);
  EXPECT_THAT(receiver.posts(), IsEmpty());
  EXPECT_TRUE(Resume(*replica, "a").ok());
  EXPECT_EQ(NamesOf(receiver.AwaitEntries(3)), JournalNames());
}

TEST_F(FailureTest, RedirectsAreNotFollowed) {
  const auto replica = Start();
  Receiver elsewhere;
  Receiver receiver([](const Received&) { return 307; });
  receiver.set_location(elsewhere.uri());
  Make(*replica, "a", receiver.uri());
  Commit(1);
  receiver.Await(1);
  const Webhook webhook = AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_last_failure_time(); });
  EXPECT_THAT(webhook.last_error(), HasSubstr("redirects are not followed"));
  EXPECT_THAT(elsewhere.posts(), IsEmpty());
}

// The address is looked at when it is used: a name tells nothing.
TEST_F(FailureTest, AddressesThatAreNotPublicAreNotPostedTo) {
  Options options = Local();
  options.sender.addresses = Addresses();
  const auto replica = Start(options);
  Receiver receiver;
  const std::string port = receiver.uri().substr(receiver.uri().rfind(':'));
  Make(*replica, "a", "http://localhost" + port);
  Commit(1);
  const Webhook webhook = AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_last_failure_time(); });
  EXPECT_THAT(webhook.last_error(), HasSubstr("is not public"));
  PingWebhookRequest ping;
  ping.set_name(Name("a"));
  const auto answer = Call<PingWebhookResponse>(*replica, "PingWebhook", ping);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->http_status(), 0);
  EXPECT_THAT(answer->error(), HasSubstr("is not public"));
  EXPECT_THAT(receiver.posts(), IsEmpty());
}

TEST_F(FailureTest, AReceiverMustShowACertificateThatIsTrusted) {
  std::string folder = std::filesystem::temp_directory_path() / "webhook.XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  // NOLINTNEXTLINE(cert-env33-c): as an operator would
  ASSERT_EQ(std::system(absl::StrCat("cd ", folder,
                                     " && openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out "
                                     "cert.pem -days 1 -subj /CN=a -addext subjectAltName=IP:127.0.0.1 2>openssl.log")
                            .c_str()),
            0);
  Receiver receiver([](const Received&) { return 200; }, folder);
  PingWebhookRequest ping;
  ping.set_name(Name("a"));
  Options options = Local();
  {
    const auto replica = Start(options);
    Make(*replica, "a", receiver.uri());
    const auto untrusted = Call<PingWebhookResponse>(*replica, "PingWebhook", ping);
    ASSERT_TRUE(untrusted.ok()) << untrusted.status();
    EXPECT_EQ(untrusted->http_status(), 0);
    EXPECT_THAT(untrusted->error(), HasSubstr("certificate"));
  }
  options.sender.ca_file = folder + "/cert.pem";
  const auto replica = Start(options);
  const auto trusted = Call<PingWebhookResponse>(*replica, "PingWebhook", ping);
  ASSERT_TRUE(trusted.ok()) << trusted.status();
  EXPECT_EQ(trusted->http_status(), 200) << trusted->error();
  std::filesystem::remove_all(folder);
}

TEST_F(FailureTest, ADatabaseThatWasReplacedStopsItUntilSomebodyDecides) {
  auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  Commit(1);
  receiver.AwaitEntries(1);
  replica.reset();
  database().Execute("UPDATE training.journal_generation SET generation = gen_random_uuid()");
  Commit(1);
  replica = Start();
  const Webhook disabled = AwaitDisabled(*replica, "a");
  EXPECT_EQ(disabled.disable_reason(), Webhook::DISABLE_REASON_JOURNAL_REPLACED);
  EXPECT_THAT(disabled.last_error(), HasSubstr("another database"));
  EXPECT_THAT(Resume(*replica, "a").status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "JOURNAL_REPLACED"));
  ASSERT_TRUE(Resume(*replica, "a", START_POINT_BEGINNING).ok());
  EXPECT_THAT(NamesOf(receiver.AwaitEntries(3)),
              ElementsAre("provinces/82/courses/0", "provinces/82/courses/0", "provinces/82/courses/1"));
}

// A backup has the webhooks' positions of its time, too. Who delivered since then knows better.
TEST_F(FailureTest, ADatabaseThatWasSetBackUnderItStopsItToo) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  const auto stands_at_last_delivery = [&](const Webhook& now) {
    return now.position() == receiver.posts().back().message().data().resume_token();
  };
  Commit(1);
  receiver.AwaitEntries(1);
  const std::string kept = AwaitWebhook(*replica, "a", stands_at_last_delivery).position();
  Commit(1);
  receiver.AwaitEntries(2);
  const std::string lost = AwaitWebhook(*replica, "a", stands_at_last_delivery).position();
  database().Execute(absl::StrCat(
      "DELETE FROM training.journal WHERE resource_name = 'provinces/82/courses/1'; UPDATE training.webhook SET "
      "position = '",
      kept, "'"));
  for (int i = 0; i < 5; ++i) Commit(1);
  EXPECT_EQ(AwaitDisabled(*replica, "a").disable_reason(), Webhook::DISABLE_REASON_JOURNAL_REPLACED);
  EXPECT_THAT(Resume(*replica, "a", START_POINT_UNSPECIFIED, lost).status(),
              IsRefusal(absl::StatusCode::kFailedPrecondition, "JOURNAL_REPLACED"));
  ASSERT_TRUE(Resume(*replica, "a").ok()) << "from where the backup has it";
  EXPECT_THAT(receiver.AwaitEntries(7), SizeIs(7));
}

TEST_F(FailureTest, EverythingThatIsWrongIsToldAtOnce) {
  Options options = Local();
  options.sender = {};
  const auto replica = Start(options);
  CreateWebhookRequest request = NewWebhook("a", "http://127.0.0.1/hook");
  request.set_parent("provinces");
  request.set_secret("whsec_c2hvcnQ=");
  request.set_start_point(START_POINT_NOW);
  request.set_resume_token("x");
  for (const char* type : {"ocop.training.v1.Nothing", "ocop.training.v1.Course", "ocop.training.v1.Course"}) {
    request.mutable_webhook()->add_types(type);
  }
  const auto refused = Call<CreateWebhookResponse>(*replica, "CreateWebhook", request);
  EXPECT_THAT(status::ViolationsOf(refused.status()),
              UnorderedElementsAre(Pair("parent", HasSubstr("provinces/{province}")),
                                   Pair("webhook.uri", HasSubstr("https://")),
                                   Pair("webhook.types[0]", HasSubstr("ocop.training.v1.Learner")),
                                   Pair("webhook.types[2]", HasSubstr("twice")), Pair("secret", HasSubstr("openssl")),
                                   Pair("start_point", HasSubstr("resume_token"))));
  EXPECT_EQ(database().Value("SELECT count(*) FROM training.webhook"), "0");
}

TEST_F(FailureTest, AddressesThatCannotBePostedToAreRefused) {
  Options options = Local();
  options.sender.addresses = Addresses();
  const auto replica = Start(options);
  for (const char* uri : {"https://10.0.0.1/hook", "https://[::1]/hook", "https://127.1/hook", "https://0x7f000001/",
                          "https://user:password@example.vn/", "https://example.vn/#part", "ftp://example.vn/", "x",
                          "https://example.vn:99999/", "https://exa mple.vn/"}) {
    EXPECT_THAT(Call<CreateWebhookResponse>(*replica, "CreateWebhook", NewWebhook("a", uri)).status(),
                IsInvalidField("webhook.uri"))
        << uri;
  }
  Make(*replica, "a", "https://example.vn/hook?a=b");
  UpdateWebhookRequest update;
  update.mutable_webhook()->set_name(Name("a"));
  update.mutable_webhook()->set_uri("https://169.254.169.254/");
  EXPECT_THAT(Call<Webhook>(*replica, "UpdateWebhook", update).status(), IsInvalidField("webhook.uri"));
}

TEST_F(FailureTest, TrialsOfNamedMethodsChangeNothing) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  const Webhook before = Get(*replica, "a");
  const auto secrets = [] {
    return database().Value("SELECT string_agg(s::text, ' ') FROM training.webhook_secret s");
  };
  const std::string secret = secrets();
  RotateWebhookSecretRequest rotate;
  rotate.set_name(Name("a"));
  rotate.set_validate_only(true);
  const auto rotated = Call<RotateWebhookSecretResponse>(*replica, "RotateWebhookSecret", rotate);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  PauseWebhookRequest pause;
  pause.set_name(Name("a"));
  pause.set_validate_only(true);
  const auto paused = Call<Webhook>(*replica, "PauseWebhook", pause);
  ASSERT_TRUE(paused.ok()) << paused.status();
  EXPECT_EQ(paused->state(), Webhook::STATE_PAUSED);
  ResumeWebhookRequest resume;
  resume.set_name(Name("a"));
  resume.set_start_point(START_POINT_BEGINNING);
  resume.set_validate_only(true);
  const auto resumed = Call<Webhook>(*replica, "ResumeWebhook", resume);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  const Webhook after = Get(*replica, "a");
  EXPECT_EQ(after.etag(), before.etag());
  EXPECT_EQ(after.state(), Webhook::STATE_ACTIVE);
  EXPECT_EQ(secrets(), secret);
}

TEST_F(FailureTest, RefusalsOfNamedMethods) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  EXPECT_THAT(Call<CreateWebhookResponse>(*replica, "CreateWebhook", NewWebhook("a", receiver.uri())).status(),
              IsRefusal(absl::StatusCode::kAlreadyExists, "RESOURCE_ALREADY_EXISTS"));
  EXPECT_THAT(Resume(*replica, "none").status(), IsRefusal(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Resume(*replica, "a", START_POINT_UNSPECIFIED, "x").status(),
              IsRefusal(absl::StatusCode::kInvalidArgument, "MALFORMED_RESUME_TOKEN"));
  RotateWebhookSecretRequest rotate;
  rotate.set_name(Name("a"));
  rotate.mutable_overlap()->set_seconds(8 * 24 * 3600);
  EXPECT_THAT(Call<RotateWebhookSecretResponse>(*replica, "RotateWebhookSecret", rotate).status(),
              IsInvalidField("overlap"));
  PauseWebhookRequest pause;
  pause.set_name(Name("a"));
  pause.set_etag("old");
  EXPECT_THAT(Call<Webhook>(*replica, "PauseWebhook", pause).status(),
              IsRefusal(absl::StatusCode::kAborted, "ETAG_MISMATCH"));
  DeleteWebhookRequest remove;
  remove.set_name(Name("a"));
  for (const char* roles : {"", "commune_officer", "producer"}) {
    EXPECT_THAT(Call<google::protobuf::Empty>(*replica, "DeleteWebhook", remove, roles).status(),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
    EXPECT_THAT(Call<CreateWebhookResponse>(*replica, "CreateWebhook", NewWebhook("b", receiver.uri()), roles).status(),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
    EXPECT_THAT(Call<Webhook>(*replica, "PauseWebhook", pause, roles).status(),
                IsRefusal(absl::StatusCode::kPermissionDenied, "ROLE_MISSING"));
  }
  EXPECT_TRUE(Call<google::protobuf::Empty>(*replica, "DeleteWebhook", remove).ok());
  EXPECT_EQ(database().Value("SELECT count(*) FROM training.webhook_secret"), "0");
}

}  // namespace
}  // namespace ocop::webhook
