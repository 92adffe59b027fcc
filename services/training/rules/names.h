// Parts of resource names.
#pragma once

#include <string>

namespace ocop::training {

// "82" of `provinces/82/classes/a` and of `provinces/82`.
inline std::string ProvinceCode(const std::string& name) {
  const size_t begin = sizeof("provinces/") - 1;
  return name.size() < begin ? "" : name.substr(begin, name.find('/', begin) - begin);
}

// "a" of `provinces/82/learners/a`.
inline std::string LastId(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

// `provinces/82/classes/a` of `provinces/82/classes/a/attendances/b`.
inline std::string ParentOf(const std::string& name) {
  const size_t id = name.rfind('/');
  return id == 0 || id == std::string::npos ? "" : name.substr(0, name.rfind('/', id - 1));
}

// `provinces/82/learners/b` of `provinces/82/classes/a/enrolments/b`: an enrolment has its learner's id.
inline std::string LearnerOfEnrolment(const std::string& enrolment) {
  return "provinces/" + ProvinceCode(enrolment) + "/learners/" + LastId(enrolment);
}

}  // namespace ocop::training
