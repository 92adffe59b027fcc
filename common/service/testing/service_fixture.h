// One data service, real and in this process, over a database of its own: the ground on which its rules are tested
// through its public interface.
//
//   using TrainingTest = ocop::service::ServiceTest<ocop::training::Definition>;
//
//   TEST_F(TrainingTest, …) {
//     ASSERT_TRUE(Create<Learner>("l1", R"pb(display_name: "An" …)pb").ok());
//
// Resources are written as text. `$` in it stands for the parent that this test has for itself, and of a field that is
// given twice the last value holds, so that a test adds what matters to it to a text that is valid.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "common/service/service.h"
#include "common/status/testing/matchers.h"
#include "common/testing/test_database.h"
#include "google/protobuf/message.h"
#include "google/type/date.pb.h"

namespace ocop::service {

using status::AreInvalidFields;
using status::IsInvalidField;
using status::IsRefusal;

// Runs from construction to destruction; aborts the test when it cannot.
class TestService {
 public:
  explicit TestService(Definition definition);

  const rpc::Client& client() const { return *client_; }
  const ocop::testing::TestDatabase& database() const { return database_; }
  const std::string& schema() const { return definition_.name; }
  // `127.0.0.1:port`, for a service that asks this one.
  std::string address() const;
  // How many calls of `method`, such as `ProductService/ListProducts` of its package, were answered with OK.
  int CallCount(const std::string& method) const;

 private:
  ocop::testing::TestDatabase database_;
  const Definition definition_;
  mutable metrics::Registry metrics_;
  std::unique_ptr<DataService> service_;
  std::unique_ptr<rpc::Client> client_;
};

// What ServiceTest does, whatever the service.
class ServiceTestBase : public ::testing::Test {
 protected:
  // An answer that is a resource, or the refusal.
  template <class Resource>
  using Answer = absl::StatusOr<Resource>;

  ServiceTestBase();

  // Parent of everything that this test makes, `provinces/10`; another one for each test.
  const std::string& parent() const { return parent_; }
  // `Name("products/a")`: a name under it.
  std::string Name(const std::string& path) const { return parent_ + "/" + path; }

  // Calls CreateProduct for a Product, and so on. An empty `id` lets the service choose; `under` is for resources whose
  // parent lies below, such as "plans/2024".
  template <class Resource>
  Answer<Resource> Create(const std::string& id, const std::string& text, const std::string& under = "") const {
    return Made<Resource>(CreateRequest(*Resource::descriptor(), id, text, under));
  }
  // Changes the fields that `text` sets, or those of `mask` if there is one.
  template <class Resource>
  Answer<Resource> Update(const std::string& path, const std::string& text,
                          const std::vector<std::string>& mask = {}) const {
    return Made<Resource>(UpdateRequest(*Resource::descriptor(), Name(path), text, mask));
  }
  template <class Resource>
  Answer<Resource> Get(const std::string& path) const {
    return Made<Resource>(NameRequest("Get", *Resource::descriptor(), Name(path)));
  }
  // A resource that is soft-deleted comes back, one that is gone does not: only the status is told.
  template <class Resource>
  absl::Status Delete(const std::string& path) const {
    return Sent(NameRequest("Delete", *Resource::descriptor(), Name(path))).status();
  }

  template <class Response, class Request>
  Answer<Response> Call(const std::string& path, const Request& request) const {
    return service().client().Call<Response>(path, request, caller_);
  }

  // From here on the test calls as `actor` with these roles, separated by commas.
  void As(const std::string& actor, const std::string& roles) {
    caller_.actor = actor;
    caller_.roles = roles;
  }

  template <class Message>
  Message Parse(const std::string& text) const {
    Message message;
    ParseInto(text, message);
    return message;
  }

  void ParseInto(const std::string& text, google::protobuf::Message& message) const;

  // How many changes this test has made.
  int ChangeCount() const;
  // Runs `call` on that many threads at once.
  static void Together(int callers, const std::function<void(int)>& call);
  // In Việt Nam, `days` after today, as text: `{ year: … }`.
  static std::string DayFromToday(int days);

  static void Begin(Definition definition);
  static void End();
  static const TestService& service();

 private:
  // A method with its request.
  struct Prepared {
    const google::protobuf::MethodDescriptor* method;
    std::shared_ptr<google::protobuf::Message> request;
  };

  using Descriptor = google::protobuf::Descriptor;
  Prepared CreateRequest(const Descriptor& type, const std::string& id, const std::string& text,
                         const std::string& under) const;
  Prepared UpdateRequest(const Descriptor& type, const std::string& name, const std::string& text,
                         const std::vector<std::string>& mask) const;
  Prepared NameRequest(const std::string& verb, const Descriptor& type, const std::string& name) const;
  absl::StatusOr<std::shared_ptr<google::protobuf::Message>> Sent(const Prepared& prepared) const;

  template <class Resource>
  Answer<Resource> Made(const Prepared& prepared) const {
    const auto answer = Sent(prepared);
    if (!answer.ok()) return answer.status();
    return static_cast<const Resource&>(**answer);
  }

  std::string parent_;
  rpc::CallOptions caller_;
};

// One service for each suite of tests.
template <Definition (*definition)()>
class ServiceTest : public ServiceTestBase {
 protected:
  static void SetUpTestSuite() { Begin(definition()); }
  static void TearDownTestSuite() { End(); }
};

}  // namespace ocop::service
