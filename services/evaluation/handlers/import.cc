#include <atomic>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "common/resource/errors.h"
#include "common/resource_name/resource_name.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/rules/past_recognition.h"
#include "services/evaluation/store/recognitions.h"
#include "services/evaluation/store/tables.h"
#include "services/roles.h"

namespace ocop::evaluation {
namespace {

using ocop::journal::v1::JournalEntry;
using v1::ImportRecognitionsRequest;
using v1::ImportRecognitionsResponse;
using v1::Recognition;

constexpr size_t kMostErrors = 1000;
constexpr int kInFlight = 200;
constexpr size_t kLargestTable = 3 << 20;

// An import under way: every good row is a change of its own, so that a bad one takes none with it.
class Import : public std::enable_shared_from_this<Import> {
 public:
  Import(const Context& context, const rpc::Call& call, const ImportRecognitionsRequest& request,
         rpc::Reply<ImportRecognitionsResponse> reply)
      : context_(context), call_(call), request_(request), reply_(std::move(reply)) {}

  void Start() {
    static const auto& parents = *new resource_name::Pattern("provinces/{province}");
    if (absl::Status allowed = RequireRole(call_, {kProvinceOfficer}); !allowed.ok()) return reply_(allowed);
    if (!parents.Match(request_.parent())) {
      return reply_(status::InvalidField("parent", absl::StrCat("must be a name of the form ", parents.text())));
    }
    if (request_.csv().size() > kLargestTable) return reply_(status::InvalidField("csv", "is larger than 3 MiB"));
    auto rows = ReadPastRecognitions(*context_.catalogue, request_.parent(), request_.csv(), clock::Today(call_.now));
    if (!rows.ok()) return reply_(rows.status());
    rows_ = *std::move(rows);
    outcomes_.resize(rows_.size());
    left_ = rows_.size() + 1;
    for (int i = 0; i < kInFlight; ++i) EnterNext();
    Done();
  }

 private:
  enum class Outcome { kFailed, kCreated, kUnchanged };

  // Rows with errors are done with at once; of the others so many are under way, so that other writers have their turn.
  void EnterNext() {
    while (true) {
      const size_t i = next_++;
      if (i >= rows_.size()) return;
      if (rows_[i].errors.empty()) return Enter(i);
      Done();
    }
  }

  void Enter(size_t i) {
    database::Change change;
    change.body = [self = shared_from_this(), i](database::Transaction& transaction) {
      return self->Write(transaction, i);
    };
    change.done = [self = shared_from_this(), i](const absl::Status& status) {
      if (!status.ok() && status::ReasonOf(status) != resource::kValidatedOnly) self->Fail(i, status);
      // A full queue says so at once, on this stack: the next row would only be refused on top of it.
      if (absl::IsResourceExhausted(status)) {
        self->FailRest(status);
      } else {
        self->EnterNext();
      }
      self->Done();
    };
    change.deadline = call_.deadline;
    change.repeatable = true;  // a row that is there already changes nothing
    context_.home.database.writes().Submit(std::move(change));
  }

  void FailRest(const absl::Status& status) {
    for (size_t i = next_++; i < rows_.size(); i = next_++) {
      if (rows_[i].errors.empty()) Fail(i, status);
      Done();
    }
  }

  absl::Status Write(database::Transaction& transaction, size_t i) {
    PastRecognition& past = rows_[i];
    past.errors.clear();
    Recognition recognition = past.recognition;
    const clock::Day decided = clock::FromDate(recognition.decision_date()).value_or(0);
    const std::string province = ProvinceCode(request_.parent());
    OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> stored,
                          OfDecision(transaction, province, recognition.product(), decided));
    if (stored) {
      outcomes_[i] = Outcome::kUnchanged;
      Compare(past, *stored);
      return absl::OkStatus();
    }
    resource::Scope scope(transaction, call_, context_.home.schema, "");
    recognition.set_name(absl::StrCat(request_.parent(), "/recognitions/", context_.home.ids.Next(call_.now)));
    OCOP_RETURN_IF_ERROR(CheckRecognition(scope, nullptr, recognition));
    OCOP_RETURN_IF_ERROR(RecognitionTable().Insert(transaction, recognition));
    scope.Record(RecognitionTable(), JournalEntry::ACTION_CREATE, recognition);
    outcomes_[i] = Outcome::kCreated;
    // Undone when the change returns an error.
    return request_.validate_only() ? resource::ValidatedOnly() : absl::OkStatus();
  }

  static void Compare(PastRecognition& past, const Recognition& stored) {
    for (const std::string& column : DifferingColumns(past, stored)) {
      past.AddError(column, absl::StrCat("differs from ", stored.name(), ", which is the same decision"));
    }
  }

  void Fail(size_t i, const absl::Status& status) {
    outcomes_[i] = Outcome::kFailed;
    rows_[i].errors.clear();
    const auto violations = status::ViolationsOf(status);
    for (const auto& [path, problem] : violations) rows_[i].AddError(path.substr(path.rfind('.') + 1), problem);
    const auto metadata = status::MetadataOf(status);
    const auto field = metadata.find("field");
    if (violations.empty()) {
      rows_[i].AddError(field == metadata.end() ? "" : field->second, std::string(status.message()));
    }
  }

  // The last one answers.
  void Done() {
    if (--left_ > 0) return;
    ImportRecognitionsResponse response;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (!rows_[i].errors.empty()) {
        response.set_failed_count(response.failed_count() + 1);
      } else if (outcomes_[i] == Outcome::kCreated) {
        response.set_created_count(response.created_count() + 1);
      } else {
        response.set_unchanged_count(response.unchanged_count() + 1);
      }
      for (auto& error : rows_[i].errors) {
        if (static_cast<size_t>(response.errors_size()) < kMostErrors) *response.add_errors() = std::move(error);
      }
    }
    reply_(response);
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ImportRecognitionsRequest& request_;
  const rpc::Reply<ImportRecognitionsResponse> reply_;
  std::vector<PastRecognition> rows_;
  std::vector<Outcome> outcomes_;
  std::atomic<size_t> next_ = 0;
  std::atomic<size_t> left_ = 0;
};

}  // namespace

void BindImport(rpc::Service& service, const Context& context) {
  service.BindLater<ImportRecognitionsRequest, ImportRecognitionsResponse>(
      "ImportRecognitions", [context](const rpc::Call& call, const ImportRecognitionsRequest& request,
                                      rpc::Reply<ImportRecognitionsResponse> reply) {
        std::make_shared<Import>(context, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::evaluation
