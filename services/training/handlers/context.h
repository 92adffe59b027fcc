// What the methods of training work with.
#pragma once

#include <memory>
#include <string>

#include "common/resource/write.h"
#include "common/rpc/client.h"
#include "ocop/training/v1/training_rules.pb.h"

namespace ocop::training {

struct Context {
  const resource::Home& home;
  std::shared_ptr<const v1::TrainingRules> rules;
  // Keeps the producers.
  std::shared_ptr<const rpc::Client> registry;
  std::string registry_address;
};

}  // namespace ocop::training
