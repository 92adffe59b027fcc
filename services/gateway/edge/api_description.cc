#include "services/gateway/edge/api_description.h"

#include <google/protobuf/descriptor.pb.h>

#include "absl/strings/str_cat.h"
#include "services/gateway/edge/embedded_api.h"

namespace ocop::gateway {

absl::StatusOr<std::unique_ptr<ApiDescription>> ApiDescription::Embedded() {
  return Parse(kApiDescription.front().second);
}

absl::StatusOr<std::unique_ptr<ApiDescription>> ApiDescription::Parse(std::string_view bytes) {
  std::unique_ptr<ApiDescription> description(new ApiDescription(bytes));
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromString(description->bytes_)) return absl::InternalError("not a set of descriptors");
  for (const auto& file : set.file()) {
    if (description->pool_.BuildFile(file) == nullptr) {
      return absl::InternalError(absl::StrCat("the descriptors of ", file.name(), " do not fit the others"));
    }
  }
  return description;
}

}  // namespace ocop::gateway
