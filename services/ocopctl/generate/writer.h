// Writes synthetic resources as lines, each marked as such.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl::generate {

class Writer {
 public:
  Writer(uint64_t seed, std::ostream& out) : source_(absl::StrCat("generator seed=", seed)), out_(out) {}

  // Every resource leaves through here, so that none can go without its mark.
  template <typename Resource>
  void Write(Resource& resource) {
    resource.set_synthetic(true);
    resource.set_source(source_);
    out_ << PrintAny(resource) << '\n';
  }

  // A request changes a resource that has its mark already.
  void WriteRequest(const google::protobuf::Message& request) { out_ << PrintAny(request) << '\n'; }

 private:
  const std::string source_;
  std::ostream& out_;
};

}  // namespace ocop::ocopctl::generate
