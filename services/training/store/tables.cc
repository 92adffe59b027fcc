#include "services/training/store/tables.h"

#include "ocop/training/v1/certificate_service.pb.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/enrolment_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"

namespace ocop::training {

using namespace ocop::training::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone

const resource::Table& LearnerTable() {
  static const auto& table =
      *new resource::Table(*Learner::descriptor(), "training.learner", {"province_code", "learner_id"});
  return table;
}

const resource::Table& CourseTable() {
  static const auto& table =
      *new resource::Table(*Course::descriptor(), "training.course", {"province_code", "course_id"});
  return table;
}

const resource::Table& ClassTable() {
  static const auto& table =
      *new resource::Table(*Class::descriptor(), "training.class", {"province_code", "class_id"});
  return table;
}

const resource::Table& EnrolmentTable() {
  static const auto& table = *new resource::Table(*Enrolment::descriptor(), "training.enrolment",
                                                  {"province_code", "class_id", "enrolment_id"});
  return table;
}

const resource::Table& AttendanceTable() {
  static const auto& table = *new resource::Table(*Attendance::descriptor(), "training.attendance",
                                                  {"province_code", "class_id", "attendance_id"});
  return table;
}

const resource::Table& CertificateTable() {
  static const auto& table =
      *new resource::Table(*Certificate::descriptor(), "training.certificate", {"province_code", "certificate_id"});
  return table;
}

const std::vector<const resource::Table*>& Tables() {
  static const auto& tables = *new std::vector<const resource::Table*>{
      &LearnerTable(), &CourseTable(), &ClassTable(), &EnrolmentTable(), &AttendanceTable(), &CertificateTable()};
  return tables;
}

}  // namespace ocop::training
