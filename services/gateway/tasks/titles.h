// What a task is called: a text with fields in braces.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "services/gateway/projection/world.h"

namespace ocop::gateway {

// The paths in braces, in order.
std::vector<std::string> PlaceholdersOf(const std::string& title);

enum class Language { kVietnamese, kEnglish };

// Names are told as `world` calls them, days as the language writes them, everything else as it is.
std::string Title(const std::string& title, const google::protobuf::Message& item, const World& world,
                  Language language);

}  // namespace ocop::gateway
