// Which files are taken as evidence, known by their content and not by their name.
#pragma once

#include <string>
#include <string_view>

namespace ocop::evaluation {

// Whether files of this type are taken at all.
bool IsAccepted(std::string_view media_type);

// The type of a content that begins with `head` (a few kilobytes suffice).
std::string MediaTypeOf(std::string_view head);

}  // namespace ocop::evaluation
