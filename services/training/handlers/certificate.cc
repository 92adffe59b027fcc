#include "services/training/handlers/certificate.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "ocop/training/v1/certificate_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/roles.h"
#include "services/training/access.h"
#include "services/training/errors.h"
#include "services/training/handlers/attendance.h"
#include "services/training/rules/names.h"
#include "services/training/rules/training_rules.h"
#include "services/training/store/certificates.h"
#include "services/training/store/tables.h"

namespace ocop::training {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::Attendance;
using v1::Certificate;
using v1::Class;
using v1::Course;
using v1::IssueCertificateRequest;
using v1::Learner;
using v1::RevokeCertificateRequest;

namespace {

// The attendance, locked so that it stays completed. INVALID_ARGUMENT with everything that is wrong with the request.
absl::StatusOr<Attendance> AttendanceToCertify(Scope& scope, const IssueCertificateRequest& request) {
  status::Violations violations;
  const auto parents = CertificateTable().pattern().Parent();
  if (!parents.Match(request.parent())) {
    violations.Add("parent", absl::StrCat("must be a name of the form ", parents.text()));
  } else if (!absl::StartsWith(request.attendance(), request.parent() + "/")) {
    violations.Add("attendance", absl::StrCat("must lie under ", request.parent()));
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_RETURN_IF_ERROR(LockClassOf(scope, request.attendance()));
  auto attendance = scope.Read<Attendance>(AttendanceTable(), request.attendance(), true);
  if (attendance.status().code() == absl::StatusCode::kNotFound) {
    return status::InvalidField("attendance", "refers to a resource that does not exist");
  }
  return attendance;
}

// Everything but name and number.
absl::StatusOr<Certificate> WrittenFor(Scope& scope, const Attendance& attendance, clock::Day issued) {
  OCOP_ASSIGN_OR_RETURN(const Learner learner, scope.Read<Learner>(LearnerTable(), attendance.learner()));
  OCOP_ASSIGN_OR_RETURN(const Class a_class, scope.Read<Class>(ClassTable(), ParentOf(attendance.name())));
  OCOP_ASSIGN_OR_RETURN(const Course course, scope.Read<Course>(CourseTable(), a_class.course()));
  Certificate certificate;
  certificate.set_attendance(attendance.name());
  certificate.set_learner(learner.name());
  certificate.set_learner_name(learner.display_name());
  certificate.set_course_title(course.display_name());
  certificate.set_hours(course.hours());
  *certificate.mutable_completion_date() = attendance.completion_date();
  *certificate.mutable_issue_date() = clock::ToDate(issued);
  return certificate;
}

absl::StatusOr<Certificate> Issue(const Context& context, Scope& scope, const IssueCertificateRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer}));
  OCOP_ASSIGN_OR_RETURN(const Attendance attendance, AttendanceToCertify(scope, request));
  if (!attendance.has_completion_date()) return NotCompleted(attendance.name());
  const clock::Day issued =
      request.has_issue_date() ? clock::FromDate(request.issue_date()).value_or(0) : scope.today();
  if (issued < clock::FromDate(attendance.completion_date())) {
    return status::InvalidField("issue_date", "lies before the completion");
  }
  const std::string id =
      request.certificate_id().empty() ? context.home.ids.Next(scope.call().now) : request.certificate_id();
  const std::string name = absl::StrCat(request.parent(), "/certificates/", id);
  OCOP_ASSIGN_OR_RETURN(const auto certified, FirstCertified(scope.transaction(), {attendance.name()}));
  if (certified) return resource::AlreadyTaken(name, "attendance");

  OCOP_ASSIGN_OR_RETURN(Certificate certificate, WrittenFor(scope, attendance, issued));
  certificate.set_name(name);
  const std::string province = ProvinceCode(request.parent());
  const int year = static_cast<int>(clock::ToCivilDay(issued).year());
  OCOP_ASSIGN_OR_RETURN(const int64_t serial, NextCertificateSerial(scope.transaction(), province, year));
  certificate.set_number(CertificateNumber(*context.rules, serial, year, province));
  OCOP_RETURN_IF_ERROR(CertificateTable().Insert(scope.transaction(), certificate));
  scope.Record(CertificateTable(), JournalEntry::ACTION_CREATE, certificate);
  return certificate;
}

absl::StatusOr<Certificate> RevokeIssued(Scope& scope, const RevokeCertificateRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kProvinceOfficer}));
  OCOP_ASSIGN_OR_RETURN(Certificate certificate, scope.Read<Certificate>(CertificateTable(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, certificate));
  if (certificate.has_revoke_date()) return CertificateRevoked(request.name());
  const clock::Day revoked =
      request.has_revoke_date() ? clock::FromDate(request.revoke_date()).value_or(0) : scope.today();
  if (revoked < clock::FromDate(certificate.issue_date())) {
    return status::InvalidField("revoke_date", "lies before the issue");
  }
  *certificate.mutable_revoke_date() = clock::ToDate(revoked);
  certificate.set_revocation_reason(request.reason());
  OCOP_RETURN_IF_ERROR(CertificateTable().Update(scope.transaction(), certificate));
  scope.Record(CertificateTable(), JournalEntry::ACTION_UPDATE, certificate);
  return certificate;
}

}  // namespace

void BindCertificates(rpc::Service& service, const Context& context) {
  resource::BindWrite<IssueCertificateRequest, Certificate>(
      service, "IssueCertificate", context.home,
      [context](Scope& scope, const IssueCertificateRequest& request) { return Issue(context, scope, request); });
  resource::BindWrite<RevokeCertificateRequest, Certificate>(service, "RevokeCertificate", context.home, RevokeIssued);
}

}  // namespace ocop::training
