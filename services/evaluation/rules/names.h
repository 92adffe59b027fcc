// Parts of resource names.
#pragma once

#include <string>

namespace ocop::evaluation {

// "82" of `provinces/82/dossiers/a` and of `provinces/82`.
inline std::string ProvinceCode(const std::string& name) {
  const size_t begin = sizeof("provinces/") - 1;
  return name.size() < begin ? "" : name.substr(begin, name.find('/', begin) - begin);
}

// "28501" of `provinces/82/localities/28501` and of `…/28501-20250701`, a code used again since that day.
inline std::string CommuneCode(const std::string& locality) {
  const std::string id = locality.substr(locality.rfind('/') + 1);
  return id.substr(0, id.find('-'));
}

// "a" of `provinces/82/dossiers/a`.
inline std::string LastId(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace ocop::evaluation
