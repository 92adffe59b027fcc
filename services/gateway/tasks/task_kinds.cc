#include "services/gateway/tasks/task_kinds.h"

#include <google/protobuf/text_format.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/filter/filter.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "services/gateway/tasks/fields.h"
#include "services/gateway/tasks/titles.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using indicators::v1::TaskKind;
using indicators::v1::TaskKinds;

// `ocop.evaluation.v1.DossierService/ListDossiers`.
const MethodDescriptor* FindMethod(const std::string& path) {
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  if (parts.size() != 2) return nullptr;
  const auto* service = DescriptorPool::generated_pool()->FindServiceByName(parts[0]);
  return service == nullptr ? nullptr : service->FindMethodByName(parts[1]);
}

const FieldDescriptor* ItemsOf(const Descriptor& response) {
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor& field = *response.field(i);
    if (field.is_repeated() && field.message_type() != nullptr) return &field;
  }
  return nullptr;
}

std::vector<std::string> PathsOf(const TaskKind& kind) {
  std::vector<std::string> paths = {kind.subject_field(),  kind.since_field(),  kind.due_field(), kind.locality_field(),
                                    kind.producer_field(), kind.caller_field(), kind.set_field(), kind.unset_field()};
  paths.insert(paths.end(), kind.superseded_by().begin(), kind.superseded_by().end());
  for (const auto& basis : kind.legal_bases()) paths.push_back(basis.field());
  for (const std::string& title : {kind.title_vi(), kind.title_en()}) {
    for (std::string& path : PlaceholdersOf(title)) paths.push_back(std::move(path));
  }
  return paths;
}

absl::Status CheckRequest(const Kind& kind) {
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(kind.list->input_type())->New());
  OCOP_RETURN_IF_ERROR(textproto::Parse(kind.definition.request(), *request));
  for (const char* field : {"parent", "page_size", "page_token"}) {
    if (kind.list->input_type()->FindFieldByName(field) == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(kind.definition.list_method(), " has no ", field));
    }
  }
  if (kind.definition.period() != TaskKind::PERIOD_UNSPECIFIED) {
    OCOP_RETURN_IF_ERROR(CheckPath(*kind.list->input_type(), "period_start"));
    OCOP_RETURN_IF_ERROR(CheckPath(*kind.list->input_type(), "period_end"));
  }
  if (kind.definition.filter().empty()) return absl::OkStatus();
  if (!kind.filtered) return absl::InvalidArgumentError(kind.definition.list_method() + " takes no filter");
  for (const std::string& placeholder : PlaceholdersOf(kind.definition.filter())) {
    if (placeholder != "today") return absl::InvalidArgumentError("a filter knows no {" + placeholder + "}");
  }
  return filter::Parse(kind.definition.filter()).status();
}

absl::StatusOr<Kind> Read(TaskKind definition) {
  Kind kind;
  if (definition.subject_field().empty()) definition.set_subject_field("name");
  kind.definition = std::move(definition);
  const TaskKind& data = kind.definition;
  if (data.kind().empty() || data.scope() == TaskKind::SCOPE_UNSPECIFIED || data.title_vi().empty() ||
      data.title_en().empty() || data.next_step_vi().empty() || data.next_step_en().empty()) {
    return absl::InvalidArgumentError("kind, scope, titles and next steps are needed");
  }
  if (data.since_field().empty() && (data.due_field().empty() || data.within_days() == 0)) {
    return absl::InvalidArgumentError("since_field is needed where due_field and within_days do not tell it");
  }
  if (FindMethod(data.next_method()) == nullptr) return absl::InvalidArgumentError("no method " + data.next_method());
  kind.list = FindMethod(data.list_method());
  kind.items = kind.list == nullptr ? nullptr : ItemsOf(*kind.list->output_type());
  if (kind.items == nullptr) return absl::InvalidArgumentError("no list method " + data.list_method());
  // `ocop.evaluation.v1`.
  kind.service = std::vector<std::string>(absl::StrSplit(kind.list->file()->package(), '.'))[1];
  kind.filtered = kind.list->input_type()->FindFieldByName("filter") != nullptr;
  kind.paged = kind.filtered && kind.list->input_type()->FindFieldByName("order_by") != nullptr &&
               data.superseded_by().empty() && !data.since_field().empty();
  OCOP_RETURN_IF_ERROR(CheckRequest(kind));
  for (const std::string& path : PathsOf(data)) {
    if (!path.empty()) OCOP_RETURN_IF_ERROR(CheckPath(kind.item(), path));
  }
  return kind;
}

}  // namespace

absl::StatusOr<std::vector<Kind>> LoadKinds(const std::vector<std::pair<std::string_view, std::string_view>>& files) {
  std::vector<Kind> kinds;
  for (const auto& [file, text] : files) {
    TaskKinds read;
    const absl::Status parsed = textproto::Parse(text, read);
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(status::View(file), ": ", parsed.message()));
    }
    for (TaskKind& definition : *read.mutable_kinds()) {
      const std::string name = definition.kind();
      absl::StatusOr<Kind> kind = Read(std::move(definition));
      if (!kind.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(status::View(file), ": kind ", name, ": ", kind.status().message()));
      }
      kinds.push_back(*std::move(kind));
    }
  }
  return kinds;
}

}  // namespace ocop::gateway
