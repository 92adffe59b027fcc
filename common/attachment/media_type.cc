#include "common/attachment/media_type.h"

#include <magic.h>

#include <algorithm>
#include <array>
#include <memory>

namespace ocop::attachment {
namespace {

// Documents, tables, pictures and films; nothing that runs.
constexpr std::array<std::string_view, 10> kAccepted = {
    "application/pdf",
    "text/csv",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

struct Close {
  void operator()(magic_set* cookie) const { magic_close(cookie); }
};

}  // namespace

bool IsAccepted(std::string_view media_type) {
  return std::find(kAccepted.begin(), kAccepted.end(), media_type) != kAccepted.end();
}

bool IsOfType(std::string_view found, std::string_view stated) {
  // Of tables with semicolons only that they are text is found.
  if (stated == "text/csv") return found == "text/csv" || found == "text/plain";
  const bool old_office = stated == "application/msword" || stated == "application/vnd.ms-excel";
  return found == stated || (old_office && (found == "application/x-ole-storage" || found == "application/CDFV2"));
}

std::string MediaTypeOf(std::string_view head) {
  // A handle is for one thread at a time, and reading its data base costs milliseconds.
  thread_local const std::unique_ptr<magic_set, Close> cookie = [] {
    std::unique_ptr<magic_set, Close> opened(magic_open(MAGIC_MIME_TYPE));
    if (opened && magic_load(opened.get(), nullptr) != 0) opened.reset();
    return opened;
  }();
  const char* type = cookie ? magic_buffer(cookie.get(), head.data(), head.size()) : nullptr;
  return type == nullptr ? "" : type;
}

}  // namespace ocop::attachment
