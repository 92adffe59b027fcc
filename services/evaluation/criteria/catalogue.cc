#include "services/evaluation/criteria/catalogue.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "services/evaluation/criteria/check.h"

namespace ocop::evaluation {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;
using v1::CriteriaSet;
using v1::ScoreSheet;

constexpr char kCalendarFile[] = "calendar.txtpb";

clock::Day EffectiveDay(const CriteriaSet& set) {
  return clock::FromDate(set.effective_date()).value_or(0);
}

// The English texts are ours, and judge nothing.
void ClearEnglish(Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const auto* field : set) {
    if (field->name().ends_with("_en")) {
      reflection.ClearField(&message, field);
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) ClearEnglish(*reflection.MutableMessage(&message, field));
      for (int i = 0; field->is_repeated() && i < reflection.FieldSize(message, field); ++i) {
        ClearEnglish(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    }
  }
}

// What a file says, for the hash. Dossiers under way are refused once it changes, so nothing may change it that judges
// nobody: a comment, a broken line, an English text, a field's name. Hence the wire form, which knows fields by their
// numbers. Protobuf promises no two builds the same bytes; it differs where there are maps and unknown fields, and a
// file can have neither. All else is written in the order of the numbers.
template <class Content>
std::string Said(Content message) {
  ClearEnglish(message);
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// How many sheets it has judges nobody.
std::string SaidOfSet(CriteriaSet set) {
  set.clear_sheet_count();
  return Said(std::move(set));
}

// Gathers what is wrong with all files.
class Loader : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber, const std::string& message) override {
    Report(line + 1, message);
  }

  // A sheet's file ends in its number.
  static bool IsSheet(std::string_view file) {
    const size_t dash = file.rfind('-');
    return dash != std::string_view::npos && file.size() - dash == sizeof("-01.txtpb") - 1;
  }

  void Read(const File& file) {
    file_ = std::string(file.first);
    if (file.first == kCalendarFile) {
      has_calendar_ = true;
      Locations locations;
      if (Parse(file.second, calendar_, locations)) CheckCalendar(calendar_, locations, Reporter());
    } else if (IsSheet(file.first)) {
      auto& [sheet, locations] = sheets_[file_];
      Parse(file.second, sheet, locations);
    } else {
      auto& [set, locations] = sets_[file_];
      if (Parse(file.second, set, locations)) CheckSet(set, locations, Reporter());
    }
  }

  // Once all are read.
  void CheckSheets() {
    for (auto& [file, read] : sheets_) {
      file_ = file;
      const std::string set_name = read.first.name().substr(0, read.first.name().find("/scoreSheets/"));
      const CriteriaSet* set = FindSet(set_name);
      if (set == nullptr) {
        Report(1, absl::StrCat("no file holds its criteria set ", set_name));
      } else {
        CheckSheet(read.first, *set, read.second, Reporter());
        read.first.set_sha256(crypto::Sha256Hex(Said(read.first) + SaidOfSet(*set)));
      }
      if (!names_.insert(read.first.name()).second) Report(1, absl::StrCat(read.first.name(), " is there twice"));
    }
    if (sets_.empty()) problems_.push_back("there is no criteria set");
    for (const auto& [file, read] : sets_) CheckComplete(file, read.first);
    // Without it every public holiday would count as a working day.
    if (!has_calendar_) problems_.push_back(absl::StrCat(kCalendarFile, " is missing"));
  }

  absl::Status status() const {
    if (problems_.empty()) return absl::OkStatus();
    return status::WithReason(
        absl::InvalidArgumentError(absl::StrCat("the criteria do not hold: ", absl::StrJoin(problems_, "; "))),
        "INVALID_CRITERIA");
  }

  const v1::WorkCalendar& calendar() const { return calendar_; }

  std::vector<CriteriaSet> TakeSets() {
    std::vector<CriteriaSet> sets;
    for (auto& [file, read] : sets_) sets.push_back(std::move(read.first));
    std::sort(sets.begin(), sets.end(),
              [](const CriteriaSet& a, const CriteriaSet& b) { return EffectiveDay(a) < EffectiveDay(b); });
    return sets;
  }

  std::vector<Sheet> TakeSheets() {
    std::vector<Sheet> sheets;
    for (auto& [file, read] : sheets_) sheets.emplace_back(std::move(read.first));
    return sheets;
  }

 private:
  bool Parse(std::string_view content, Message& message, Locations& locations) {
    TextFormat::Parser parser;
    parser.RecordErrorsTo(this);
    parser.WriteLocationsTo(&locations);
    return parser.ParseFromString(std::string(content), &message);
  }

  void CheckComplete(const std::string& file, const CriteriaSet& set) {
    if (set.sheet_count() <= 0) return;  // Reported already.
    std::set<int> numbers;
    for (const auto& [sheet_file, read] : sheets_) {
      if (read.first.name().starts_with(set.name() + "/")) numbers.insert(read.first.number());
    }
    file_ = file;
    for (int number = 1; number <= set.sheet_count(); ++number) {
      if (numbers.erase(number) == 0) Report(1, absl::StrCat("score sheet ", number, " is missing"));
    }
    for (const int number : numbers) Report(1, absl::StrCat("score sheet ", number, " is one more than it has"));
  }

  const CriteriaSet* FindSet(const std::string& name) const {
    for (const auto& [file, read] : sets_) {
      if (read.first.name() == name) return &read.first;
    }
    return nullptr;
  }

  void Report(int line, const std::string& problem) {
    problems_.push_back(absl::StrCat(file_, ":", line, ": ", problem));
  }
  evaluation::Report Reporter() {
    return [this](int line, const std::string& problem) { Report(line, problem); };
  }

  std::string file_;
  bool has_calendar_ = false;
  v1::WorkCalendar calendar_;
  std::map<std::string, std::pair<CriteriaSet, Locations>> sets_;
  std::map<std::string, std::pair<ScoreSheet, Locations>> sheets_;
  std::set<std::string> names_;
  std::vector<std::string> problems_;
};

}  // namespace

absl::StatusOr<Catalogue> Catalogue::Load(const std::vector<File>& files) {
  Loader loader;
  for (const File& file : files) loader.Read(file);
  loader.CheckSheets();
  OCOP_RETURN_IF_ERROR(loader.status());
  Catalogue catalogue;
  catalogue.sets_ = loader.TakeSets();
  for (size_t i = 0; i + 1 < catalogue.sets_.size(); ++i) {
    if (EffectiveDay(catalogue.sets_[i]) == EffectiveDay(catalogue.sets_[i + 1])) {
      return status::WithReason(
          absl::InvalidArgumentError(absl::StrCat(catalogue.sets_[i].name(), " and ", catalogue.sets_[i + 1].name(),
                                                  " come into force on the same day")),
          "INVALID_CRITERIA");
    }
  }
  catalogue.sheets_ = loader.TakeSheets();
  for (size_t i = 0; i < catalogue.sheets_.size(); ++i) catalogue.sheet_by_name_[catalogue.sheets_[i].name()] = i;
  catalogue.working_days_ = WorkingDays(loader.calendar());
  catalogue.programme_start_ = clock::FromDate(loader.calendar().programme_start_date());
  return catalogue;
}

absl::StatusOr<Catalogue> Catalogue::LoadFolder(const std::string& folder) {
  const auto contents = textproto::ReadFolder(folder);
  if (!contents.ok()) return status::WithReason(contents.status(), "INVALID_CRITERIA");
  return Load({contents->begin(), contents->end()});
}

const CriteriaSet* Catalogue::FindSet(std::string_view name) const {
  for (const CriteriaSet& set : sets_) {
    if (set.name() == name) return &set;
  }
  return nullptr;
}

const Sheet* Catalogue::FindSheet(std::string_view name) const {
  const auto found = sheet_by_name_.find(std::string(name));
  return found == sheet_by_name_.end() ? nullptr : &sheets_[found->second];
}

const CriteriaSet* Catalogue::SetOn(clock::Day day) const {
  const CriteriaSet* found = nullptr;
  for (const CriteriaSet& set : sets_) {
    if (EffectiveDay(set) <= day) found = &set;
  }
  return found;
}

const Sheet* Catalogue::FindSheet(const CriteriaSet& set, int number) const {
  for (const Sheet& sheet : sheets_) {
    if (sheet.criteria_set() == set.name() && sheet.message().number() == number) return &sheet;
  }
  return nullptr;
}

const CriteriaSet* Catalogue::Successor(const CriteriaSet& set) const {
  for (size_t i = 0; i + 1 < sets_.size(); ++i) {
    if (sets_[i].name() == set.name()) return &sets_[i + 1];
  }
  return nullptr;
}

}  // namespace ocop::evaluation
