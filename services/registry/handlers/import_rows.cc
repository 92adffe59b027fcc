#include "services/registry/handlers/import_rows.h"

#include <google/protobuf/field_mask.pb.h>

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/database/error.h"
#include "common/resource/errors.h"
#include "common/resource/mask.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "common/validation/validation.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "services/names.h"
#include "services/registry/handlers/import.h"
#include "services/registry/store/tables.h"

namespace ocop::registry {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::MessagePtr;
using v1::ImportMetadata;
using v1::ImportProblem;

constexpr int64_t kMostAtOnce = 200;

MessagePtr Copy(const Message& message) {
  MessagePtr copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

// CreateProducerRequest for `Create` and the table of producers.
MessagePtr NewRequest(const resource::Table& table, const std::string& verb) {
  const auto* file = table.type().file();
  return MessagePtr(google::protobuf::MessageFactory::generated_factory()
                        ->GetPrototype(file->FindMessageTypeByName(absl::StrCat(verb, table.type().name(), "Request")))
                        ->New());
}

const FieldDescriptor* Field(const Message& message, const std::string& name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

void SetText(Message& message, const std::string& field, const std::string& text) {
  message.GetReflection()->SetString(&message, Field(message, field), text);
}

// Whether an error speaks of what a row says: it keeps the row out. Any other is the database's, and the rows that were
// taken with it are taken again.
bool IsOfRow(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    case absl::StatusCode::kAborted:
      return !database::IsRolledBack(error);
    default:
      return false;
  }
}

bool IsOutputOnly(const FieldDescriptor& field) {
  for (int i = 0; i < field.options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field.options().GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) return true;
  }
  return false;
}

const resource::Table* TableOfType(const std::string& type) {
  for (const resource::Table* table : Tables()) {
    if (table->type().options().GetExtension(google::api::resource).type() == type) return table;
  }
  return nullptr;
}

// The rows of one transaction.
class RowTaker {
 public:
  RowTaker(resource::Scope& scope, const LoadedImport& import, const ImportMetadata& metadata)
      : scope_(scope),
        import_(import),
        importable_(*import.importable),
        table_(*importable_.table),
        parent_(ProvinceOf(import.operation)),
        singular_(text::CamelToSnake(table_.type().name())),
        update_(metadata.on_conflict() == v1::ON_CONFLICT_UPDATE),
        references_(scope, ProvinceCode(import.operation)),
        metadata_(metadata) {}

  absl::Status Take(const std::function<bool()>& enough) {
    std::vector<ImportRow> rows;
    const int64_t first = metadata_.done_count();
    const int64_t end = std::min(first + kMostAtOnce, import_.input.size());
    for (int64_t i = first; i < end; ++i) {
      ImportRow& row = rows.emplace_back(import_.input.Row(i));
      CompleteName(table_, parent_, row);
      TellTwin(import_.twins[static_cast<size_t>(i)], row);
      OCOP_RETURN_IF_ERROR(ReadReferences(row));
    }
    OCOP_RETURN_IF_ERROR(CheckReferences(rows));
    for (ImportRow& row : rows) {
      OCOP_RETURN_IF_ERROR(TakeRow(row));
      metadata_.set_done_count(metadata_.done_count() + 1);
      for (ImportProblem& problem : row.problems) errors_.push_back(std::move(problem));
      if (enough()) break;
    }
    return absl::OkStatus();
  }

  const ImportMetadata& metadata() const { return metadata_; }
  const std::vector<ImportProblem>& errors() const { return errors_; }
  const std::vector<ImportProblem>& warnings() const { return warnings_; }

 private:
  void TellTwin(const LoadedImport::Twin& twin, ImportRow& row) const {
    if (twin.number == 0) return;
    row.AddProblem(twin.field, "DUPLICATE_ROW", absl::StrCat("names the same as row ", twin.number),
                   absl::StrCat("trùng với dòng ", twin.number));
  }

  // Puts names in the place of what cells say.
  absl::Status ReadReferences(ImportRow& row) {
    if (!row.from_table) return absl::OkStatus();
    for (const resource::Column& column : table_.columns()) {
      const FieldDescriptor& field = column.field();
      if (column.kind() != resource::Column::Kind::kReference || row.HasProblem(field.name())) continue;
      const std::string text = row.resource->GetReflection()->GetString(*row.resource, &field);
      if (text.empty() || absl::StartsWith(text, "provinces/")) continue;
      const std::string& type = field.options().GetExtension(google::api::resource_reference).type();
      OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> names, references_.Meant(type, text));
      if (names.size() == 1) {
        row.resource->GetReflection()->SetString(row.resource.get(), &field, names.front());
      } else if (names.empty()) {
        row.AddProblem(field.name(), "REFERENCE_NOT_FOUND", "names nothing that is registered",
                       "không tìm thấy trong hệ thống");
      } else {
        const std::string all = absl::StrJoin(names, ", ");
        row.AddProblem(field.name(), "AMBIGUOUS_REFERENCE", absl::StrCat("may be ", all, ": write the id"),
                       absl::StrCat("có thể là ", all, ": hãy ghi mã định danh"));
      }
    }
    return absl::OkStatus();
  }

  // What rows refer to by name must be there: one question for all rows.
  absl::Status CheckReferences(std::vector<ImportRow>& rows) {
    for (const resource::Column& column : table_.columns()) {
      const FieldDescriptor& field = column.field();
      const auto* target = TableOfType(field.options().GetExtension(google::api::resource_reference).type());
      if (column.kind() != resource::Column::Kind::kReference || IsOutputOnly(field) || target == nullptr) continue;
      std::vector<std::string> names;
      std::vector<ImportRow*> owners;
      for (ImportRow& row : rows) {
        const std::string name = row.resource->GetReflection()->GetString(*row.resource, &field);
        // One that is no name is told by the rules of the field.
        if (row.HasProblem(field.name()) || !target->pattern().Match(name)) continue;
        names.push_back(name);
        owners.push_back(&row);
      }
      std::vector<absl::StatusOr<std::shared_ptr<const Message>>> found(names.size(), absl::NotFoundError(""));
      if (!names.empty()) OCOP_RETURN_IF_ERROR(target->ReadMany(scope_.transaction(), names, found));
      for (size_t i = 0; i < names.size(); ++i) {
        if (!absl::StartsWith(names[i], parent_ + "/")) {
          owners[i]->AddProblem(field.name(), "INVALID_FIELDS", absl::StrCat("must lie under ", parent_),
                                absl::StrCat("phải thuộc ", parent_));
        } else if (absl::IsNotFound(found[i].status())) {
          owners[i]->AddProblem(field.name(), "REFERENCE_NOT_FOUND", absl::StrCat("there is no ", names[i]),
                                absl::StrCat("không có ", names[i]));
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status TakeRow(ImportRow& row) {
    // Its cells may stand under any column: there is nothing more to say of it.
    if (row.HasProblem("")) {
      metadata_.set_failed_count(metadata_.failed_count() + 1);
      return absl::OkStatus();
    }
    MessagePtr stored, made;
    const absl::Status outcome = scope_.transaction().Attempt([&]() -> absl::Status {
      OCOP_ASSIGN_OR_RETURN(stored, FindStored(row));
      const MessagePtr request = stored == nullptr ? CreateRequest(row) : UpdateRequest(row, *stored);
      NoteError(validation::Admit(*request, scope_.call().now), row);
      if (!row.problems.empty()) return CheckRules(stored.get(), row);
      OCOP_ASSIGN_OR_RETURN(
          made, (stored == nullptr ? importable_.changes.create : importable_.changes.update)(scope_, *request));
      return absl::OkStatus();
    });
    if (!outcome.ok() && !IsOfRow(outcome)) return outcome;
    NoteError(outcome, row);
    if (made == nullptr || !row.problems.empty()) {
      metadata_.set_failed_count(metadata_.failed_count() + 1);
    } else if (stored == nullptr) {
      metadata_.set_created_count(metadata_.created_count() + 1);
    } else if (table_.EtagOf(*stored) == table_.EtagOf(*made)) {
      metadata_.set_unchanged_count(metadata_.unchanged_count() + 1);
      return absl::OkStatus();
    } else {
      metadata_.set_updated_count(metadata_.updated_count() + 1);
    }
    return made == nullptr ? absl::OkStatus() : Warn(row, *made, stored == nullptr);
  }

  // What is there already and is named by the row; nullptr for something new. A row that may not change it has a
  // problem.
  absl::StatusOr<MessagePtr> FindStored(ImportRow& row) {
    std::string name = table_.NameOf(*row.resource);
    std::string by = "name";
    if (name.empty() && importable_.known) {
      std::set<std::string> names;
      for (const RowKey& key : importable_.keys(*row.resource)) {
        if (row.HasProblem(key.field)) continue;
        OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> known,
                              importable_.known(scope_.transaction(), key, ProvinceCode(parent_)));
        if (!known.empty() && names.empty()) by = key.field;
        names.insert(known.begin(), known.end());
      }
      if (names.size() > 1) {
        const std::string all = absl::StrJoin(names, ", ");
        row.AddProblem(by, "AMBIGUOUS_REFERENCE", absl::StrCat("is of ", all, ": write the id"),
                       absl::StrCat("là của ", all, ": hãy ghi mã định danh"));
        return nullptr;
      }
      if (!names.empty()) name = *names.begin();
    }
    if (name.empty()) return nullptr;
    absl::StatusOr<MessagePtr> stored = table_.Read(scope_.transaction(), name, update_);
    if (absl::IsNotFound(stored.status())) return nullptr;
    if (stored.ok() && !update_ && !row.HasProblem(by)) {
      row.AddProblem(by, "RESOURCE_ALREADY_EXISTS", absl::StrCat(name, " exists already"),
                     absl::StrCat(name, " đã có"));
    }
    return stored;
  }

  MessagePtr CreateRequest(const ImportRow& row) const {
    MessagePtr request = NewRequest(table_, "Create");
    SetText(*request, "parent", parent_);
    SetText(*request, singular_ + "_id", LastId(table_.NameOf(*row.resource)));
    Message& resource = *request->GetReflection()->MutableMessage(request.get(), Field(*request, singular_));
    resource.CopyFrom(*row.resource);
    table_.SetName(resource, "");
    return request;
  }

  // Of a table the cells that are filled are what changes; of a resource the fields that are set, as with Update.
  google::protobuf::FieldMask MaskOf(const ImportRow& row) const {
    google::protobuf::FieldMask mask;
    for (const auto& [field, cell] : row.cells) mask.add_paths(field);
    return mask;
  }

  MessagePtr UpdateRequest(const ImportRow& row, const Message& stored) const {
    MessagePtr request = NewRequest(table_, "Update");
    Message& resource = *request->GetReflection()->MutableMessage(request.get(), Field(*request, singular_));
    resource.CopyFrom(*row.resource);
    table_.SetName(resource, table_.NameOf(stored));
    request->GetReflection()->MutableMessage(request.get(), Field(*request, "update_mask"))->CopyFrom(MaskOf(row));
    return request;
  }

  // The rules of the service for a row that is refused already, so that all is told that is wrong with it.
  absl::Status CheckRules(const Message* stored, ImportRow& row) {
    if (!importable_.changes.check) return absl::OkStatus();
    MessagePtr after = Copy(stored == nullptr ? *row.resource : *stored);
    if (stored != nullptr) {
      const absl::Status masked = resource::ApplyMask(MaskOf(row), *row.resource, singular_, *after);
      NoteError(masked, row);
    } else if (table_.NameOf(*after).empty()) {
      table_.SetName(*after, absl::StrCat(parent_, "/", status::View(table_.pattern().collection()), "/row"));
    }
    return importable_.changes.check(scope_, stored, *after);
  }

  // Tells what an error says of the row's fields, but for those that something is known to be wrong with, or that is
  // only wrong because another could not be read.
  void NoteError(const absl::Status& error, ImportRow& row) const {
    if (error.ok() || !IsOfRow(error)) return;
    const std::string reason = status::ReasonOf(error);
    const std::vector<ImportProblem> known = row.problems;
    for (const auto& [path, text] : status::ViolationsOf(error)) {
      const std::string field = FieldOfPath(path);
      // `exceeds worker_count`: names of one word stand in other texts, too.
      const bool follows = std::any_of(known.begin(), known.end(), [&told = text](const ImportProblem& problem) {
        return absl::StrContains(problem.field(), '_') && absl::StrContains(told, problem.field());
      });
      if (row.HasProblem(field) || follows) continue;
      const Wording wording = InBothLanguages(text);
      row.AddProblem(field, reason, wording.en, wording.vi);
    }
    if (!status::ViolationsOf(error).empty() || !known.empty()) return;
    const auto metadata = status::MetadataOf(error);
    const auto field = metadata.find("field");
    const Wording wording = InBothLanguages(std::string(error.message()));
    row.AddProblem(field == metadata.end() ? "name" : field->second, reason, wording.en, wording.vi);
  }

  // `producer.display_name` is the field display_name, `producer_id` the name.
  std::string FieldOfPath(const std::string& path) const {
    if (path == singular_ + "_id") return "name";
    if (path == singular_) return "";
    return absl::StartsWith(path, singular_ + ".") ? path.substr(singular_.size() + 1) : path;
  }

  absl::Status Warn(const ImportRow& row, const Message& made, bool created) {
    if (!importable_.warn) return absl::OkStatus();
    ImportRow told;
    told.number = row.number;
    told.cells = row.cells;
    told.resource = Copy(made);
    references_.Remember(table_.NameOf(made), row.number);
    OCOP_RETURN_IF_ERROR(
        importable_.warn(scope_, references_, made, created,
                         [&told](const std::string& field, const std::string& reason, const Wording& wording) {
                           told.AddProblem(field, reason, wording.en, wording.vi);
                         }));
    metadata_.set_warning_count(metadata_.warning_count() + static_cast<int64_t>(told.problems.size()));
    for (ImportProblem& problem : told.problems) warnings_.push_back(std::move(problem));
    return absl::OkStatus();
  }

  resource::Scope& scope_;
  const LoadedImport& import_;
  const Importable& importable_;
  const resource::Table& table_;
  const std::string parent_;
  const std::string singular_;
  const bool update_;
  References references_;
  ImportMetadata metadata_;
  std::vector<ImportProblem> errors_;
  std::vector<ImportProblem> warnings_;
};

}  // namespace

absl::Status TakeRows(resource::Scope& scope, const LoadedImport& import, StoredOperation& operation,
                      const std::function<bool()>& enough) {
  operation.metadata.set_total_count(import.input.size());
  RowTaker taker(scope, import, operation.metadata);
  if (operation.metadata.validate_only()) {
    const absl::Status tried = scope.transaction().Attempt([&]() -> absl::Status {
      OCOP_RETURN_IF_ERROR(taker.Take(enough));
      return resource::ValidatedOnly();
    });
    if (status::ReasonOf(tried) != resource::kValidatedOnly) return tried;
  } else {
    OCOP_RETURN_IF_ERROR(taker.Take(enough));
  }
  operation.metadata = taker.metadata();
  const bool done = operation.metadata.done_count() == operation.metadata.total_count();
  operation.metadata.set_state(done ? ImportMetadata::STATE_SUCCEEDED : ImportMetadata::STATE_RUNNING);
  OCOP_RETURN_IF_ERROR(AddImportProblems(scope.transaction(), operation.name, false, taker.errors()));
  OCOP_RETURN_IF_ERROR(AddImportProblems(scope.transaction(), operation.name, true, taker.warnings()));
  return SaveOperation(scope.transaction(), operation);
}

}  // namespace ocop::registry
