// A real server on a free port, whose methods a test sets as it needs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/metrics/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::rpc {

inline constexpr char kGet[] = "/ocop.indicators.v1.IndicatorService/GetIndicator";
inline constexpr char kList[] = "/ocop.indicators.v1.IndicatorService/ListIndicators";
inline constexpr char kWatch[] = "/ocop.journal.v1.JournalService/Watch";

class TestServer {
 public:
  using Indicator = indicators::v1::Indicator;
  using GetIndicatorRequest = indicators::v1::GetIndicatorRequest;

  explicit TestServer(ServerOptions options = {});

  // A method that answers at once, one that answers when it likes, and a stream. Set before Start.
  std::function<absl::StatusOr<Indicator>(const Call&, const GetIndicatorRequest&)> get;
  Service::Handler list;
  // Whether the second runs on a worker.
  bool list_takes_long = false;
  // Of the first; none unless a test sets it.
  Service::Shortcut shortcut;
  Service::StreamHandler watch;

  void Start();
  Server& server() { return server_; }
  metrics::Registry& metrics() { return metrics_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(server_.port()); }
  Client client() const { return Client(address()); }

  // What Get is asked for unless a test asks for something else.
  static GetIndicatorRequest Request();
  // The same for List.
  static indicators::v1::ListIndicatorsRequest ListRequest();

 private:
  metrics::Registry metrics_;
  Telemetry telemetry_{metrics_};
  Server server_;
};

}  // namespace ocop::rpc
