#include "common/service/testing/service_fixture.h"

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "common/clock/day.h"
#include "common/text/text.h"

namespace ocop::service {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

TestService* running = nullptr;
int tests = 0;

void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

const MethodDescriptor* MethodOf(const Descriptor& type, const std::string& verb) {
  for (int i = 0; i < type.file()->service_count(); ++i) {
    if (const auto* method = type.file()->service(i)->FindMethodByName(verb + type.name())) return method;
  }
  Require(absl::NotFoundError(absl::StrCat("no method ", verb, type.name())));
  std::abort();
}

std::shared_ptr<Message> New(const Descriptor* type) {
  return std::shared_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

void SetText(Message& message, const std::string& field, const std::string& value) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(field), value);
}

Message& Child(Message& message, const std::string& field) {
  return *message.GetReflection()->MutableMessage(&message, message.GetDescriptor()->FindFieldByName(field));
}

}  // namespace

TestService::TestService(Definition definition) : definition_(std::move(definition)) {
  Require(Migrate(definition_, database_.url()).status());
  service_ = std::make_unique<DataService>(definition_, Options{.database_url = database_.url()}, metrics_);
  Require(service_->Start());
  client_ = std::make_unique<rpc::Client>(address());
}

std::string TestService::address() const {
  return absl::StrCat("127.0.0.1:", service_->port());
}

int TestService::CallCount(const std::string& method) const {
  const auto calls = metrics_.Counters("ocop_rpc_requests_total", "Calls answered, by status code");
  return static_cast<int>(
      calls.With({{"method", absl::StrCat("/ocop.", schema(), ".v1.", method)}, {"code", "OK"}}).Value());
}

ServiceTestBase::ServiceTestBase() : parent_(absl::StrCat("provinces/", 10 + tests++ % 90)) {}

void ServiceTestBase::Begin(Definition definition) {
  running = new TestService(std::move(definition));
}

void ServiceTestBase::End() {
  delete running;
  running = nullptr;
}

const TestService& ServiceTestBase::service() {
  return *running;
}

void ServiceTestBase::ParseInto(const std::string& text, Message& message) const {
  google::protobuf::TextFormat::Parser parser;
  // Merge, unlike Parse, lets a later value of a field replace an earlier one.
  const std::string filled = absl::StrReplaceAll(text, {{"$", parent_}});
  ASSERT_TRUE(parser.MergeFromString(filled, &message)) << filled;
}

ServiceTestBase::Prepared ServiceTestBase::CreateRequest(const Descriptor& type, const std::string& id,
                                                         const std::string& text, const std::string& under) const {
  const MethodDescriptor* method = MethodOf(type, "Create");
  Prepared prepared{method, New(method->input_type())};
  const std::string field = text::CamelToSnake(type.name());
  SetText(*prepared.request, "parent", under.empty() ? parent_ : Name(under));
  SetText(*prepared.request, field + "_id", id);
  ParseInto(text, Child(*prepared.request, field));
  return prepared;
}

ServiceTestBase::Prepared ServiceTestBase::UpdateRequest(const Descriptor& type, const std::string& name,
                                                         const std::string& text,
                                                         const std::vector<std::string>& mask) const {
  const MethodDescriptor* method = MethodOf(type, "Update");
  Prepared prepared{method, New(method->input_type())};
  Message& resource = Child(*prepared.request, text::CamelToSnake(type.name()));
  SetText(resource, "name", name);
  ParseInto(text, resource);
  auto& update_mask = static_cast<google::protobuf::FieldMask&>(Child(*prepared.request, "update_mask"));
  for (const std::string& path : mask) update_mask.add_paths(path);
  return prepared;
}

ServiceTestBase::Prepared ServiceTestBase::NameRequest(const std::string& verb, const Descriptor& type,
                                                       const std::string& name) const {
  const MethodDescriptor* method = MethodOf(type, verb);
  Prepared prepared{method, New(method->input_type())};
  SetText(*prepared.request, "name", name);
  return prepared;
}

absl::StatusOr<std::shared_ptr<Message>> ServiceTestBase::Sent(const Prepared& prepared) const {
  std::shared_ptr<Message> response = New(prepared.method->output_type());
  const std::string path = absl::StrCat("/", prepared.method->service()->full_name(), "/", prepared.method->name());
  const absl::Status status = service().client().CallAndWait(path, *prepared.request, *response, caller_);
  if (!status.ok()) return status;
  return response;
}

int ServiceTestBase::ChangeCount() const {
  return std::stoi(service().database().Value(absl::StrCat("SELECT count(*) FROM ", service().schema(),
                                                           ".journal WHERE resource_name LIKE '", parent_, "/%'")));
}

void ServiceTestBase::Together(int callers, const std::function<void(int)>& call) {
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i) threads.emplace_back(call, i);
  for (std::thread& thread : threads) thread.join();
}

std::string ServiceTestBase::DayFromToday(int days) {
  const google::type::Date date = clock::ToDate(clock::Today(absl::Now()) + days);
  return absl::StrCat("{ ", date.ShortDebugString(), " }");
}

}  // namespace ocop::service
