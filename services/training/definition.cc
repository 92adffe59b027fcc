#include "services/training/definition.h"

#include "common/resource/standard.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/training/embedded_migrations.h"
#include "services/training/handlers/attendance.h"
#include "services/training/handlers/class.h"
#include "services/training/handlers/learner.h"
#include "services/training/store/tables.h"

namespace ocop::training {
namespace {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

std::vector<rpc::Service> Services(const resource::Home& home) {
  std::vector<rpc::Service> services;

  rpc::Service learner("ocop.training.v1.LearnerService");
  BindStandard(learner, home, LearnerTable(), RulesOf<Learner>(CheckLearner));
  services.push_back(std::move(learner));

  rpc::Service course("ocop.training.v1.CourseService");
  BindStandard(course, home, CourseTable());
  services.push_back(std::move(course));

  rpc::Service classes("ocop.training.v1.ClassService");
  BindStandard(classes, home, ClassTable(), RulesOf<Class>(CheckClass));
  BindStandard(classes, home, AttendanceTable(), RulesOf<Attendance>(CheckAttendance));
  services.push_back(std::move(classes));
  return services;
}

}  // namespace

service::Definition Definition() {
  return {.name = "training",
          .description = "Learners, courses, classes and roll call.",
          .default_listen = "127.0.0.1:50054",
          .default_metrics_listen = "127.0.0.1:9104",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = Services};
}

}  // namespace ocop::training
