// A gateway's handlers over a projection that a test feeds, and a small province.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/clock/date.h"
#include "common/status/status.h"
#include "gtest/gtest.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_handlers.h"
#include "services/gateway/projection/testing/resources.h"

namespace ocop::gateway::testing {

// What a service tells first.
inline journal::v1::WatchResponse Snapshot(std::vector<journal::v1::JournalEntry> entries) {
  journal::v1::WatchResponse response;
  for (auto& entry : entries) *response.add_entries() = std::move(entry);
  response.set_synced(true);
  response.set_resume_token("token");
  return response;
}

class HandlersFixture : public ::testing::Test {
 protected:
  explicit HandlersFixture(Definitions definitions = *Definitions::BuiltIn()) : projection_(std::move(definitions)) {}

  void SetUp() override {
    // Noon of 31 December 2024 in Việt Nam.
    call_.now = absl::FromCivil(absl::CivilHour(2024, 12, 31, 5), absl::UTCTimeZone());
  }

  void Load(Service service, std::vector<journal::v1::JournalEntry> entries) {
    projection_.BeginSnapshot(service);
    ASSERT_TRUE(projection_.Apply(service, Snapshot(std::move(entries))).ok());
  }

  // What a service tells after that.
  void Tell(Service service, std::vector<journal::v1::JournalEntry> entries) {
    journal::v1::WatchResponse response = Snapshot(std::move(entries));
    response.clear_synced();
    ASSERT_TRUE(projection_.Apply(service, response).ok());
  }

  // Three products registered in 2024, one of them with stars; E1 is to reach 70 %.
  void LoadProvince() {
    Load(Service::kRegistry,
         {Put(MakeLocality("82", registry::v1::Locality::KIND_PROVINCE, "", "", "2025-06-30")),
          Put(MakeLocality("82-20250701", registry::v1::Locality::KIND_PROVINCE, "", "2025-07-01")),
          Put(MakeLocality("c", registry::v1::Locality::KIND_COMMUNE, "82")), Put(MakePlan(2024)),
          Put(MakeTarget(2024, "e1", "82", 70)), Put(MakeTarget(2024, "t1", "82", 100)),
          Put(MakeProducer("x", "c", "2024-01-01")), Put(MakeProduct("a", "x")), Put(MakeProduct("b", "x")),
          Put(MakeProduct("c", "x")), Put(MakeRegistration("a", "2024-04-30")),
          Put(MakeRegistration("b", "2024-04-30")), Put(MakeRegistration("c", "2024-04-30"))});
    Load(Service::kEvaluation, {Put(MakeRecognition("r", "b", 3, "2024-06-30", "2027-06-29"))});
    Load(Service::kSalesPoints, {});
    Load(Service::kTraining, {});
  }

  indicators::v1::GetIndicatorValuesRequest ValuesRequest(std::vector<std::string> indicators = {},
                                                          std::vector<std::string> localities = {},
                                                          std::vector<std::string> days = {}) {
    indicators::v1::GetIndicatorValuesRequest request;
    request.set_parent("provinces/82");
    for (const auto& id : indicators) request.add_indicators(Name("indicators", id));
    for (const auto& id : localities) request.add_localities(Name("localities", id));
    for (const auto& day : days) *request.add_as_of() = clock::ToDate(On(day));
    return request;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(absl::Status (*handler)(const rpc::Call&, const Request&, const Picture&, Response&),
                               const std::type_identity_t<Request>& request) {
    const auto reading = projection_.Read("provinces/82", call_.now);
    if (!reading.ready()) return SourcesNotReady();
    Response response;
    OCOP_RETURN_IF_ERROR(handler(call_, request, Picture::Of(reading), response));
    return response;
  }

  absl::StatusOr<Explained> Explain(const indicators::v1::ExplainIndicatorRequest& request) {
    const auto reading = projection_.Read("provinces/82", call_.now);
    return ExplainIndicator(call_, request, Picture::Of(reading));
  }

  std::string Refusal(const indicators::v1::GetIndicatorValuesRequest& request) {
    const auto response = Ask(GetIndicatorValues, request);
    return response.ok() ? "OK" : status::ReasonOf(response.status());
  }

  rpc::Call call_;
  Projection projection_;
};

}  // namespace ocop::gateway::testing
