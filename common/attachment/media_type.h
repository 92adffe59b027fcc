// Which files are taken, known by their content and not by their name.
#pragma once

#include <string>
#include <string_view>

namespace ocop::attachment {

// Whether files of this type are taken at all.
bool IsAccepted(std::string_view media_type);

// The type of a content that begins with `head`.
std::string MediaTypeOf(std::string_view head);

// Whether content of type `found` can be what `stated` says. The old office formats are one container, which does not
// always tell what it holds.
bool IsOfType(std::string_view found, std::string_view stated);

}  // namespace ocop::attachment
