#include "common/rpc/testing/test_server.h"

#include <gtest/gtest.h>

namespace ocop::rpc {
namespace {

using namespace ocop::indicators::v1;  // NOLINT(google-build-using-namespace): the messages of one service
using ocop::journal::v1::ListEntriesRequest;
using ocop::journal::v1::ListEntriesResponse;

template <class Request, class Response>
std::function<absl::StatusOr<Response>(const Call&, const Request&)> NotForThisTest() {
  return [](const Call&, const Request&) { return absl::UnimplementedError("not for this test"); };
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
  indicators.BindHandler("ListIndicators", [this](std::shared_ptr<Exchange> exchange) { list(std::move(exchange)); });
  indicators.Bind("GetIndicatorValues", NotForThisTest<GetIndicatorValuesRequest, GetIndicatorValuesResponse>());
  indicators.Bind("ExplainIndicator", NotForThisTest<ExplainIndicatorRequest, ExplainIndicatorResponse>());
  indicators.Bind("ListShortfalls", NotForThisTest<ListShortfallsRequest, ListShortfallsResponse>());
  server_.Add(std::move(indicators));

  Service journal("ocop.journal.v1.JournalService");
  journal.BindStream("Watch", [this](std::shared_ptr<Stream> stream) { watch(std::move(stream)); });
  journal.Bind("ListEntries", NotForThisTest<ListEntriesRequest, ListEntriesResponse>());
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
