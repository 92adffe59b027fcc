// What the methods of evaluation work with.
#pragma once

#include <memory>

#include "common/resource/write.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

struct Context {
  const resource::Home& home;
  std::shared_ptr<const Catalogue> catalogue;
};

}  // namespace ocop::evaluation
