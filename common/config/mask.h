// Hiding passwords in values that are shown.
#pragma once

#include <string>
#include <string_view>

namespace ocop::config {

// `text` with the password of every URL (scheme://user:password@host) and of every key=value pair (password=…) as
// "***". Hides rather too much than too little where the text is malformed.
std::string MaskPasswords(std::string_view text);

}  // namespace ocop::config
