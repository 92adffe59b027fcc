#include "common/http2/stream.h"

namespace ocop::http2 {

std::string_view Find(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace ocop::http2
