#include "tests/support/suite.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/journal/position.h"
#include "ocop/indicators/v1/indicator_service.pb.h"

namespace ocop::testing {

using ocop::indicators::v1::GetIndicatorValuesRequest;
using ocop::indicators::v1::GetIndicatorValuesResponse;
using ocop::indicators::v1::Source;

namespace {

constexpr absl::Duration kPatience = absl::Seconds(60);

[[noreturn]] void GiveUp(const std::string& what, const std::string& log) {
  std::fprintf(stderr, "%s\nlog of the gateway:\n%s\n", what.c_str(), log.c_str());
  std::abort();
}

// A gateway that began with a snapshot has no position before the first change after it; then the time tells.
bool HasReached(const Source& source, const JournalEnd& end) {
  if (source.state() != Source::STATE_LIVE) return false;
  const auto read_to = journal::ResumeToken::FromText(source.position());
  if (!end.position.empty() && read_to.ok() && read_to->after.ToText() >= end.position) return true;
  return clock::FromTimestamp(source.read_time()) >= end.time;
}

bool CaughtUp(const Gateway& gateway, const std::string& locality, const std::map<std::string, JournalEnd>& ends,
              std::string& seen) {
  GetIndicatorValuesRequest request;
  request.set_parent(locality.substr(0, locality.find("/localities/")));
  request.add_indicators(request.parent() + "/indicators/t1");
  // By name: a history without a map of today has no province of today.
  request.add_localities(locality);
  const auto answer = gateway.client().Call<GetIndicatorValuesResponse>(
      "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", request);
  // SOURCES_NOT_READY, or LOCALITY_NOT_FOUND from a gateway that has not come as far as the locality.
  seen = answer.ok() ? answer->ShortDebugString() : answer.status().ToString();
  if (!answer.ok()) return false;
  return std::all_of(answer->sources().begin(), answer->sources().end(), [&](const Source& source) {
    const auto end = ends.find(source.service());
    return end == ends.end() || HasReached(source, end->second);
  });
}

}  // namespace

Gateway::Gateway(const std::vector<std::string>& arguments)
    : process_(absl::StrCat(OCOP_BINARY_FOLDER, "/gateway"), arguments) {
  const std::string line = process_.AwaitLine("\"message\":\"listening\"");
  if (line.empty()) GiveUp("the gateway did not start", process_.log());
  const auto record = nlohmann::json::parse(line);
  grpc_port_ = record.at("grpc_port");
  http_port_ = record.at("http_port");
  client_ = std::make_unique<rpc::Client>(absl::StrCat("127.0.0.1:", grpc_port_));
}

Suite::Suite(Place place, std::vector<std::string> gateway_arguments)
    : services_(place), gateway_arguments_(std::move(gateway_arguments)) {
  StartGateway();
}

std::unique_ptr<Gateway> Suite::StartAnotherGateway() const {
  return StartAnotherGateway(gateway_arguments_);
}

std::unique_ptr<Gateway> Suite::StartAnotherGateway(const std::vector<std::string>& further) const {
  std::vector<std::string> arguments = {"--listen=127.0.0.1:0", "--http-listen=127.0.0.1:0",
                                        "--metrics-listen=127.0.0.1:0"};
  arguments.insert(arguments.end(), further.begin(), further.end());
  for (const std::string& name : services_.names()) {
    arguments.push_back(absl::StrCat("--", name, "=", services_.Address(name)));
  }
  return std::make_unique<Gateway>(arguments);
}

void Suite::StartGateway() {
  gateway_ = StartAnotherGateway();
}

void Suite::KillGateway() {
  gateway_->process().Kill();
}

void Suite::AwaitCaughtUp(Gateway& gateway) {
  std::map<std::string, JournalEnd> ends;
  for (const std::string& name : services_.names()) {
    if (services_.IsRunning(name)) ends[name] = services_.EndOfJournal(name);
  }
  const absl::Time deadline = absl::Now() + kPatience;
  const std::string locality = services_.database().Value(
      "SELECT 'provinces/' || province_code || '/localities/' || locality_id FROM registry.locality LIMIT 1");
  std::string seen = "the start, without a locality to ask for";
  while (locality.empty() || !CaughtUp(gateway, locality, ends, seen)) {
    if (absl::Now() > deadline) GiveUp(absl::StrCat("the gateway stands at ", seen), gateway.process().log());
  }
}

}  // namespace ocop::testing
