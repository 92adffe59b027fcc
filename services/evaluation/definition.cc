#include "services/evaluation/definition.h"

#include "common/resource/standard.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"
#include "services/evaluation/embedded_migrations.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {
namespace {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

std::vector<rpc::Service> Services(const resource::Home& home) {
  std::vector<rpc::Service> services;

  rpc::Service recognition("ocop.evaluation.v1.RecognitionService");
  BindStandard(recognition, home, RecognitionTable(), RulesOf<Recognition>(CheckRecognition));
  BindRevokeRecognition(recognition, home);
  services.push_back(std::move(recognition));
  return services;
}

}  // namespace

service::Definition Definition() {
  return {.name = "evaluation",
          .description = "Recognitions: the stars of products.",
          .default_listen = "127.0.0.1:50052",
          .default_metrics_listen = "127.0.0.1:9102",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = Services};
}

}  // namespace ocop::evaluation
