// The refusals of the registry, one function each.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ocop/registry/v1/locality_service.pb.h"

namespace ocop::registry {

// `others`: units that had the code on other days.
absl::Status LocalityNotFound(const std::string& what, const std::vector<const v1::Locality*>& others = {});
absl::Status NoCatalogue(const std::string& day);
absl::Status ProductCodeNotFound(const std::string& code);
// `reason`: `PRODUCT_STATE` and its like; `allowed`: what can be done instead.
absl::Status WrongState(const std::string& reason, const std::string& name, const std::string& state,
                        const std::string& action, const std::vector<std::string>& allowed);
absl::Status NotRecognised(const std::string& recognition, const std::string& problem);
absl::Status StillRecognised(const std::string& product, const std::string& recognition, const std::string& last_day);
absl::Status TooManyImports(const std::string& province, int64_t unfinished);
absl::Status ContentIncomplete(const std::string& document);
absl::Status OperationRunning(const std::string& operation);
absl::Status HasDocuments(const std::string& owner, const std::vector<std::string>& documents);
absl::Status ProducerMerged(const std::string& name, const std::string& merged_into);

}  // namespace ocop::registry
