// Parts of resource names.
#pragma once

#include <string>

namespace ocop::evaluation {

// "82" of `provinces/82/dossiers/a` and of `provinces/82`.
inline std::string ProvinceCode(const std::string& name) {
  const size_t begin = sizeof("provinces/") - 1;
  return name.size() < begin ? "" : name.substr(begin, name.find('/', begin) - begin);
}

// "a" of `provinces/82/dossiers/a`.
inline std::string LastId(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace ocop::evaluation
