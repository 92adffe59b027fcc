// Answers that their reader may keep and ask about again (RFC 9110, 8.8.3 and 13.1.2).
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "services/gateway/edge/http_message.h"

namespace ocop::gateway {

// A strong tag: the hash of the bytes as they are sent.
std::string EntityTag(std::string_view body);

// The tag of an answer, a message in binary form that is sent as `body`: a weak one, of what it says alone, where the
// message has fields that are `untagged` (ocop/options/v1/entity_tag.proto).
std::string EntityTagOf(std::string_view message, const google::protobuf::Message& prototype, std::string_view body);

// Whether an If-None-Match value names `tag`, or is `*`.
bool NamesTag(std::string_view if_none_match, std::string_view tag);

// Gives a 200 its ETag and `Cache-Control: <cache_control>`.
void MakeCacheable(std::string_view cache_control, std::string tag, HttpResponse* response);

// Makes it the answer for a caller that has it: 304, without a body.
void ToNotModified(HttpResponse* response);

}  // namespace ocop::gateway
