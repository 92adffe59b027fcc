#include "common/journal/entered.h"

#include <memory>

#include "ocop/options/v1/journal.pb.h"

namespace ocop::journal {

std::string EnteredBytes(const google::protobuf::Message& resource) {
  const auto* type = resource.GetDescriptor();
  std::unique_ptr<google::protobuf::Message> copy;
  for (int i = 0; i < type->field_count(); ++i) {
    if (!type->field(i)->options().GetExtension(ocop::options::v1::unjournaled)) continue;
    if (!copy) {
      copy.reset(resource.New());
      copy->CopyFrom(resource);
    }
    copy->GetReflection()->ClearField(copy.get(), type->field(i));
  }
  return copy ? copy->SerializeAsString() : resource.SerializeAsString();
}

}  // namespace ocop::journal
