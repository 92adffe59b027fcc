// What is delivered: everything that concerns the webhook, in order, signed; from where it was asked for.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/webhook/testing/webhook_fixture.h"
#include "ocop/journal/v1/journal_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"

namespace ocop::webhook {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

using DeliveryTest = WebhookTest;

std::vector<std::string> PositionsOf(const std::vector<JournalEntry>& entries) {
  std::vector<std::string> positions;
  for (const JournalEntry& entry : entries) positions.push_back(entry.position());
  return positions;
}

TEST_F(DeliveryTest, EveryEntryComesOnceInOrderAndSigned) {
  Commit(1);
  const auto replica = Start();
  Receiver receiver;
  const std::string secret = Make(*replica, "a", receiver.uri());
  Commit(30);
  CommitTogether(250);
  const std::vector<JournalEntry> entries = receiver.AwaitEntries(280);
  const std::vector<std::string> all = JournalNames();
  EXPECT_EQ(NamesOf(entries), std::vector<std::string>(all.begin() + 1, all.end()))
      << "what was there before the webhook is not sent";
  const std::vector<std::string> positions = PositionsOf(entries);
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
  std::set<std::string> ids;
  std::string token;
  for (const Received& post : receiver.posts()) {
    const WebhookMessage message = post.message();
    EXPECT_EQ(message.type(), "journal.entries");
    EXPECT_EQ(message.data().webhook(), Name("a"));
    EXPECT_EQ(message.data().service(), "training");
    EXPECT_LE(message.data().entries_size(), 100);
    EXPECT_TRUE(IsVerified(post, secret));
    ids.insert(post.id());
    token = message.data().resume_token();
  }
  EXPECT_THAT(ids, SizeIs(receiver.posts().size()));
  EXPECT_FALSE(IsVerified(receiver.posts()[0], "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
  Received forged = receiver.posts()[0];
  forged.body += " ";
  EXPECT_FALSE(IsVerified(forged, secret));
  const Webhook webhook = AwaitWebhook(*replica, "a", [&](const Webhook& now) { return now.position() == token; });
  EXPECT_EQ(webhook.state(), Webhook::STATE_ACTIVE);
  EXPECT_TRUE(webhook.has_last_success_time());
  EXPECT_EQ(webhook.consecutive_failures(), 0);
}

TEST_F(DeliveryTest, WhatTheServiceChangesIsSentAsItStandsInTheJournal) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  ocop::training::v1::CreateCourseRequest request;
  request.set_parent("provinces/82");
  request.set_course_id(absl::StrCat("c", database().Value("SELECT count(*) FROM training.course")));
  request.mutable_course()->set_display_name("Kiến thức chung");
  request.mutable_course()->add_topics(ocop::training::v1::Course::TOPIC_TRADE);
  const auto made = replica->client.Call<ocop::training::v1::Course>("/ocop.training.v1.CourseService/CreateCourse",
                                                                     request, {.actor = "officer"});
  ASSERT_TRUE(made.ok()) << made.status();
  const JournalEntry entry = receiver.AwaitEntries(1).front();
  EXPECT_EQ(entry.action(), JournalEntry::ACTION_CREATE);
  EXPECT_EQ(entry.actor(), "officer");
  ocop::training::v1::Course course;
  ASSERT_TRUE(entry.resource().UnpackTo(&course));
  EXPECT_EQ(course.name(), made->name());
  EXPECT_EQ(course.display_name(), "Kiến thức chung");
  EXPECT_THAT(receiver.posts()[0].body, HasSubstr(R"("@type":"type.googleapis.com/ocop.training.v1.Course")"));
}

TEST_F(DeliveryTest, OnlyEntriesOfItsParentAndItsTypes) {
  const auto replica = Start();
  Receiver everything, learners;
  Make(*replica, "everything", everything.uri());
  CreateWebhookRequest request = NewWebhook("learners", learners.uri());
  request.mutable_webhook()->add_types("ocop.training.v1.Learner");
  Make(*replica, request);
  Commit(2, "provinces/83");
  Commit(1);
  database().Execute(
      "INSERT INTO training.journal (actor, request_id, resource_name, type, action, resource) VALUES ('a', '', "
      "'provinces/82/learners/x', 'ocop.training.v1.Learner', 'ACTION_UPDATE', '')");
  Commit(1);
  EXPECT_THAT(NamesOf(everything.AwaitEntries(3)),
              ElementsAre("provinces/82/courses/2", "provinces/82/learners/x", "provinces/82/courses/4"));
  EXPECT_THAT(NamesOf(learners.AwaitEntries(1)), ElementsAre("provinces/82/learners/x"));
}

// A webhook on everything would else never be done.
TEST_F(DeliveryTest, DeliveriesAreNoEntriesThemselves) {
  const auto replica = Start();
  Receiver receiver;
  CreateWebhookRequest request = NewWebhook("a", receiver.uri());
  request.mutable_webhook()->add_types("ocop.journal.v1.Webhook");
  request.mutable_webhook()->add_types("ocop.training.v1.Course");
  request.set_start_point(START_POINT_BEGINNING);
  Make(*replica, request);
  Commit(1);
  receiver.AwaitEntries(2);
  AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_last_success_time(); });
  Commit(1);
  EXPECT_THAT(NamesOf(receiver.AwaitEntries(3)),
              ElementsAre(Name("a"), "provinces/82/courses/0", "provinces/82/courses/1"));
}

TEST_F(DeliveryTest, BeginsWhereItIsAskedTo) {
  Commit(3);
  const auto replica = Start();
  Receiver from_beginning, from_now, from_token;
  CreateWebhookRequest request = NewWebhook("beginning", from_beginning.uri());
  request.set_start_point(START_POINT_BEGINNING);
  Make(*replica, request);
  EXPECT_THAT(from_beginning.AwaitEntries(3), SizeIs(3));
  Commit(1);
  from_beginning.AwaitEntries(4);
  std::string token;
  for (const Received& post : from_beginning.posts()) {
    const WebhookMessage message = post.message();
    if (message.data().entries(message.data().entries_size() - 1).resource_name() == "provinces/82/courses/2") {
      token = message.data().resume_token();
    }
  }
  request = NewWebhook("now", from_now.uri());
  request.set_start_point(START_POINT_NOW);
  Make(*replica, request);
  request = NewWebhook("token", from_token.uri());
  request.set_resume_token(token);
  Make(*replica, request);
  EXPECT_THAT(NamesOf(from_token.AwaitEntries(1)), ElementsAre("provinces/82/courses/3"));
  database().Execute(
      "INSERT INTO training.journal (actor, request_id, resource_name, type, action, resource) VALUES ('a', '', "
      "'provinces/82/courses/last', 'ocop.training.v1.Course', 'ACTION_UPDATE', '')");
  EXPECT_THAT(NamesOf(from_now.AwaitEntries(1)), ElementsAre("provinces/82/courses/last"));
}

// What a receiver does that wants everything: the state where its webhook begins, then what is delivered.
TEST_F(DeliveryTest, TheStateAtItsBeginningAndWhatIsDeliveredAreEverythingOnce) {
  const auto replica = Start();
  Receiver receiver;
  std::atomic<bool> made = false;
  std::thread writer([&] {
    int after = 0;
    // Goes on a little when the webhook is there.
    while (after < 20) {
      Commit(1);
      if (made) ++after;
    }
  });
  while (database().Value("SELECT count(*) >= 5 FROM training.journal") == "f") std::this_thread::yield();
  const auto webhook = Call<CreateWebhookResponse>(*replica, "CreateWebhook", NewWebhook("a", receiver.uri()));
  made = true;
  writer.join();
  ASSERT_TRUE(webhook.ok()) << webhook.status();
  DownloadStateRequest request;
  request.set_position(webhook->webhook().position());
  request.set_name_prefix("provinces/82/courses/");

  absl::Mutex mutex;
  std::vector<std::string> names;
  bool ended = false;
  const auto download = replica->client.Subscribe(
      "/ocop.journal.v1.JournalService/DownloadState", request, DownloadStateResponse::default_instance(),
      [&](const google::protobuf::Message& message) {
        absl::MutexLock lock(&mutex);
        for (const JournalEntry& entry : static_cast<const DownloadStateResponse&>(message).entries()) {
          names.push_back(entry.resource_name());
        }
      },
      [&](const absl::Status& status) {
        EXPECT_TRUE(status.ok()) << status;
        absl::MutexLock lock(&mutex);
        ended = true;
      });
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&ended));
  std::vector<std::string> all = JournalNames();
  ASSERT_GT(all.size(), names.size()) << "something is left to deliver";
  const std::vector<std::string> delivered = NamesOf(receiver.AwaitEntries(all.size() - names.size()));
  names.insert(names.end(), delivered.begin(), delivered.end());
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(all));
}

TEST_F(DeliveryTest, ReplaysFromATokenUnderNewIds) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  const std::string begin = Get(*replica, "a").position();
  CommitTogether(3);
  receiver.AwaitEntries(3);
  AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_last_success_time(); });
  const auto resumed = Resume(*replica, "a", START_POINT_UNSPECIFIED, begin);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  const std::vector<std::string> names = NamesOf(receiver.AwaitEntries(6));
  EXPECT_EQ(std::vector<std::string>(names.begin(), names.begin() + 3),
            std::vector<std::string>(names.begin() + 3, names.end()));
  EXPECT_NE(receiver.posts()[0].id(), receiver.posts()[1].id()) << "a receiver that knows ids takes them again";
  EXPECT_TRUE(Resume(*replica, "a", START_POINT_BEGINNING).ok());
  receiver.AwaitEntries(9);
}

TEST_F(DeliveryTest, BothSecretsSignUntilTheOldOneExpires) {
  const auto replica = Start();
  Receiver receiver;
  const std::string first = Make(*replica, "a", receiver.uri());
  RotateWebhookSecretRequest request;
  request.set_name(Name("a"));
  const auto rotated = Call<RotateWebhookSecretResponse>(*replica, "RotateWebhookSecret", request);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  Commit(1);
  receiver.AwaitEntries(1);
  EXPECT_TRUE(IsVerified(receiver.posts()[0], first));
  EXPECT_TRUE(IsVerified(receiver.posts()[0], rotated->secret()));
  request.mutable_overlap()->set_seconds(0);
  request.set_secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  const auto again = Call<RotateWebhookSecretResponse>(*replica, "RotateWebhookSecret", request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->secret(), request.secret());
  Commit(1);
  receiver.AwaitEntries(2);
  const Received last = receiver.posts().back();
  EXPECT_TRUE(IsVerified(last, again->secret()));
  EXPECT_FALSE(IsVerified(last, rotated->secret()));
  EXPECT_FALSE(IsVerified(last, first));
}

TEST_F(DeliveryTest, SecretsAreToldOnceAndNothingElseTellsThem) {
  const auto replica = Start();
  Receiver receiver;
  const std::string secret = Make(*replica, "a", receiver.uri());
  EXPECT_THAT(secret, Not(IsEmpty()));
  Commit(1);
  receiver.AwaitEntries(1);
  AwaitWebhook(*replica, "a", [](const Webhook& now) { return now.has_last_success_time(); });
  UpdateWebhookRequest update;
  update.mutable_webhook()->set_name(Name("a"));
  update.mutable_webhook()->set_display_name("Sở Công Thương");
  const auto updated = Call<Webhook>(*replica, "UpdateWebhook", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_NE(updated->position(), "");
  const auto entries_with = [](const std::string& text) {
    return database().Value(absl::StrCat("SELECT count(*) FROM training.journal WHERE position(convert_to('", text,
                                         "', 'UTF8') IN resource) > 0"));
  };
  EXPECT_EQ(entries_with("Sở Công Thương"), "1");
  EXPECT_EQ(entries_with(secret), "0");
  EXPECT_EQ(entries_with(updated->position()), "0") << "how far it has come is no history";
  EXPECT_THAT(updated->DebugString(), Not(HasSubstr(secret)));
}

TEST_F(DeliveryTest, ARequestThatIsRepeatedGetsTheSameSecret) {
  const auto replica = Start();
  Receiver receiver;
  CreateWebhookRequest request = NewWebhook("", receiver.uri());
  request.set_request_id("01900000-0000-7000-8000-000000000001");
  const auto first = Call<CreateWebhookResponse>(*replica, "CreateWebhook", request);
  const auto second = Call<CreateWebhookResponse>(*replica, "CreateWebhook", request);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->secret(), second->secret());
  EXPECT_EQ(first->webhook().name(), second->webhook().name());
  request.clear_request_id();
  request.set_validate_only(true);
  EXPECT_TRUE(Call<CreateWebhookResponse>(*replica, "CreateWebhook", request).ok());
  EXPECT_EQ(database().Value("SELECT count(*) FROM training.webhook"), "1");
}

TEST_F(DeliveryTest, AStreamsSnapshotHoldsWebhooksWithoutTheirProgress) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  absl::Mutex mutex;
  std::vector<Webhook> webhooks;
  bool synced = false, ended = false;
  const auto watch = replica->client.Subscribe(
      "/ocop.journal.v1.JournalService/Watch", WatchRequest(), WatchResponse::default_instance(),
      [&](const google::protobuf::Message& message) {
        const auto& response = static_cast<const WatchResponse&>(message);
        absl::MutexLock lock(&mutex);
        for (const JournalEntry& entry : response.entries()) {
          Webhook webhook;
          if (entry.resource().UnpackTo(&webhook)) webhooks.push_back(webhook);
        }
        synced = synced || response.synced();
      },
      [&](const absl::Status&) {
        absl::MutexLock lock(&mutex);
        ended = true;
      });
  {
    absl::MutexLock lock(&mutex);
    EXPECT_TRUE(mutex.AwaitWithTimeout(absl::Condition(&synced), absl::Seconds(30)));
  }
  watch->Cancel();
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&ended));
  ASSERT_THAT(webhooks, SizeIs(1));
  EXPECT_EQ(webhooks[0].uri(), receiver.uri());
  EXPECT_EQ(webhooks[0].position(), "");
}

TEST_F(DeliveryTest, APingTellsWhatCameBackAndChangesNothing) {
  const auto replica = Start();
  std::atomic<int> status = 204;
  Receiver receiver([&](const Received&) { return status.load(); });
  const std::string secret = Make(*replica, "a", receiver.uri());
  PingWebhookRequest request;
  request.set_name(Name("a"));
  request.set_request_id("01900000-0000-7000-8000-000000000001");
  const auto taken = Call<PingWebhookResponse>(*replica, "PingWebhook", request);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->http_status(), 204);
  EXPECT_EQ(taken->error(), "");
  EXPECT_TRUE(taken->has_duration());
  const Received post = receiver.Await(1)[0];
  EXPECT_EQ(post.id(), request.request_id());
  EXPECT_EQ(post.message().type(), "journal.ping");
  EXPECT_TRUE(IsVerified(post, secret));
  status = 503;
  const auto refused = Call<PingWebhookResponse>(*replica, "PingWebhook", request);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->http_status(), 503);
  EXPECT_THAT(refused->error(), HasSubstr("503"));
  EXPECT_EQ(Get(*replica, "a").consecutive_failures(), 0);
}

TEST_F(DeliveryTest, OfTwoReplicasOneDelivers) {
  const auto first = Start();
  auto second = Start();
  Receiver receiver;
  Make(*first, "a", receiver.uri());
  Commit(40);
  receiver.AwaitEntries(40);
  const std::vector<std::string> all = JournalNames();
  EXPECT_EQ(NamesOf(receiver.AwaitEntries(40)), all);
  second.reset();
  auto third = Start();
  Commit(20);
  receiver.AwaitEntries(60);
  EXPECT_EQ(NamesOf(receiver.AwaitEntries(60)), JournalNames()) << "whichever of them it was, the others go on";
}

TEST_F(DeliveryTest, AConnectionThatIsCutLosesNothing) {
  const auto replica = Start();
  Receiver receiver;
  Make(*replica, "a", receiver.uri());
  for (int round = 0; round < 5; ++round) {
    Commit(5);
    database().Execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid()");
  }
  // Entries may come twice; none is left out.
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  const std::vector<std::string> all = JournalNames();
  const std::set<std::string> expected(all.begin(), all.end());
  std::set<std::string> came;
  while (came != expected && absl::Now() < deadline) {
    const std::vector<std::string> names = NamesOf(receiver.AwaitEntries(0));
    came = {names.begin(), names.end()};
    std::this_thread::yield();
  }
  EXPECT_EQ(came, expected);
}

}  // namespace
}  // namespace ocop::webhook
