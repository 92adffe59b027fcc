// Parts of resource names.
#pragma once

#include <string>

#include "services/names.h"

namespace ocop::evaluation {

// "28501" of `provinces/82/localities/28501` and of `…/28501-20250701`, a code used again since that day.
inline std::string CommuneCode(const std::string& locality) {
  const std::string id = locality.substr(locality.rfind('/') + 1);
  return id.substr(0, id.find('-'));
}

}  // namespace ocop::evaluation
