#include "common/config/mask.h"

#include <re2/re2.h>

namespace ocop::config {

std::string MaskPasswords(std::string_view text) {
  // Up to the last @ of the word: a password that holds an unescaped @ or / must not be shown from there on.
  static const RE2 url(R"((://[^:@/\s]*:)\S*@)");
  // libpq allows blanks around = and quotes with \ as the escape; in a URL's query & ends the value.
  static const RE2 pair(R"((?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'?|(?:[^\s&\\]|\\.)+))");
  std::string masked(text);
  RE2::GlobalReplace(&masked, url, R"(\1***@)");
  RE2::GlobalReplace(&masked, pair, R"(\1***)");
  return masked;
}

}  // namespace ocop::config
