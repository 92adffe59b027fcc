// Places in a text as a reader sees them.
#pragma once

#include <cstddef>
#include <string_view>

namespace ocop::text {

// The characters that a reader sees (extended grapheme clusters of Unicode): a letter and its marks are one, so that
// composed and decomposed spelling have the same number. A byte that is not UTF-8 counts as one.
size_t CountGraphemes(std::string_view text);

}  // namespace ocop::text
