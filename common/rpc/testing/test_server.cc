#include "common/rpc/testing/test_server.h"

#include <gtest/gtest.h>

#include <set>

namespace ocop::rpc {
namespace {

using namespace ocop::indicators::v1;  // NOLINT(google-build-using-namespace): the messages of one service

// Binds what no test asks for, so that the service starts.
void BindOthers(Service& service, const std::set<std::string>& bound) {
  for (int i = 0; i < service.descriptor().method_count(); ++i) {
    const auto& method = *service.descriptor().method(i);
    if (bound.count(method.name()) > 0) continue;
    const absl::Status answer = absl::UnimplementedError("not for this test");
    if (method.server_streaming()) {
      service.BindStream(method.name(), [answer](std::shared_ptr<Stream> stream) { stream->Finish(answer); });
    } else {
      service.BindHandler(method.name(), [answer](std::shared_ptr<Exchange> exchange) { exchange->Answer(answer); });
    }
  }
}

}  // namespace

TestServer::TestServer(ServerOptions options) : server_(std::move(options), telemetry_) {
  get = [](const Call&, const GetIndicatorRequest& request) {
    Indicator indicator;
    indicator.set_name(request.name());
    return indicator;
  };
}

void TestServer::Start() {
  Service indicators("ocop.indicators.v1.IndicatorService");
  indicators.Bind<GetIndicatorRequest, Indicator>(
      "GetIndicator", [this](const Call& call, const GetIndicatorRequest& request) { return get(call, request); });
  if (shortcut) indicators.BindShortcut("GetIndicator", shortcut);
  indicators.BindHandler("ListIndicators", [this](std::shared_ptr<Exchange> exchange) { list(std::move(exchange)); });
  if (list_takes_long) indicators.TakesLong("ListIndicators");
  BindOthers(indicators, {"GetIndicator", "ListIndicators"});
  server_.Add(std::move(indicators));

  Service journal("ocop.journal.v1.JournalService");
  journal.BindStream("Watch", [this](std::shared_ptr<Stream> stream) { watch(std::move(stream)); });
  BindOthers(journal, {"Watch"});
  server_.Add(std::move(journal));

  const absl::Status started = server_.Start();
  ASSERT_TRUE(started.ok()) << started;
}

GetIndicatorRequest TestServer::Request() {
  GetIndicatorRequest request;
  request.set_name("provinces/82/indicators/i1");
  return request;
}

ListIndicatorsRequest TestServer::ListRequest() {
  ListIndicatorsRequest request;
  request.set_parent("provinces/82");
  return request;
}

}  // namespace ocop::rpc
