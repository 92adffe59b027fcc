// What the methods of training work with.
#pragma once

#include <memory>
#include <string>

#include "common/resource/write.h"
#include "ocop/training/v1/training_rules.pb.h"
#include "services/maps.h"
#include "services/peer.h"

namespace ocop::training {

struct Context {
  const resource::Home& home;
  std::shared_ptr<const v1::TrainingRules> rules;
  // Keeps the producers and the units.
  Peer registry;
  std::shared_ptr<Maps> maps;
};

}  // namespace ocop::training
