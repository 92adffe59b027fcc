// The kinds of tasks, read from data and checked against the methods that they name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "ocop/indicators/v1/task_kind.pb.h"

namespace ocop::gateway {

struct Kind {
  indicators::v1::TaskKind definition;
  // `evaluation`.
  std::string service;
  const google::protobuf::MethodDescriptor* list = nullptr;
  // The field of the response that holds a page.
  const google::protobuf::FieldDescriptor* items = nullptr;
  // The method takes a filter.
  bool filtered = false;
  // It is read page by page, in the order of tasks.
  bool paged = false;

  // `/ocop.evaluation.v1.DossierService/ListDossiers`.
  std::string Path() const { return "/" + definition.list_method(); }
  const google::protobuf::Descriptor& item() const { return *items->message_type(); }
};

// `files`: names and contents, in protobuf's text form of TaskKinds. INVALID_ARGUMENT with the file, the kind and what
// is wrong: a method or field that there is none of, a request that its method does not take.
absl::StatusOr<std::vector<Kind>> LoadKinds(const std::vector<std::pair<std::string_view, std::string_view>>& files);

}  // namespace ocop::gateway
