#include "services/gateway/handlers/report.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"
#include "services/gateway/handlers/indicator_errors.h"
#include "services/gateway/handlers/indicator_query.h"
#include "services/gateway/indicators/definitions.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

using indicators::v1::FreezeReportRequest;
using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;
using indicators::v1::Report;
using indicators::v1::ReportContent;
using indicators::v1::ReportDifference;
using indicators::v1::ReportList;
using indicators::v1::ReportRedefinition;
using indicators::v1::ReportUnit;
using indicators::v1::Source;
using indicators::v1::VerifyReportResponse;

constexpr size_t kMostValuesOfReport = 10'000;
// A message of 4 MiB is what every server of the suite takes. In JSON a report is a third longer, for which the edge
// has room.
constexpr size_t kMostBytesOfReport = 4'000'000;
// A list of more units is told by its hash.
constexpr size_t kMostUnitsOfList = 1000;
// And once a report has named so many, every further list.
constexpr size_t kMostUnits = 20'000;

struct ReportPeriod {
  clock::Day first, last;
};

absl::StatusOr<ReportPeriod> PeriodOf(const FreezeReportRequest& request) {
  const auto first = ReadDay(request.first_day(), "first_day"), last = ReadDay(request.last_day(), "last_day");
  status::Refusals refusals;
  refusals.Take(first.status());
  refusals.Take(last.status());
  // The values that the period opens with are of the day before.
  if (first.ok() && !clock::FromDate(clock::ToDate(*first - 1))) {
    refusals.Take(status::InvalidField("first_day", "is the first of all days: there is none before it"));
  }
  if (first.ok() && last.ok() && *last < *first) {
    refusals.Take(status::InvalidField("last_day", "lies before first_day"));
  }
  OCOP_RETURN_IF_ERROR(refusals.ToStatus());
  return ReportPeriod{*first, *last};
}

// Indicators of the report: those asked for, or all. None that is still being worked out is left out silently.
absl::StatusOr<std::vector<size_t>> IndicatorsOf(const FreezeReportRequest& request, const Figures& figures) {
  if (request.indicators().empty()) {
    for (size_t place : figures.definitions().Listed()) {
      if (figures.Computed(place)) continue;
      return IndicatorComputing(absl::StrCat(request.parent(), "/", figures.definitions()[place].indicator().name()));
    }
  }
  return FindIndicators(figures, request.parent(), request.indicators());
}

// Localities of the report: those asked for, or the province and what lies right below it.
absl::StatusOr<std::vector<Id<Locality>>> LocalitiesOf(const FreezeReportRequest& request, const Figures& figures,
                                                       clock::Day day) {
  std::vector<Id<Locality>> found;
  for (int i = 0; i < request.localities_size(); ++i) {
    OCOP_ASSIGN_OR_RETURN(const Id<Locality> locality, FindLocality(figures, request.parent(), request.localities(i),
                                                                    day, Indexed("localities", i)));
    found.push_back(locality);
  }
  if (!found.empty()) return found;
  OCOP_ASSIGN_OR_RETURN(const Id<Locality> province, FindLocality(figures, request.parent(), "", day, "parent"));
  const auto& localities = figures.world().localities;
  for (Id<Locality> id : localities[province].links.children) {
    if (localities.Has(id) && localities[id].valid.Contain(day)) found.push_back(id);
  }
  // Links come in the order of arrival; a report's order may not depend on it.
  std::sort(found.begin(), found.end(),
            [&](Id<Locality> a, Id<Locality> b) { return localities.NameOf(a) < localities.NameOf(b); });
  found.insert(found.begin(), province);
  return found;
}

ReportList ListOf(const Figures& figures, const UnitQuery& query, size_t& units_left) {
  ReportList list;
  crypto::Sha256 hash;
  const std::vector<UnitStanding> standings = figures.Standings(query);
  const bool named = standings.size() <= std::min(kMostUnitsOfList, units_left);
  for (const UnitStanding& standing : standings) {
    const bool in_numerator = (standing.roles & kInNumerator) != 0;
    hash.Update(absl::StrCat(standing.name, in_numerator ? " 1 " : " 0 ", standing.amount, "\n"));
    if (!named) continue;
    ReportUnit& unit = *list.add_units();
    unit.set_unit(standing.name);
    unit.set_in_numerator(in_numerator);
    unit.set_amount(standing.amount);
  }
  units_left -= static_cast<size_t>(list.units_size());
  list.set_unit_count(static_cast<int64_t>(standings.size()));
  list.set_sha256(hash.Hex());
  return list;
}

IndicatorValue ValueOf(const Picture& picture, const std::string& parent, size_t place, Id<Locality> locality,
                       clock::Day day) {
  IndicatorValue value;
  ValuesOfDay(picture, parent, locality, day).Fill(place, value);
  return value;
}

// As a report tells it. Since none is made of what was not current, it need not say so.
IndicatorValue WithoutFreshness(IndicatorValue value) {
  if (value.freshness() != IndicatorValue::FRESHNESS_MISSING) value.clear_freshness();
  return value;
}

// A figure that is frozen stands in print for years: it is not made of what was old when it was asked for. Of the past,
// what had not been read by then is missing by the question itself.
absl::Status CheckCurrent(const Picture& picture, const std::vector<size_t>& places) {
  for (Service service : kAllServices) {
    const Source& source = picture.sources[static_cast<size_t>(service)];
    const bool usable = picture.past ? source.state() != Source::STATE_DOWN : source.state() == Source::STATE_LIVE;
    if (usable) continue;
    for (size_t place : places) {
      if (!picture.figures.IsMadeOf(place, service)) continue;
      return picture.past ? PastNotCurrent(source.service()) : SourceNotCurrent(source.service());
    }
  }
  return absl::OkStatus();
}

// Of a value that is missing there is no list either.
ReportList ListBehind(const Figures& figures, const IndicatorValue& value, const UnitQuery& query, size_t& units_left) {
  if (value.freshness() == IndicatorValue::FRESHNESS_MISSING) return {};
  return ListOf(figures, query, units_left);
}

// By what it is made again: the time that was asked for, or the positions.
void AddMoment(const FreezeReportRequest& request, const Picture& picture, ReportContent& content) {
  if (request.known_at().has_time()) {
    *content.mutable_known_time() = request.known_at().time();
    return;
  }
  for (const auto& source : picture.sources) {
    if (source.position().empty()) continue;
    auto& position = *content.add_positions();
    position.set_service(source.service());
    position.set_position(source.position());
  }
}

}  // namespace

absl::StatusOr<ReportContent> MakeReport(const FreezeReportRequest& request, const Picture& picture) {
  const Figures& figures = picture.figures;
  OCOP_ASSIGN_OR_RETURN(const ReportPeriod period, PeriodOf(request));
  OCOP_ASSIGN_OR_RETURN(const std::vector<size_t> places, IndicatorsOf(request, figures));
  OCOP_ASSIGN_OR_RETURN(const std::vector<Id<Locality>> localities, LocalitiesOf(request, figures, period.last));
  OCOP_RETURN_IF_ERROR(CheckCurrent(picture, places));
  const size_t asked = places.size() * localities.size();
  if (asked > kMostValuesOfReport) return TooManyValues(asked, kMostValuesOfReport);

  ReportContent content;
  content.set_parent(request.parent());
  content.set_title(request.title());
  *content.mutable_first_day() = request.first_day();
  *content.mutable_last_day() = request.last_day();
  for (size_t place : places) {
    *content.add_indicators() = ToIndicator(figures, place, request.parent());
    content.mutable_indicators()->rbegin()->clear_state();
  }
  size_t units_left = kMostUnits;
  for (Id<Locality> locality : localities) {
    for (size_t place : places) {
      const IndicatorValue value = ValueOf(picture, request.parent(), place, locality, period.last);
      *content.add_values() = WithoutFreshness(value);
      *content.add_opening_values() =
          WithoutFreshness(ValueOf(picture, request.parent(), place, locality, period.first - 1));
      *content.add_lists() = ListBehind(
          figures, value, {.indicator = place, .locality = locality, .day = period.last, .after = {}}, units_left);
    }
  }
  AddMoment(request, picture, content);
  return content;
}

std::string SerialiseReport(const ReportContent& content) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    content.SerializeToCodedStream(&coded);
  }
  return bytes;
}

absl::StatusOr<Report> SignReport(const ReportContent& content, const crypto::Signer& signer) {
  Report report;
  report.set_content(SerialiseReport(content));
  if (report.content().size() > kMostBytesOfReport) {
    return ReportTooLarge(report.content().size(), kMostBytesOfReport);
  }
  report.set_sha256(crypto::Sha256Hex(report.content()));
  report.set_signature(signer.Sign(report.content()));
  report.set_signing_key_sha256(signer.KeyName());
  return report;
}

FreezeReportRequest QuestionOf(const ReportContent& content) {
  FreezeReportRequest question;
  question.set_parent(content.parent());
  question.set_title(content.title());
  *question.mutable_first_day() = content.first_day();
  *question.mutable_last_day() = content.last_day();
  for (const auto& indicator : content.indicators()) question.add_indicators(indicator.name());
  // Values come by locality, then indicator.
  const int step = std::max(1, content.indicators_size());
  for (int i = 0; i < content.values_size(); i += step) question.add_localities(content.values(i).locality());
  if (content.has_known_time()) {
    *question.mutable_known_at()->mutable_time() = content.known_time();
  } else {
    *question.mutable_known_at()->mutable_positions() = content.positions();
  }
  return question;
}

absl::StatusOr<ReportContent> MakeAgain(const ReportContent& content, const Picture& picture) {
  OCOP_ASSIGN_OR_RETURN(ReportContent again, MakeReport(QuestionOf(content), picture));
  // In the order of the content, which the question names; all there are, of a content that names none.
  for (int i = 0; i < std::min(again.indicators_size(), content.indicators_size()); ++i) {
    const Indicator& frozen = content.indicators(i);
    const Indicator& now = again.indicators(i);
    // The words of a province's own are known as they were then.
    const bool reworded = now.origin() == Indicator::ORIGIN_BUILT_IN && CountAlike(frozen, now);
    if (reworded) *again.mutable_indicators(i) = frozen;
  }
  return again;
}

std::vector<ReportRedefinition> RedefinitionsOf(const ReportContent& content, const Picture& picture) {
  std::vector<ReportRedefinition> redefinitions;
  for (const Indicator& frozen : content.indicators()) {
    absl::StatusOr<Indicator> current = ReadIndicator(picture.figures, frozen.name(), "");
    if (current.ok()) current->clear_state();
    if (current.ok() && current->SerializeAsString() == frozen.SerializeAsString()) continue;
    ReportRedefinition& redefinition = redefinitions.emplace_back();
    *redefinition.mutable_frozen() = frozen;
    redefinition.set_counts_otherwise(!current.ok() || !CountAlike(frozen, *current));
    if (current.ok()) *redefinition.mutable_current() = *std::move(current);
  }
  return redefinitions;
}

namespace {

// What is known otherwise of a frozen value, and of the list behind it where the report has one.
std::optional<ReportDifference> DifferenceOf(const ReportContent& content, const IndicatorValue& frozen,
                                             const ReportList* list, const Picture& picture) {
  ReportDifference difference;
  *difference.mutable_frozen() = frozen;
  const auto indicator = FindComputed(picture.figures, frozen.indicator(), "");
  const auto day = ReadDay(frozen.as_of(), "");
  const Id<Locality> locality = picture.figures.world().localities.Find(frozen.locality());
  if (!indicator.ok() || !day.ok() || !locality) return difference;
  const IndicatorValue current = ValueOf(picture, content.parent(), indicator->place, locality, *day);
  if (list != nullptr) {
    size_t none_by_name = 0;
    const ReportList now =
        ListBehind(picture.figures, current,
                   {.indicator = indicator->place, .locality = locality, .day = *day, .after = {}}, none_by_name);
    difference.set_list_changed(now.sha256() != list->sha256());
  }
  if (!difference.list_changed() && WithoutFreshness(current).SerializeAsString() == frozen.SerializeAsString()) {
    return std::nullopt;
  }
  *difference.mutable_current() = current;
  return difference;
}

}  // namespace

std::vector<ReportDifference> DifferencesOf(const ReportContent& content, const Picture& picture) {
  std::vector<ReportDifference> differences;
  const auto compare = [&](const IndicatorValue& frozen, const ReportList* list) {
    if (auto difference = DifferenceOf(content, frozen, list, picture)) differences.push_back(*std::move(difference));
  };
  for (const IndicatorValue& opening : content.opening_values()) compare(opening, nullptr);
  for (int i = 0; i < content.values_size(); ++i) {
    compare(content.values(i), i < content.lists_size() ? &content.lists(i) : nullptr);
  }
  return differences;
}

VerifyReportResponse::Signature SignatureOf(const Report& report, const crypto::Signer* signer) {
  if (report.sha256() != crypto::Sha256Hex(report.content()) || report.signature().empty()) {
    return VerifyReportResponse::SIGNATURE_INVALID;
  }
  if (signer == nullptr) return VerifyReportResponse::SIGNATURE_KEY_UNKNOWN;
  if (signer->Verify(report.content(), report.signature())) return VerifyReportResponse::SIGNATURE_VALID;
  return signer->Knows(report.signing_key_sha256()) ? VerifyReportResponse::SIGNATURE_INVALID
                                                    : VerifyReportResponse::SIGNATURE_KEY_UNKNOWN;
}

absl::StatusOr<ReportContent> ReadReport(const Report& report) {
  ReportContent content;
  const bool readable = content.ParseFromString(report.content()) &&
                        (content.positions_size() > 0 || content.has_known_time()) &&
                        ProvinceOf(content.parent()) == content.parent() &&
                        std::max({content.values_size(), content.opening_values_size(), content.lists_size()}) <=
                            static_cast<int>(kMostValuesOfReport);
  if (readable) return content;
  return status::WithReason(absl::InvalidArgumentError("the content is not that of a frozen report"),
                            "UNREADABLE_REPORT");
}

absl::Status NoSigningKey() {
  return status::WithReason(
      absl::FailedPreconditionError("the gateway has no key to sign reports with; start it with --signing-certificate "
                                    "and --signing-key"),
      "NO_SIGNING_KEY");
}

}  // namespace ocop::gateway
