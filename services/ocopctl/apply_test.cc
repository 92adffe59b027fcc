#include "services/ocopctl/apply.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/metrics/metrics.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A server of producers and products that remembers which methods were called. Whatever our servers refuse before a
// handler runs, such as a text that is too long, it refuses as well.
class Storehouse {
 public:
  Storehouse() {
    Serve(*registry::v1::UpdateProducerRequest::descriptor()->file()->service(0));
    Serve(*registry::v1::UpdateProductRequest::descriptor()->file()->service(0));
    EXPECT_TRUE(server_.Start().ok());
  }
  ~Storehouse() { server_.Drain(); }

  rpc::Client Client() { return rpc::Client(server_.InProcessChannel()); }

  // In the order in which the calls arrived.
  std::vector<std::string> methods() {
    absl::MutexLock lock(&mutex_);
    return methods_;
  }

 private:
  void Serve(const google::protobuf::ServiceDescriptor& descriptor) {
    rpc::Service service(descriptor.full_name());
    for (int i = 0; i < descriptor.method_count(); ++i) {
      service.BindHandler(descriptor.method(i)->name(), [this](const std::shared_ptr<rpc::Exchange>& exchange) {
        Remember(exchange->call().method);
        exchange->Answer(exchange->NewResponse().get());
      });
    }
    server_.Add(std::move(service));
  }

  void Remember(const std::string& method) {
    absl::MutexLock lock(&mutex_);
    methods_.push_back(method);
  }

  absl::Mutex mutex_;
  std::vector<std::string> methods_;
  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  rpc::Server server_{rpc::ServerOptions(), telemetry_};
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
}

}  // namespace
}  // namespace ocop::ocopctl
