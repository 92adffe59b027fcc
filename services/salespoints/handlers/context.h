// What the handlers of this service need.
#pragma once

#include <memory>
#include <string>

#include "common/resource/write.h"

namespace ocop::salespoints {

class Peers;
class ConditionSets;
class ModernChannels;

struct Context {
  const resource::Home& home;
  // The services whose resources are named here.
  std::shared_ptr<Peers> peers;
  std::shared_ptr<const ConditionSets> condition_sets;
  std::shared_ptr<const ModernChannels> modern_channels;
  // Where links on labels lead.
  std::string label_uri;
};

}  // namespace ocop::salespoints
