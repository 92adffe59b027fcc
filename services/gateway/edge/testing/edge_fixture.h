// The edge over a socket, with a backend behind it: what the tests of its protocols begin with.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ocop/registry/v1/document_service.pb.h"
#include "ocop/registry/v1/plan_task_service.pb.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/gateway/edge/cors.h"
#include "services/gateway/edge/edge_handler.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/testing/http_client.h"
#include "services/gateway/edge/testing/test_backend.h"

namespace ocop::gateway {

inline constexpr std::pair<const char*, const char*> kJson = {"Content-Type", "application/json"};
inline constexpr std::pair<const char*, const char*> kConnectJson = {"Content-Type", "application/connect+json"};
inline constexpr std::pair<const char*, const char*> kProto = {"Content-Type", "application/proto"};
inline constexpr char kDashboard[] = "https://dashboard.example.vn";
inline constexpr char kJournal[] = "ocop.journal.v1.JournalService";
inline constexpr char kCreateProduct[] = "/ocop.registry.v1.ProductService/CreateProduct";
inline constexpr char kUpload[] = "/ocop.registry.v1.DocumentService/UploadDocument";
inline constexpr std::pair<const char*, const char*> kOfRegistry = {"Ocop-Service", "registry"};

inline std::string Request(const std::string& product) {
  return absl::StrCat(R"({"name":"provinces/82/products/)", product, R"("})");
}

// The reason that an error of Connect's, as JSON, gives in its ErrorInfo; empty when it gives none.
std::string ReasonOf(const std::string& error);

// A frame of Connect's streams and of gRPC-Web.
inline std::string Frame(char flags, const std::string& content) {
  const auto size = static_cast<uint32_t>(content.size());
  std::string frame = {flags, static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                       static_cast<char>(size >> 8), static_cast<char>(size)};
  return frame + content;
}

// The frames of a body, by flags and content.
inline std::vector<std::pair<int, std::string>> FramesOf(std::string_view body) {
  std::vector<std::pair<int, std::string>> frames;
  while (body.size() >= 5) {
    size_t size = 0;
    for (int i = 1; i < 5; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
    frames.emplace_back(static_cast<unsigned char>(body[0]), std::string(body.substr(5, size)));
    body.remove_prefix(std::min(body.size(), 5 + size));
  }
  EXPECT_TRUE(body.empty()) << "half a frame";
  return frames;
}

// The service in the file of a message. Naming the message links the file in; the service's name alone would not.
template <class Message>
std::string ServiceBeside() {
  return Message::descriptor()->file()->service(0)->full_name();
}

class EdgeHandlerTest : public testing::Test {
 private:
  // Before the server: what it gives up at its end is observed too.
  absl::Mutex mutex_;
  RequestRecord observed_ ABSL_GUARDED_BY(mutex_);

 protected:
  EdgeHandlerTest() {
    const auto nobody = NobodysChannel();
    auto methods = MethodTable::Create({
        {"registry",
         {ServiceBeside<registry::v1::Product>(), ServiceBeside<registry::v1::Document>(), kJournal},
         backend_.channel()},
        {"nobody", {ServiceBeside<registry::v1::Producer>(), kJournal}, nobody},
        {"hangup", {ServiceBeside<registry::v1::PlanTask>()}, hangup_.channel()},
    });
    EXPECT_TRUE(methods.ok()) << methods.status();
    Pages pages;
    pages.Add("/page", "text/plain", "a page");
    handler_ = std::make_unique<EdgeHandler>(
        *std::move(methods), EdgeHandler::Options{.links = {{"/label/", kGetProduct, "name"}},
                                                  .pages = std::move(pages),
                                                  .new_request_id = [] { return "made-here"; },
                                                  .healthy = [this] { return healthy_.load(); },
                                                  .observe = [this](const RequestRecord& r) { Observe(r); }});
    auto server = HttpServer::Start({.listen = "127.0.0.1:0"}, WithCors({kDashboard}, std::cref(*handler_)));
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  HttpClient Connect() { return HttpClient(server_->port()); }

  RequestRecord observed() {
    absl::MutexLock lock(&mutex_);
    return observed_;
  }

  std::atomic<bool> healthy_ = true;
  TestBackend backend_;
  Hangup hangup_;
  std::unique_ptr<EdgeHandler> handler_;
  std::unique_ptr<HttpServer> server_;

 private:
  void Observe(const RequestRecord& record) {
    absl::MutexLock lock(&mutex_);
    observed_ = record;
  }
};

}  // namespace ocop::gateway
