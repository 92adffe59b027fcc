#include "services/ocopctl/apply.h"

#include <fstream>
#include <future>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "common/metrics/metrics.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {
namespace {

using google::protobuf::DynamicCastToGenerated;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A server of localities, producers and products that remembers what it was asked. Whatever our servers refuse before a
// handler runs, such as a text that is too long, it refuses as well.
class Storehouse {
 public:
  Storehouse() {
    Serve(*registry::v1::Locality::descriptor()->file()->service(0));
    Serve(*registry::v1::Producer::descriptor()->file()->service(0));
    Serve(*registry::v1::Product::descriptor()->file()->service(0));
    EXPECT_TRUE(server_.Start().ok());
  }
  ~Storehouse() { server_.Drain(); }

  rpc::Client Client() { return rpc::Client(absl::StrCat("127.0.0.1:", server_.port())); }

  // In the order in which the calls arrived.
  std::vector<std::string> methods() {
    absl::MutexLock lock(&mutex_);
    return methods_;
  }

  // Of the last call: who, and as what.
  std::string caller() {
    absl::MutexLock lock(&mutex_);
    return caller_;
  }

  // Localities that arrived while their parent was still being stored.
  int orphans() {
    absl::MutexLock lock(&mutex_);
    return orphans_;
  }

 private:
  void Serve(const google::protobuf::ServiceDescriptor& descriptor) {
    rpc::Service service(descriptor.full_name());
    for (int i = 0; i < descriptor.method_count(); ++i) {
      service.BindHandler(descriptor.method(i)->name(), [this](std::shared_ptr<rpc::Exchange> exchange) {
        Arrive(*exchange);
        // Answered by another thread, as a server with a database does, so that calls overlap.
        absl::MutexLock lock(&mutex_);
        answers_.push_back(
            std::async(std::launch::async, [this, exchange = std::move(exchange)] { Answer(*exchange); }));
      });
    }
    server_.Add(std::move(service));
  }

  void Arrive(rpc::Exchange& exchange) {
    absl::MutexLock lock(&mutex_);
    methods_.push_back(exchange.call().method);
    caller_ = absl::StrCat(exchange.call().actor, " as ", absl::StrJoin(exchange.call().roles, " and "));
    const auto* request = DynamicCastToGenerated<registry::v1::UpdateLocalityRequest>(&exchange.request());
    if (request == nullptr || request->locality().parent_locality().empty()) return;
    if (!stored_.contains(request->locality().parent_locality())) ++orphans_;
  }

  // Takes its time over a locality, so that a child that does not wait for its parent is seen to arrive: the delay
  // proves an absence, no order of events rests on it.
  void Answer(rpc::Exchange& exchange) {
    if (const auto* request = DynamicCastToGenerated<registry::v1::UpdateLocalityRequest>(&exchange.request())) {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(
                                  +[](int* orphans) { return *orphans > 0; }, &orphans_),
                              absl::Milliseconds(200));
      stored_.insert(request->locality().name());
    }
    exchange.Answer(exchange.NewResponse());
  }

  absl::Mutex mutex_;
  std::vector<std::string> methods_;
  std::string caller_;
  std::set<std::string> stored_;
  int orphans_ = 0;
  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  rpc::Server server_{rpc::ServerOptions(), telemetry_};
  std::vector<std::future<void>> answers_;
};

class ApplyTest : public ::testing::Test {
 protected:
  // Writes a file with one line for each message.
  template <typename... Lines>
  std::string File(const std::string& name, const Lines&... lines) {
    const std::string path = ::testing::TempDir() + name;
    std::ofstream file(path);
    ((file << lines << "\n"), ...);
    return path;
  }

  absl::Status Run(std::vector<std::string> files) {
    return Apply({.files = std::move(files)}, house_.Client(), out_, errors_);
  }

  static std::string Producer(const std::string& id) {
    registry::v1::Producer producer;
    producer.set_name("provinces/82/producers/" + id);
    return PrintAny(producer);
  }
  static std::string Product(const std::string& id, const std::string& display_name = "Kẹo dừa") {
    registry::v1::Product product;
    product.set_display_name(display_name);
    product.set_name("provinces/82/products/" + id);
    return PrintAny(product);
  }

  Storehouse house_;
  std::ostringstream out_, errors_;
};

TEST_F(ApplyTest, StoresFilesInTheirOrderTypeAfterType) {
  const std::string producers = File("producers.jsonl", Producer("a"), Producer("b"));
  const std::string products = File("products.jsonl", Product("c"), "", Product("d"));
  EXPECT_TRUE(Run({producers, products}).ok()) << errors_.str();
  const std::string update_producer = "/ocop.registry.v1.ProducerService/UpdateProducer";
  const std::string update_product = "/ocop.registry.v1.ProductService/UpdateProduct";
  EXPECT_THAT(house_.methods(), ElementsAre(update_producer, update_producer, update_product, update_product));
  EXPECT_THAT(out_.str(), HasSubstr("Producer                        2"));
  EXPECT_THAT(out_.str(), HasSubstr("Product                         2"));
}

TEST_F(ApplyTest, ALineWaitsForTheLineItRefersTo) {
  registry::v1::Locality district, commune;
  district.set_name("provinces/82/localities/815");
  commune.set_name("provinces/82/localities/28249");
  commune.set_parent_locality(district.name());
  EXPECT_TRUE(Run({File("units.jsonl", PrintAny(district), PrintAny(commune))}).ok()) << errors_.str();
  EXPECT_THAT(house_.methods(), SizeIs(2));
  EXPECT_EQ(house_.orphans(), 0);
}

TEST_F(ApplyTest, TellsWhereARefusedLineStandsAndGoesOn) {
  const std::string file = File("refused.jsonl", Product("a"), Product("b", std::string(301, 'x')), Product("c"));
  const absl::Status status = Run({file});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("1 of 3 lines"));
  EXPECT_THAT(errors_.str(), HasSubstr(file + ":2: INVALID_ARGUMENT INVALID_FIELDS"));
  EXPECT_THAT(errors_.str(), HasSubstr("\n    product.display_name: "));
  EXPECT_THAT(house_.methods(), SizeIs(2));
}

TEST_F(ApplyTest, TellsOfLinesThatAreNoResource) {
  const std::string file = File("broken.jsonl", "{", Product("a"));
  EXPECT_EQ(Run({file}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(errors_.str(), HasSubstr(file + ":1: INVALID_ARGUMENT"));
  EXPECT_THAT(house_.methods(), SizeIs(1));
}

TEST_F(ApplyTest, GivesUpAfterAHundredRefusals) {
  const std::string path = ::testing::TempDir() + "hopeless.jsonl";
  std::ofstream file(path);
  for (int i = 0; i < 500; ++i) file << "{\n";
  file.close();
  const absl::Status status = Run({path});
  EXPECT_THAT(std::string(status.message()), HasSubstr("gave up at " + path + ":100"));
}

TEST_F(ApplyTest, NeedsItsFiles) {
  EXPECT_EQ(Run({"/nowhere.jsonl"}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Run({::testing::TempDir()}).code(), absl::StatusCode::kNotFound) << "a folder";
}

TEST_F(ApplyTest, TakesFilesOfWindows) {
  const std::string file = File("windows.jsonl", "\xEF\xBB\xBF" + Product("a") + "\r", "\r", Product("b") + "\r");
  EXPECT_TRUE(Run({file}).ok()) << errors_.str();
  EXPECT_THAT(house_.methods(), SizeIs(2));
}

TEST_F(ApplyTest, SaysWhoStores) {
  const std::string file = File("caller.jsonl", Product("a"));
  EXPECT_TRUE(Run({file}).ok()) << errors_.str();
  EXPECT_EQ(house_.caller(), "ocopctl as system");
  const ApplyOptions options = {.files = {file}, .actor = "officer@example.vn", .roles = "province_officer,secretary"};
  EXPECT_TRUE(Apply(options, house_.Client(), out_, errors_).ok()) << errors_.str();
  EXPECT_EQ(house_.caller(), "officer@example.vn as province_officer and secretary");
}

}  // namespace
}  // namespace ocop::ocopctl
