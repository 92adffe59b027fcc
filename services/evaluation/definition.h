// What makes a data service the evaluation service.
#pragma once

#include <string>
#include <vector>

#include "common/service/service.h"

namespace ocop::evaluation {

// What the process is started with.
struct Settings {
  // Criteria sets as files; empty: those built in.
  std::string criteria_folder;
  // PEM files; empty: nothing is signed.
  std::string signing_certificate;
  std::string signing_key;
  // PEM files of certificates that were used before.
  std::vector<std::string> earlier_certificates;
  std::string font_folder = "/usr/share/fonts/truetype/dejavu";
};

service::Definition Definition();
// With other settings than the command line's, for tests.
service::Definition DefinitionWith(const Settings& settings);

}  // namespace ocop::evaluation
