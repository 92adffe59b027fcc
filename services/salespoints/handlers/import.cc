#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/crypto/sha256.h"
#include "common/database/error.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/validation/validation.h"
#include "services/names.h"
#include "services/roles.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/handlers/import_progress.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/rules/period.h"
#include "services/salespoints/rules/trial_reports.h"
#include "services/salespoints/store/closed_periods.h"
#include "services/salespoints/store/imports.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using ocop::journal::v1::JournalEntry;
using v1::ImportSalesReportsRequest;
using v1::SalesImport;
using v1::SalesImportError;
using v1::SalesReport;
using v1::SalesSubmission;

// What a report is about names it, so that the same line, whenever it comes, is the same report.
std::string NameFor(const std::string& province, const SalesReport& report) {
  const std::string about =
      absl::StrCat(report.product(), "\n", report.channel(), "\n", clock::FormatDate(report.period_start()), "\n",
                   clock::FormatDate(report.period_end()));
  return absl::StrCat(province, "/salesReports/", crypto::Sha256Hex(about).substr(0, 32));
}

// The lines of one message, taken in one transaction.
class Chunk {
 public:
  // `earlier`: what the messages before would have made, of a stream on trial.
  Chunk(resource::Scope& scope, SalesImport& import, const ImportSalesReportsRequest& request, OnConflict on_conflict,
        const TrialReports& earlier)
      : scope_(scope),
        on_conflict_(on_conflict),
        earlier_(earlier),
        import_(import),
        request_(request),
        province_(ProvinceOf(request.name())),
        province_code_(ProvinceCode(request.name())) {}

  absl::Status Take() {
    OCOP_RETURN_IF_ERROR(SharePeriods(scope_.transaction(), province_code_));
    CheckLines();
    OCOP_RETURN_IF_ERROR(CheckReferences());
    OCOP_RETURN_IF_ERROR(CheckLocks());
    OCOP_RETURN_IF_ERROR(Insert());
    import_.set_next_line(request_.first_line() + request_.lines_size());
    return absl::OkStatus();
  }

  // Of the lines taken.
  const std::vector<SalesImportError>& errors() const { return errors_; }
  const std::vector<SalesReport>& made() const { return made_; }

 private:
  struct Line {
    int64_t number;
    SalesReport report;
    bool failed = false;
  };

  struct Problem {
    std::string field;
    std::string text;
  };

  void Fail(Line& line, const std::string& field, const std::string& problem) {
    if (!line.failed) import_.set_failed_count(import_.failed_count() + 1);
    line.failed = true;
    SalesImportError& error = errors_.emplace_back();
    error.set_line(line.number);
    error.set_field(field);
    error.set_problem(problem);
  }

  void CheckLines() {
    lines_.reserve(static_cast<size_t>(request_.lines_size()));
    for (int i = 0; i < request_.lines_size(); ++i) {
      const int64_t number = request_.first_line() + i;
      if (number < import_.next_line()) continue;
      Line& line = lines_.emplace_back(Line{number, request_.lines(i)});
      // Nothing is corrected by a line.
      line.report.clear_correction_reason();
      // Stands in for the id until the line is known to be sound.
      line.report.set_name(province_ + "/salesReports/line");
      status::Violations violations;
      absl::Status checked = validation::CheckResource(line.report, "", scope_.today());
      if (checked.ok()) {
        RequirePeriod(violations, "period_end", line.report.period_start(), line.report.period_end());
        checked = violations.ToStatus();
      }
      for (const auto& [field, problem] : status::ViolationsOf(checked)) Fail(line, field, problem);
      if (!line.failed) line.report.set_name(NameFor(province_, line.report));
    }
  }

  // A name of another province, or of nothing.
  absl::Status CheckReferences() {
    std::set<std::string> channel_ids;
    for (const Line& line : lines_) {
      if (!line.failed && !line.report.channel().empty()) channel_ids.insert(LastId(line.report.channel()));
    }
    OCOP_ASSIGN_OR_RETURN(const std::set<std::string> channels,
                          ExistingChannels(scope_.transaction(), province_code_, channel_ids));
    for (Line& line : lines_) {
      const std::string& channel = line.report.channel();
      if (line.failed || channel.empty()) continue;
      const bool own = channel == absl::StrCat(province_, "/channels/", LastId(channel));
      if (!own || !channels.contains(LastId(channel))) Fail(line, "channel", absl::StrCat("there is no ", channel));
    }
    for (Line& line : lines_) {
      if (!line.failed && !line.report.submission().empty()) OCOP_RETURN_IF_ERROR(CheckSubmission(line));
    }
    return absl::OkStatus();
  }

  absl::Status CheckSubmission(Line& line) {
    const std::string& name = line.report.submission();
    if (!submissions_.contains(name)) {
      auto read = name.compare(0, province_.size() + 1, province_ + "/") == 0
                      ? scope_.Read<SalesSubmission>(SalesSubmissionTable(), name, true)
                      : absl::NotFoundError("of another province");
      if (!read.ok() && !absl::IsNotFound(read.status())) return read.status();
      submissions_.emplace(name, read.ok() ? *std::move(read) : SalesSubmission());
    }
    const SalesSubmission& submission = submissions_.at(name);
    if (submission.name().empty()) {
      Fail(line, "submission", absl::StrCat("there is no ", name));
    } else if (submission.state() != SalesSubmission::STATE_OPEN) {
      blocked_.emplace(line.number, Problem{"submission", absl::StrCat(name, " is not open")});
    } else if (clock::FormatDate(line.report.period_start()) < clock::FormatDate(submission.period_start()) ||
               clock::FormatDate(line.report.period_end()) > clock::FormatDate(submission.period_end())) {
      Fail(line, "submission", "is for another period");
    }
    return absl::OkStatus();
  }

  absl::Status CheckLocks() {
    std::set<std::string> products, days;
    for (const Line& line : lines_) {
      if (line.failed) continue;
      products.insert(line.report.product());
      days.insert({clock::FormatDate(line.report.period_start()), clock::FormatDate(line.report.period_end())});
    }
    if (products.empty()) return absl::OkStatus();
    OCOP_ASSIGN_OR_RETURN(const auto closed,
                          ClosedPeriods(scope_.transaction(), province_code_, products, *days.begin(), *days.rbegin()));
    if (closed.empty()) return absl::OkStatus();
    for (Line& line : lines_) {
      if (line.failed) continue;
      const auto [first, last] = closed.equal_range(line.report.product());
      for (auto time = first; time != last; ++time) {
        if (time->second.first > clock::FormatDate(line.report.period_end())) continue;
        if (time->second.last < clock::FormatDate(line.report.period_start())) continue;
        blocked_.emplace(line.number, Problem{"", absl::StrCat("the period is locked by ", time->second.submission)});
      }
    }
    return absl::OkStatus();
  }

  absl::Status Insert() {
    std::vector<const SalesReport*> reports;
    for (const Line& line : lines_) {
      if (line.failed || blocked_.contains(line.number) || earlier_.Overlaps(line.report)) continue;
      reports.push_back(&line.report);
    }
    OCOP_ASSIGN_OR_RETURN(made_, InsertReports(scope_.transaction(), on_conflict_, reports));
    std::set<std::string> made;
    for (const SalesReport& report : made_) {
      scope_.Record(SalesReportTable(), JournalEntry::ACTION_CREATE, report);
      made.insert(report.name());
    }
    std::vector<Line*> left;
    for (Line& line : lines_) {
      if (line.failed) continue;
      // Of lines that say the same thing twice the first became the report.
      if (made.erase(line.report.name()) > 0) {
        import_.set_created_count(import_.created_count() + 1);
      } else {
        left.push_back(&line);
      }
    }
    return Explain(left);
  }

  // Why lines did not become reports: what they say is known, or something stands against them.
  absl::Status Explain(const std::vector<Line*>& left) {
    std::vector<const SalesReport*> reports;
    for (const Line* line : left) reports.push_back(&line->report);
    OCOP_ASSIGN_OR_RETURN(auto stored, ReportsAboutTheSame(scope_.transaction(), reports));
    for (const SalesReport* report : reports) {
      if (const auto same = earlier_.AboutTheSame(*report)) stored.emplace(report->name(), *same);
    }
    for (Line* line : left) {
      const auto found = stored.find(line->report.name());
      const std::string differs = found == stored.end() ? "" : DifferingField(found->second, line->report);
      if (found != stored.end() && differs.empty()) {
        import_.set_unchanged_count(import_.unchanged_count() + 1);
      } else if (const auto blocked = blocked_.find(line->number); blocked != blocked_.end()) {
        Fail(*line, blocked->second.field, blocked->second.text);
      } else if (found != stored.end()) {
        Fail(*line, differs, absl::StrCat("differs from ", found->second.name(), "; correct that report"));
      } else {
        Fail(*line, "period_start", "overlaps another report of the product and channel");
      }
    }
    return absl::OkStatus();
  }

  // The field in which a line says something else than the report that is stored; a submission that it does not name is
  // none.
  static std::string DifferingField(const SalesReport& stored, const SalesReport& line) {
    if (stored.revenue_vnd() != line.revenue_vnd()) return "revenue_vnd";
    if (stored.profit_vnd() != line.profit_vnd()) return "profit_vnd";
    return line.submission().empty() || stored.submission() == line.submission() ? "" : "submission";
  }

  resource::Scope& scope_;
  const OnConflict on_conflict_;
  const TrialReports& earlier_;
  SalesImport& import_;
  const ImportSalesReportsRequest& request_;
  const std::string province_;
  const std::string province_code_;
  std::vector<Line> lines_;
  std::map<std::string, SalesSubmission> submissions_;
  // Sound lines that may not become reports, by number.
  std::map<int64_t, Problem> blocked_;
  std::vector<SalesImportError> errors_;
  std::vector<SalesReport> made_;
};

// A stream under way: a transaction for each message, so that what has been taken stays.
class Importer : public std::enable_shared_from_this<Importer> {
 public:
  Importer(const resource::Home& home, std::shared_ptr<rpc::Upload> upload) : home_(home), upload_(std::move(upload)) {}

  void Start() {
    absl::Status allowed = RequireRole(upload_->call(), {kProducer, kCommuneOfficer, kProvinceOfficer, kSystem});
    if (!allowed.ok()) return upload_->Answer(allowed);
    Next();
  }

 private:
  void Next() {
    upload_->Next([self = shared_from_this()](const absl::StatusOr<const google::protobuf::Message*>& request) {
      if (!request.ok()) return self->upload_->Answer(request.status());
      if (*request == nullptr) return self->Finish();
      self->Take(static_cast<const ImportSalesReportsRequest&>(**request));
    });
  }

  void Take(const ImportSalesReportsRequest& request) {
    const std::string province = ProvinceCode(request.name());
    if (province.size() != 2 || province.find_first_not_of("0123456789") != std::string::npos) {
      return upload_->Answer(status::InvalidField("name", "must lie under a province, by its code of two digits"));
    }
    if (!import_.name().empty() && (import_.name() != request.name() || trial_ != request.validate_only())) {
      return upload_->Answer(
          status::InvalidField("name", "name and validate_only must be the same in every message of the stream"));
    }
    trial_ = request.validate_only();
    Store(request, OnConflict::kFail);
  }

  // Nearly every message of nearly every import is of new reports alone: only one that is not is looked at closely.
  void Store(const ImportSalesReportsRequest& request, OnConflict on_conflict) {
    database::Change change;
    change.body = [self = shared_from_this(), &request, on_conflict](database::Transaction& transaction) {
      return self->trial_ ? self->Try(transaction, request) : self->TakeIn(transaction, request, on_conflict);
    };
    change.done = [self = shared_from_this(), &request, on_conflict](const absl::Status& status) {
      const std::string reason = status::ReasonOf(status);
      if (on_conflict == OnConflict::kFail &&
          (reason == database::kUniqueViolation || reason == database::kExclusionViolation)) {
        return self->Store(request, OnConflict::kLeaveOut);
      }
      // What PostgreSQL says of a row that it refuses holds the row.
      if (reason == database::kCheckViolation || reason == database::kForeignKeyViolation) {
        const std::string rule = status::MetadataOf(status)["constraint"];
        return self->upload_->Answer(status::InvalidField("lines", absl::StrCat("break the rule ", rule)));
      }
      if (!status.ok() && reason != resource::kValidatedOnly) return self->upload_->Answer(status);
      if (self->trial_) self->KeepTried();
      if (self->trial_reports_.size() > TrialReports::kMost)
        return self->upload_->Answer(TrialTooLarge(TrialReports::kMost));
      self->Next();
    };
    change.deadline = upload_->call().deadline;
    // Lines that were taken are passed over.
    change.repeatable = true;
    home_.database.writes().Submit(std::move(change));
  }

  absl::Status TakeIn(database::Transaction& transaction, const ImportSalesReportsRequest& request,
                      OnConflict on_conflict) {
    resource::Scope scope(transaction, upload_->call(), home_.schema, "");
    OCOP_ASSIGN_OR_RETURN(import_, LockImport(transaction, request.name()));
    if (request.first_line() > import_.next_line()) return WrongLine(request.first_line(), import_.next_line());
    if (request.first_line() + request.lines_size() <= import_.next_line()) return absl::OkStatus();
    Chunk chunk(scope, import_, request, on_conflict, trial_reports_);
    OCOP_RETURN_IF_ERROR(chunk.Take());
    return SaveImport(transaction, import_, chunk.errors());
  }

  // The same without a trace: the transaction is undone, the counts and what would have been made are kept here.
  absl::Status Try(database::Transaction& transaction, const ImportSalesReportsRequest& request) {
    resource::Scope scope(transaction, upload_->call(), home_.schema, "");
    tried_ = import_;
    if (tried_.name().empty()) tried_.set_next_line(request.first_line());
    tried_.set_name(request.name());
    if (request.first_line() != tried_.next_line()) return WrongLine(request.first_line(), tried_.next_line());
    Chunk chunk(scope, tried_, request, OnConflict::kLeaveOut, trial_reports_);
    OCOP_RETURN_IF_ERROR(chunk.Take());
    tried_reports_ = chunk.made();
    for (const SalesImportError& error : chunk.errors()) {
      if (tried_.errors_size() < kErrorsTold) *tried_.add_errors() = error;
    }
    return resource::ValidatedOnly();
  }

  void KeepTried() {
    import_ = tried_;
    for (const SalesReport& report : tried_reports_) trial_reports_.Add(report);
  }

  void Finish() {
    if (import_.name().empty()) return upload_->Answer(status::InvalidField("name", "the stream has no message"));
    if (trial_) return upload_->Answer(&import_);
    home_.database.Read(
        database::Isolation::kAutoCommit, upload_->call().deadline,
        [self = shared_from_this()](database::Transaction& transaction) {
          return AddFirstErrors(transaction, self->import_);
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->upload_->Answer(status);
          self->upload_->Answer(&self->import_);
        });
  }

  const resource::Home& home_;
  const std::shared_ptr<rpc::Upload> upload_;
  SalesImport import_;
  // Of the message on trial.
  SalesImport tried_;
  std::vector<SalesReport> tried_reports_;
  // Of the messages before it.
  TrialReports trial_reports_;
  bool trial_ = false;
};

}  // namespace

void BindImport(rpc::Service& service, const Context& context) {
  service.BindUpload("ImportSalesReports", [&home = context.home](std::shared_ptr<rpc::Upload> upload) {
    std::make_shared<Importer>(home, std::move(upload))->Start();
  });
}

}  // namespace ocop::salespoints
