#include "services/gateway/tasks/inquiry.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "common/clock/timestamp.h"
#include "common/pagination/pagination.h"
#include "services/gateway/tasks/fields.h"
#include "services/gateway/tasks/places.h"
#include "services/gateway/tasks/titles.h"

namespace ocop::gateway {
namespace {

using google::protobuf::Message;
using indicators::v1::Task;
using indicators::v1::TaskKind;

// The longest filter that the services take.
constexpr size_t kLongestFilter = 2000;

// `a AND b`, of those that are not empty.
std::string AllOf(const std::vector<std::string>& terms) {
  std::vector<std::string> set;
  for (const std::string& term : terms) {
    if (!term.empty()) set.push_back(absl::StrCat("(", term, ")"));
  }
  return absl::StrJoin(set, " AND ");
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string OneOf(const std::string& field, const Names& names) {
  std::vector<std::string> terms;
  for (const std::string& name : names) terms.push_back(absl::StrCat(field, " = ", Quoted(name)));
  return absl::StrJoin(terms, " OR ");
}

void SetText(Message& message, const char* field, const std::string& text) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(field), text);
}

void SetDay(Message& message, const char* field, clock::Day day) {
  message.GetReflection()
      ->MutableMessage(&message, message.GetDescriptor()->FindFieldByName(field))
      ->CopyFrom(clock::ToDate(day));
}

// The first and the last day of the last calendar quarter before `today`.
std::pair<clock::Day, clock::Day> LastQuarter(clock::Day today) {
  const absl::CivilMonth month(clock::ToCivilDay(today));
  const absl::CivilMonth first_of_this = month - (month.month() - 1) % 3;
  return {clock::ToDay(absl::CivilDay(first_of_this - 3)), clock::ToDay(absl::CivilDay(first_of_this) - 1)};
}

// A page is asked for after a page, until there is enough. A method that takes filter and order is asked twice: for
// what has a day, then for what has none, since it tells what is not set first.
class Inquiry : public std::enable_shared_from_this<Inquiry> {
 public:
  Inquiry(const Kind& kind, std::shared_ptr<const Question> question, const rpc::Client& client,
          const Projection& projection, std::function<void(absl::StatusOr<std::vector<RankedTask>>)> done)
      : kind_(kind),
        data_(kind.definition),
        question_(std::move(question)),
        client_(client),
        projection_(projection),
        done_(std::move(done)),
        with_day_(kind.paged && !data_.due_field().empty()) {}

  void Start() {
    if (with_day_ && question_->after && question_->after->due == TaskKey::kNoDay) with_day_ = false;
    Ask("");
  }

 private:
  std::unique_ptr<Message> New(const google::protobuf::Descriptor& type) const {
    return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  }

  void Ask(const std::string& page_token) {
    request_ = New(*kind_.list->input_type());
    google::protobuf::TextFormat::ParseFromString(data_.request(), request_.get());
    SetText(*request_, "parent",
            data_.collection().empty() ? question_->parent : absl::StrCat(question_->parent, "/", data_.collection()));
    SetText(*request_, "page_token", page_token);
    // A page of one kind beyond what is asked for of all would be read for nothing.
    const size_t size = kind_.paged ? question_->enough : pagination::kMaxPageSize;
    request_->GetReflection()->SetInt32(request_.get(), kind_.list->input_type()->FindFieldByName("page_size"),
                                        static_cast<int32_t>(std::min<size_t>(size, pagination::kMaxPageSize)));
    if (data_.period() == TaskKind::PERIOD_LAST_QUARTER) {
      const auto [first, last] = LastQuarter(question_->today);
      SetDay(*request_, "period_start", first);
      SetDay(*request_, "period_end", last);
    }
    if (kind_.filtered) SetText(*request_, "filter", Filter());
    if (kind_.paged) {
      SetText(*request_, "order_by",
              with_day_ ? absl::StrCat(data_.due_field(), ", ", data_.since_field()) : data_.since_field());
    }
    response_ = New(*kind_.list->output_type());
    rpc::CallOptions options = question_->options;
    options.timeout = question_->deadline - absl::Now();
    client_.CallAsync(kind_.Path(), *request_, *response_, options,
                      [self = shared_from_this()](const absl::Status& status) { self->Take(status); });
  }

  std::string Filter() const {
    const std::string wanted = absl::StrReplaceAll(data_.filter(), {{"{today}", clock::FormatDay(question_->today)}});
    const std::string without_scope = AllOf({wanted, kind_.paged ? Reach() : ""});
    const std::string whole = AllOf({wanted, kind_.paged ? Reach() : "", Scope()});
    // Whose is whose is looked at again in what comes, so a list of too many places may be left out.
    return whole.size() <= kLongestFilter ? whole : without_scope;
  }

  // Whether a resource lies where its producer does.
  bool ByProducer() const { return data_.locality_field() == data_.producer_field(); }

  // Whose.
  std::string Scope() const {
    switch (data_.scope()) {
      case TaskKind::SCOPE_LOCALITY:
        return OneOf(data_.locality_field(),
                     ByProducer() ? question_->caller.producers_there : question_->caller.localities);
      case TaskKind::SCOPE_PRODUCER:
        return OneOf(data_.producer_field(), question_->caller.producers);
      case TaskKind::SCOPE_CALLER:
        return data_.caller_field().empty() ? "" : OneOf(data_.caller_field(), {question_->caller.actor});
      default:
        return "";
    }
  }

  // From the last task of the page before on, and no further than within_days. Tasks of the same moment come again and
  // are left out by their names.
  std::string Reach() const {
    std::vector<std::string> terms;
    const std::string& due = data_.due_field();
    if (!due.empty()) terms.push_back(absl::StrCat(with_day_ ? "" : "NOT ", due, ":*"));
    if (with_day_ && data_.within_days() > 0) {
      terms.push_back(absl::StrCat(due, " <= ", clock::FormatDay(question_->today + data_.within_days())));
    }
    if (question_->after) {
      const TaskKey& after = *question_->after;
      const std::string since = absl::StrCat(
          data_.since_field(),
          " >= ", Quoted(absl::FormatTime(absl::RFC3339_full, absl::FromUnixMicros(after.since), absl::UTCTimeZone())));
      if (with_day_) {
        const std::string day = clock::FormatDay(after.due);
        terms.push_back(absl::StrCat("(", due, " > ", day, ") OR ((", due, " = ", day, ") AND (", since, "))"));
      } else if (after.due == TaskKey::kNoDay) {
        terms.push_back(since);
      }
    }
    return AllOf(terms);
  }

  void Take(const absl::Status& status) {
    if (!status.ok()) return done_(status);
    const auto& reflection = *response_->GetReflection();
    {
      const Projection::Reading reading = projection_.Read(question_->parent, question_->now);
      for (int i = 0; i < reflection.FieldSize(*response_, kind_.items); ++i) {
        Consider(reflection.GetRepeatedMessage(*response_, kind_.items, i), reading.figures().world());
      }
    }
    const std::string next =
        reflection.GetString(*response_, kind_.list->output_type()->FindFieldByName("next_page_token"));
    if (!next.empty() && !Enough()) return Ask(next);
    if (with_day_ && !Enough()) {
      with_day_ = false;
      return Ask("");
    }
    for (auto& [value, latest] : latest_) {
      if (latest.task) tasks_.push_back(*std::move(latest.task));
    }
    done_(std::move(tasks_));
  }

  // Pages come in the order of day and age; within a moment the service may order by other rules than ours, so that a
  // moment is read to its end.
  bool Enough() const {
    if (!kind_.paged || tasks_.size() < question_->enough) return false;
    const TaskKey& last_needed = tasks_[question_->enough - 1].key;
    return std::pair(last_.due, last_.since) > std::pair(last_needed.due, last_needed.since);
  }

  void Consider(const Message& item, const World& world) {
    RankedTask found;
    found.key.kind = data_.kind();
    found.key.subject = TextAt(item, data_.subject_field());
    found.key.due = DayAt(item, data_.due_field()).value_or(TaskKey::kNoDay);
    const absl::Time since = Since(item, found.key.due);
    found.key.since = absl::ToUnixMicros(since);
    last_ = found.key;
    const bool waits = Waits(item, found.key, since) && IsOurs(item, world);
    if (waits && (!question_->after || found.key > *question_->after)) Fill(item, world, since, found);
    if (!data_.superseded_by().empty()) return Supersede(item, std::move(found));
    if (!found.task.subject().empty()) tasks_.push_back(std::move(found));
  }

  absl::Time Since(const Message& item, clock::Day due) const {
    if (data_.since_field().empty()) {
      return due == TaskKey::kNoDay ? question_->now : BeginningOf(due - data_.within_days());
    }
    return TimeAt(item, data_.since_field()).value_or(question_->now);
  }

  bool Waits(const Message& item, const TaskKey& key, absl::Time since) const {
    if (!data_.set_field().empty() && !IsSet(item, data_.set_field())) return false;
    if (!data_.unset_field().empty() && IsSet(item, data_.unset_field())) return false;
    if (data_.within_days() > 0 && (key.due == TaskKey::kNoDay || key.due > question_->today + data_.within_days())) {
      return false;
    }
    if (data_.most_days_old() > 0 && question_->now - since > absl::Hours(24) * data_.most_days_old()) return false;
    // By the services' clocks; a window that is not open yet lies a day or more away.
    return since <= question_->now + absl::Minutes(1);
  }

  bool IsOurs(const Message& item, const World& world) const {
    const Caller& caller = question_->caller;
    const std::string locality = TextAt(item, data_.locality_field());
    const std::string producer = TextAt(item, data_.producer_field());
    switch (data_.scope()) {
      case TaskKind::SCOPE_LOCALITY:
        if (!caller.localities.contains(ByProducer() ? LocalityOf(world, locality) : locality)) return false;
        break;
      case TaskKind::SCOPE_PRODUCER:
        if (!caller.producers.contains(kind_.filtered ? producer : ProducerOf(world, producer))) return false;
        break;
      case TaskKind::SCOPE_CALLER:
        if (!data_.caller_field().empty() && TextAt(item, data_.caller_field()) != caller.actor) return false;
        break;
      default:
        break;
    }
    return !question_->area || question_->area->contains(LocalityOf(world, locality));
  }

  void Fill(const Message& item, const World& world, absl::Time since, RankedTask& found) const {
    Task& task = found.task;
    task.set_subject(found.key.subject);
    task.set_service(kind_.service);
    task.set_kind(data_.kind());
    task.set_title_vi(Title(data_.title_vi(), item, world, Language::kVietnamese));
    task.set_title_en(Title(data_.title_en(), item, world, Language::kEnglish));
    task.set_next_method(data_.next_method());
    task.set_next_step_vi(data_.next_step_vi());
    task.set_next_step_en(data_.next_step_en());
    task.set_locality(LocalityOf(world, TextAt(item, data_.locality_field())));
    task.set_producer(ProducerOf(world, TextAt(item, data_.producer_field())));
    *task.mutable_since() = clock::MicrosToTimestamp(absl::ToUnixMicros(since));
    if (found.key.due == TaskKey::kNoDay) return;
    *task.mutable_due_date() = clock::ToDate(found.key.due);
    task.set_overdue(found.key.due < question_->today);
    for (const TaskKind::LegalBasis& basis : data_.legal_bases()) {
      if (!basis.field().empty() && !absl::StartsWith(TextAt(item, basis.field()), basis.prefix())) continue;
      task.set_legal_basis(basis.text());
      break;
    }
  }

  // Keeps, of the resources that stand for one another, the one that is due last; a task or none.
  void Supersede(const Message& item, RankedTask found) {
    std::vector<std::string> values;
    for (const std::string& path : data_.superseded_by()) values.push_back(TextAt(item, path));
    const auto [entry, added] = latest_.try_emplace(std::move(values));
    if (!added && entry->second.due >= found.key.due) return;
    entry->second.due = found.key.due;
    entry->second.task.reset();
    if (!found.task.subject().empty()) entry->second.task = std::move(found);
  }

  struct Latest {
    clock::Day due = 0;
    std::optional<RankedTask> task;
  };

  const Kind& kind_;
  const TaskKind& data_;
  const std::shared_ptr<const Question> question_;
  const rpc::Client client_;
  const Projection& projection_;
  const std::function<void(absl::StatusOr<std::vector<RankedTask>>)> done_;
  // Whether what has a day is being asked for; what has none comes after it.
  bool with_day_;
  std::unique_ptr<Message> request_;
  std::unique_ptr<Message> response_;
  std::vector<RankedTask> tasks_;
  TaskKey last_;
  std::map<std::vector<std::string>, Latest> latest_;
};

}  // namespace

void Inquire(const Kind& kind, std::shared_ptr<const Question> question, const rpc::Client& client,
             const Projection& projection, std::function<void(absl::StatusOr<std::vector<RankedTask>>)> done) {
  std::make_shared<Inquiry>(kind, std::move(question), client, projection, std::move(done))->Start();
}

}  // namespace ocop::gateway
