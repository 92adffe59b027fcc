// The tables of training.
#pragma once

#include "common/resource/table.h"

namespace ocop::training {

const resource::Table& LearnerTable();
const resource::Table& CourseTable();
const resource::Table& ClassTable();
const resource::Table& EnrolmentTable();
const resource::Table& AttendanceTable();
const resource::Table& CertificateTable();

// All of them, those that others refer to first.
const std::vector<const resource::Table*>& Tables();

}  // namespace ocop::training
