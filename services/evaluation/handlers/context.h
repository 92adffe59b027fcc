// What the methods of evaluation work with.
#pragma once

#include <memory>
#include <string>

#include "common/crypto/signer.h"
#include "common/resource/write.h"
#include "services/evaluation/criteria/catalogue.h"

namespace ocop::evaluation {

struct Context {
  const resource::Home& home;
  std::shared_ptr<const Catalogue> catalogue;
  // Of the authority; none: nothing is signed.
  std::shared_ptr<const crypto::Signer> signer;
  std::string font_folder;
};

}  // namespace ocop::evaluation
