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

class Suite {
 public:
  // Everything listens; the gateway may still be reading the journals. It gets `gateway_arguments` beside its
  // addresses.
  explicit Suite(Place place = Place::kThisProcess, std::vector<std::string> gateway_arguments = {});

  Services& services() { return services_; }

  // A client of the gateway that runs now; a gateway started again has other ports and another client.
  const rpc::Client& gateway() const { return *client_; }
  ChildProcess& gateway_process() { return *process_; }
  int gateway_port() const { return grpc_port_; }
  int gateway_http_port() const { return http_port_; }

  void StartGateway();
  // SIGKILL.
  void KillGateway();

  // Returns when the gateway has read the journal of every running service to its present end, so that what was
  // committed before the call is in its answers. Positions come with figures, so there must be a locality to ask for.
  // Aborts the test when the end is not reached.
  void AwaitCaughtUp();

 private:
  bool CaughtUp(const std::string& locality, const std::map<std::string, JournalEnd>& ends, std::string& seen) const;

  Services services_;
  const std::vector<std::string> gateway_arguments_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<rpc::Client> client_;
  int grpc_port_ = 0;
  int http_port_ = 0;
};

}  // namespace ocop::testing
