#include "common/text/graphemes.h"

#include <utf8proc.h>

namespace ocop::text {

size_t CountGraphemes(std::string_view text) {
  constexpr utf8proc_int32_t kReplacement = 0xFFFD;
  size_t count = 0;
  utf8proc_int32_t before = 0, state = 0;
  while (!text.empty()) {
    utf8proc_int32_t code_point;
    const utf8proc_ssize_t length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) code_point = kReplacement;
    if (count == 0 || utf8proc_grapheme_break_stateful(before, code_point, &state)) ++count;
    before = code_point;
    text.remove_prefix(length > 0 ? static_cast<size_t>(length) : 1);
  }
  return count;
}

}  // namespace ocop::text
