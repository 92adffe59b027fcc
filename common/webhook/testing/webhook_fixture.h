// A data service with webhooks, real, over a database of its own, as the ground on which they are tested.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/status/status.h"
#include "common/status/testing/matchers.h"
#include "common/testing/test_database.h"
#include "common/webhook/testing/receiver.h"
#include "ocop/journal/v1/webhook_service.pb.h"

namespace ocop::webhook {

using namespace ocop::journal::v1;  // NOLINT(google-build-using-namespace): the messages under test
using status::IsInvalidField;
using status::IsRefusal;

// Whether somebody else, openssl as services/README.md shows it, finds the signature right.
bool IsVerified(const Received& received, const std::string& secret);

// One replica.
struct Replica {
  explicit Replica(const Options& options, const std::string& database_url);

  metrics::Registry metrics;
  const service::Definition definition;
  service::DataService service;
  rpc::Client client;
};

// A suite has one database; at the beginning of each test there are no webhooks and no journal.
class WebhookTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  WebhookTest();

  static const ocop::testing::TestDatabase& database();
  // Delivers to this machine, and tries again soon.
  static Options Local();
  static std::unique_ptr<Replica> Start(const Options& options = Local());

  // Enters changes of courses (`courses/0`, …) into the journal, each in a transaction of its own or all in one.
  static void Commit(int count, const std::string& parent = "provinces/82");
  static void CommitTogether(int count);
  // The names of what was entered, in the order of the journal.
  static std::vector<std::string> JournalNames();

  static std::string Name(const std::string& id) { return "provinces/82/webhooks/" + id; }

  template <class Response, class Request>
  static absl::StatusOr<Response> Call(const Replica& replica, const std::string& method, const Request& request,
                                       const std::string& roles = "administrator") {
    rpc::CallOptions options;
    options.actor = "admin@example.vn";
    options.roles = roles;
    return replica.client.Call<Response>("/ocop.journal.v1.WebhookService/" + method, request, options);
  }

  static CreateWebhookRequest NewWebhook(const std::string& id, const std::string& uri);
  // Makes it, and returns its secret.
  static std::string Make(const Replica& replica, const CreateWebhookRequest& request);
  static std::string Make(const Replica& replica, const std::string& id, const std::string& uri) {
    return Make(replica, NewWebhook(id, uri));
  }
  static Webhook Get(const Replica& replica, const std::string& id);
  // Asks until `condition` holds; a failure of the test when it does not within 30 seconds.
  static Webhook AwaitWebhook(const Replica& replica, const std::string& id,
                              const std::function<bool(const Webhook&)>& condition);
  static absl::StatusOr<Webhook> Resume(const Replica& replica, const std::string& id,
                                        StartPoint point = START_POINT_UNSPECIFIED, const std::string& token = "");
};

std::vector<std::string> NamesOf(const std::vector<JournalEntry>& entries);

}  // namespace ocop::webhook
