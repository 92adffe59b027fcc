// Who waits for what: people with posts, and a way to act as each of them.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "ocop/indicators/v1/task_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "tests/gateway/gateway_fixture.h"

namespace ocop::gateway {

struct Who {
  std::string actor;
  std::string roles;
};

// Beside the commune c two with codes, 28501 and 28502, and the commune 30001 that the first of them became. Producer x
// stays in c; y makes the product d in 28501, z the product e in 28502. Officers and people have accounts.
class TasksFixture : public GatewayTest {
 protected:
  const Who province_{"province@example.vn", "province_officer"};
  const Who commune_{"28501@example.vn", "commune_officer"};
  const Who successor_{"30001@example.vn", "commune_officer"};
  const Who other_commune_{"28502@example.vn", "commune_officer"};
  const Who producer_{"y@example.vn", "producer"};
  const Who other_producer_{"z@example.vn", "producer"};

  TasksFixture() {
    for (const char* code : {"28501", "28502", "30001"}) {
      Make<registry::v1::Locality>(
          code, absl::StrCat("code: \"", code, "\" display_name: \"Xã ", code, "\" full_name: \"Xã ", code,
                             "\" kind: KIND_COMMUNE parent_locality: \"$/localities/", parent().substr(10), "\""));
      Learner(code, absl::StrCat("kind: KIND_COMMUNE_OFFICER locality: \"$/localities/", code, "\""));
    }
    Make<registry::v1::Succession>("s", R"pb(predecessor: "$/localities/28501"
                                             successor: "$/localities/30001"
                                             effective_date { year: 2025 month: 7 day: 1 })pb");
    for (const auto& [producer, commune, product] : {std::array{"y", "28501", "d"}, std::array{"z", "28502", "e"}}) {
      Make<registry::v1::Producer>(
          producer, absl::StrCat("display_name: \"Chủ thể ", producer,
                                 "\" kind: KIND_COOPERATIVE join_date { year: 2020 "
                                 "month: 1 day: 1 } phone_number: \"0900000000\" locality: \"$/localities/",
                                 commune, "\""));
      Make<registry::v1::Product>(product, absl::StrCat("display_name: \"Kẹo ", product, "\" producer: \"$/producers/",
                                                        producer, "\" product_group: GROUP_FOOD score_sheet: 1"));
      Learner(producer, absl::StrCat("kind: KIND_PRODUCER_PERSON producer: \"$/producers/", producer, "\""));
    }
    suite().AwaitCaughtUp();
  }

  void Learner(const std::string& id, const std::string& text) {
    Make<training::v1::Learner>(id, absl::StrCat("display_name: \"Nguyễn ", id,
                                                 "\" post_start_date { year: 2023 month: 1 "
                                                 "day: 1 } account: \"",
                                                 id, "@example.vn\" ", text));
  }

  // Calls a method of whichever service, `evaluation.v1.DossierService/SubmitDossier`, as somebody.
  std::unique_ptr<google::protobuf::Message> Do(const Who& who, const std::string& method, const std::string& text) {
    const std::string path = "ocop." + method;
    const auto slash = path.find('/');
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()
                                 ->FindServiceByName(path.substr(0, slash))
                                 ->FindMethodByName(path.substr(slash + 1));
    const auto made = [](const google::protobuf::Descriptor* type) {
      return std::unique_ptr<google::protobuf::Message>(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    };
    const auto request = made(descriptor->input_type());
    auto response = made(descriptor->output_type());
    Parse(text, *request);
    rpc::CallOptions options;
    options.actor = who.actor;
    options.roles = who.roles;
    const auto& services = suite().services();
    const absl::Status status =
        services.client(services.NameOfPath("/" + path)).CallAndWait("/" + path, *request, *response, options);
    EXPECT_TRUE(status.ok()) << method << ": " << status;
    return response;
  }

  absl::StatusOr<ListMyTasksResponse> Ask(const Who& who, const std::string& text = "") {
    ListMyTasksRequest request;
    Parse("parent: \"$\" " + text, request);
    rpc::CallOptions options;
    options.actor = who.actor;
    options.roles = who.roles;
    return suite().gateway().Call<ListMyTasksResponse>("/ocop.indicators.v1.TaskService/ListMyTasks", request, options);
  }
  // Each as `forward-dossier dossiers/a`.
  std::vector<std::string> Tasks(const Who& who, const std::string& text = "") {
    const auto response = Ask(who, text);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    EXPECT_THAT(response->missing_services(), IsEmpty());
    return Shown(*response);
  }
  std::vector<std::string> Shown(const ListMyTasksResponse& response) const {
    std::vector<std::string> tasks;
    for (const Task& task : response.tasks()) {
      tasks.push_back(absl::StrCat(task.kind(), " ", task.subject().substr(parent().size() + 1)));
    }
    return tasks;
  }
  Task Only(const Who& who, const std::string& kind) {
    const auto response = Ask(who, absl::StrCat("kinds: \"", kind, "\""));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || response->tasks_size() != 1) {
      ADD_FAILURE() << "not one task: " << (response.ok() ? response->ShortDebugString() : "");
      return Task();
    }
    return response->tasks(0);
  }

  // In Việt Nam, `days` after today.
  static clock::Day InDays(int days) { return clock::Today(absl::Now()) + days; }
  static std::string Date(clock::Day day) { return absl::StrCat("{ ", clock::ToDate(day).ShortDebugString(), " } "); }
};

}  // namespace ocop::gateway
