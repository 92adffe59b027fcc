// Parts of resource names.
#pragma once

#include <string>

namespace ocop {

// "82" of `provinces/82/dossiers/a` and of `provinces/82`.
inline std::string ProvinceCode(const std::string& name) {
  const size_t begin = sizeof("provinces/") - 1;
  return name.size() < begin ? "" : name.substr(begin, name.find('/', begin) - begin);
}

// `provinces/82` of `provinces/82/dossiers/a`.
inline std::string ProvinceOf(const std::string& name) {
  return "provinces/" + ProvinceCode(name);
}

// "a" of `provinces/82/dossiers/a`; empty of nothing.
inline std::string LastId(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

// `provinces/82/classes/a` of `provinces/82/classes/a/attendances/b`.
inline std::string ParentOf(const std::string& name) {
  const size_t id = name.rfind('/');
  return id == 0 || id == std::string::npos ? "" : name.substr(0, name.rfind('/', id - 1));
}

}  // namespace ocop
