// What offices write into the cells of a table, as values of fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "ocop/registry/v1/import_sheet.pb.h"

namespace ocop::registry {

// A problem in both languages.
struct Wording {
  std::string en;
  std::string vi;
};

// A title or value without case, diacritics and punctuation: "Xã/phường (*)" is "xa phuong".
std::string PlainTitle(std::string_view title);

// `1.234.567`, `1 234 567`, `1,234,567`, `-5`, `70 %`; nothing for a number that is not whole.
std::optional<int64_t> ReadWhole(std::string_view text);

// Sets `field` of `resource` to what a cell says, which is not empty and in NFC; what is wrong, if it cannot be read. A
// reference is taken as it is written.
std::optional<Wording> ReadCell(const v1::ImportSheet::Column& column, const google::protobuf::FieldDescriptor& field,
                                const std::string& cell, google::protobuf::Message& resource);

}  // namespace ocop::registry
