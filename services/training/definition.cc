#include "services/training/definition.h"

#include "common/resource/standard.h"
#include "common/status/status.h"
#include "ocop/training/v1/certificate_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/coverage_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "ocop/training/v1/feedback_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/roles.h"
#include "services/training/embedded_migrations.h"
#include "services/training/embedded_rules.h"
#include "services/training/handlers/attendance.h"
#include "services/training/handlers/certificate.h"
#include "services/training/handlers/class.h"
#include "services/training/handlers/context.h"
#include "services/training/handlers/course.h"
#include "services/training/handlers/coverage.h"
#include "services/training/handlers/enrolment.h"
#include "services/training/handlers/feedback.h"
#include "services/training/handlers/learner.h"
#include "services/training/rules/training_rules.h"
#include "services/training/store/tables.h"

namespace ocop::training {
namespace {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::BindStandard;
using resource::RulesOf;

rpc::Service ClassServiceOf(const Context& context) {
  rpc::Service service("ocop.training.v1.ClassService");
  BindStandard(service, context.home, ClassTable(), RulesOf<Class>(CheckClass));
  resource::Rules of_attendances = RulesOf<Attendance>(CheckAttendance);
  of_attendances.lock_first = LockClassOf;
  BindStandard(service, context.home, AttendanceTable(), std::move(of_attendances));
  BindClasses(service, context);
  BindClassTasks(service, context);
  return service;
}

rpc::Service EnrolmentServiceOf(const Context& context) {
  rpc::Service service("ocop.training.v1.EnrolmentService");
  BindStandard(service, context.home, EnrolmentTable());
  BindEnrolments(service, context);
  return service;
}

rpc::Service CertificateServiceOf(const Context& context) {
  rpc::Service service("ocop.training.v1.CertificateService");
  BindStandard(service, context.home, CertificateTable());
  BindCertificates(service, context);
  return service;
}

absl::StatusOr<std::vector<rpc::Service>> Services(const resource::Home& home, const Settings& settings) {
  OCOP_ASSIGN_OR_RETURN(TrainingRules rules,
                        settings.rules_file.empty() ? LoadRules(kRules[0].second) : LoadRulesFile(settings.rules_file));
  const Peer registry("registry", settings.registry);
  const Context context{home, std::make_shared<const TrainingRules>(std::move(rules)), registry,
                        std::make_shared<Maps>("training", registry)};
  std::vector<rpc::Service> services;

  rpc::Service learner("ocop.training.v1.LearnerService");
  BindStandard(learner, home, LearnerTable(), RulesOf<Learner>(CheckLearner));
  services.push_back(std::move(learner));

  rpc::Service course("ocop.training.v1.CourseService");
  BindStandard(course, home, CourseTable(), RulesOf<Course>(CheckCourse));
  services.push_back(std::move(course));

  services.push_back(ClassServiceOf(context));
  services.push_back(EnrolmentServiceOf(context));
  services.push_back(CertificateServiceOf(context));

  rpc::Service coverage("ocop.training.v1.CoverageService");
  BindCoverage(coverage, context);
  BindNewcomers(coverage, context);
  services.push_back(std::move(coverage));

  rpc::Service feedback("ocop.training.v1.FeedbackService");
  BindFeedback(feedback, context);
  services.push_back(std::move(feedback));
  return services;
}

// Gives a function that says the settings as they were read.
std::function<Settings()> AddSettings(config::Settings& settings) {
  const Settings defaults;
  const std::string& registry =
      settings.Text("registry", defaults.registry, "Address of the registry, which keeps the producers and the units");
  const std::string& rules = settings.File("training-rules", defaults.rules_file,
                                           "Training rules as a .txtpb file, in place of those built in");
  return [&] { return Settings{registry, rules}; };
}

}  // namespace

service::Definition Definition() {
  return DefinitionWith({});
}

service::Definition DefinitionWith(const Settings& given) {
  // Filled when the process reads its settings, which is before it makes its services.
  auto settings = std::make_shared<std::function<Settings()>>([given] { return given; });
  return {.name = "training",
          .description = "Learners, courses, classes, certificates, and who is not trained yet.",
          .default_listen = "127.0.0.1:50054",
          .default_metrics_listen = "127.0.0.1:9104",
          .migrations = kMigrations,
          .tables = Tables(),
          .services = [settings](const resource::Home& home) { return Services(home, (*settings)()); },
          .webhook_roles = {kProvinceOfficer, kAdministrator},
          .settings = [settings](config::Settings& all) { *settings = AddSettings(all); }};
}

}  // namespace ocop::training
