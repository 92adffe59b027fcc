// The whole suite for a test: four data services, in this process unless told otherwise, and the gateway as a process
// of its own.
//
//   Suite suite;
//   suite.services().client("registry").Call<Producer>("/ocop.registry.v1.ProducerService/CreateProducer", request);
//   suite.AwaitCaughtUp();
//   suite.gateway().Call<GetIndicatorValuesResponse>("/ocop.indicators.v1.IndicatorService/GetIndicatorValues", …);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/rpc/client.h"
#include "tests/support/child_process.h"
#include "tests/support/services.h"

namespace ocop::testing {

// One process of the gateway.
class Gateway {
 public:
  // Listens; may still be reading the journals.
  explicit Gateway(const std::vector<std::string>& arguments);

  const rpc::Client& client() const { return *client_; }
  ChildProcess& process() { return process_; }
  int port() const { return grpc_port_; }
  int http_port() const { return http_port_; }

 private:
  ChildProcess process_;
  int grpc_port_ = 0;
  int http_port_ = 0;
  std::unique_ptr<rpc::Client> client_;
};

class Suite {
 public:
  // Everything listens; the gateway may still be reading the journals. It gets `gateway_arguments` beside its
  // addresses.
  explicit Suite(Place place = Place::kThisProcess, std::vector<std::string> gateway_arguments = {});

  Services& services() { return services_; }

  // A client of the gateway that runs now; a gateway started again has other ports and another client.
  const rpc::Client& gateway() const { return gateway_->client(); }
  ChildProcess& gateway_process() { return gateway_->process(); }
  int gateway_port() const { return gateway_->port(); }
  int gateway_http_port() const { return gateway_->http_port(); }

  void StartGateway();
  // One more, beside the gateway that runs.
  std::unique_ptr<Gateway> StartAnotherGateway() const;
  // With these arguments in place of the suite's.
  std::unique_ptr<Gateway> StartAnotherGateway(const std::vector<std::string>& further) const;
  // SIGKILL.
  void KillGateway();

  // Returns when the gateway has read the journal of every running service to its present end, so that what was
  // committed before the call is in its answers. Positions come with figures, so there must be a locality to ask for.
  // Aborts the test when the end is not reached.
  void AwaitCaughtUp() { AwaitCaughtUp(*gateway_); }
  void AwaitCaughtUp(Gateway& gateway);

 private:
  Services services_;
  const std::vector<std::string> gateway_arguments_;
  std::unique_ptr<Gateway> gateway_;
};

}  // namespace ocop::testing
