#include "services/registry/rules/law.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "common/textproto/textproto.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::registry {
namespace {

using v1::CycleRules;
using v1::Product;
using v1::ProductCatalogue;

absl::Status InvalidLaw(std::string_view file, const std::string& problem) {
  return status::WithReason(absl::InvalidArgumentError(absl::StrCat(status::View(file), ": ", problem)), "INVALID_LAW",
                            {{"file", std::string(file)}});
}

// The first of `kinds` that is none of producers, or "".
std::string UnknownKind(const google::protobuf::RepeatedPtrField<std::string>& kinds) {
  for (const std::string& kind : kinds) {
    v1::Producer::Kind value = v1::Producer::KIND_UNSPECIFIED;
    if (!v1::Producer::Kind_Parse(kind, &value)) return kind;
  }
  return "";
}

// What is wrong with a catalogue, or "".
std::string Problem(const ProductCatalogue& catalogue) {
  std::set<int> sheets;
  std::set<std::string> sub_groups;
  std::string unknown_kind = UnknownKind(catalogue.producer_kinds());
  for (const auto& group : catalogue.groups()) {
    if (unknown_kind.empty()) unknown_kind = UnknownKind(group.further_producer_kinds());
    Product::Group value = Product::GROUP_UNSPECIFIED;
    if (!Product::Group_Parse(group.product_group(), &value)) {
      return absl::StrCat(group.product_group(), " is no group of products");
    }
    for (const auto& sub_group : group.sub_groups()) {
      if (!sub_groups.insert(sub_group.id()).second)
        return absl::StrCat("sub-group ", sub_group.id(), " is there twice");
      for (const auto& sheet : sub_group.sheets()) {
        if (!sheets.insert(sheet.number()).second) return absl::StrCat("sheet ", sheet.number(), " is there twice");
      }
    }
  }
  if (!unknown_kind.empty()) return absl::StrCat(unknown_kind, " is no kind of producer");
  return sheets.empty() ? "has no sheet" : "";
}

std::string Problem(const CycleRules& rules) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& deadline : rules.deadlines()) {
    Product::State value = Product::STATE_UNSPECIFIED;
    if (!Product::State_Parse(deadline.state(), &value)) return absl::StrCat(deadline.state(), " is no state");
    const int ways = (deadline.days() > 0) + (deadline.year_days_size() > 0) + (deadline.days_before_expiry() > 0);
    if (ways != 1) return absl::StrCat("the deadline of ", deadline.state(), " is set in ", ways, " ways");
    const char* way = deadline.days() > 0 ? "days" : deadline.year_days_size() > 0 ? "year_days" : "days_before_expiry";
    if (!seen.emplace(deadline.state(), way).second) return absl::StrCat(deadline.state(), " has ", way, " twice");
  }
  return "";
}

std::string Problem(const v1::PaperRequirements& requirements) {
  std::set<std::string> ids;
  for (const auto& requirement : requirements.requirements()) {
    if (!ids.insert(requirement.id()).second) return absl::StrCat("requirement ", requirement.id(), " is there twice");
    if (requirement.kinds().empty()) return absl::StrCat("requirement ", requirement.id(), " has no kind of paper");
    for (const std::string& group : requirement.product_groups()) {
      Product::Group value = Product::GROUP_UNSPECIFIED;
      if (!Product::Group_Parse(group, &value)) return absl::StrCat(group, " is no group of products");
    }
  }
  return "";
}

// A topic has one office at most.
std::string Problem(const v1::ResponsibleOffices& offices) {
  std::set<int> topics;
  for (const auto& office : offices.offices()) {
    for (const int topic : office.topics()) {
      if (!topics.insert(topic).second) return absl::StrCat("topic ", topic, " has two offices");
    }
  }
  return offices.route_days() < 1 || offices.answer_days() < 1 ? "needs route_days and answer_days" : "";
}

template <class Message>
absl::Status Take(const Law::File& file, std::map<clock::Day, Message>& taken) {
  Message message;
  if (const absl::Status parsed = textproto::Parse(file.second, message); !parsed.ok()) {
    return InvalidLaw(file.first, std::string(parsed.message()));
  }
  const auto first = clock::FromDate(message.effective_date());
  if (!first || message.id().empty()) return InvalidLaw(file.first, "needs an id and an effective_date");
  if (const std::string problem = Problem(message); !problem.empty()) return InvalidLaw(file.first, problem);
  if (!taken.emplace(*first, std::move(message)).second)
    return InvalidLaw(file.first, "begins on the day of another file");
  return absl::OkStatus();
}

template <class Message>
const Message* InForce(const std::map<clock::Day, Message>& all, clock::Day day) {
  const auto next = all.upper_bound(day);
  return next == all.begin() ? nullptr : &std::prev(next)->second;
}

}  // namespace

absl::StatusOr<Law> Law::Load(const std::vector<File>& files) {
  Law law;
  for (const File& file : files) {
    const absl::string_view name = status::View(file.first);
    if (absl::StartsWith(name, "catalogue-")) {
      OCOP_RETURN_IF_ERROR(Take(file, law.catalogues_));
    } else if (absl::StartsWith(name, "cycle-")) {
      OCOP_RETURN_IF_ERROR(Take(file, law.cycles_));
    } else if (absl::StartsWith(name, "papers-")) {
      OCOP_RETURN_IF_ERROR(Take(file, law.papers_));
    } else if (absl::StartsWith(name, "offices")) {
      if (const absl::Status parsed = textproto::Parse(file.second, law.offices_); !parsed.ok()) {
        return InvalidLaw(file.first, std::string(parsed.message()));
      }
      if (const std::string problem = Problem(law.offices_); !problem.empty()) return InvalidLaw(file.first, problem);
    } else {
      return InvalidLaw(file.first, "is no file of the law: its name begins otherwise");
    }
  }
  // Without one of them the registry would answer as if the law asked for nothing there.
  const std::pair<const char*, bool> parts[] = {{"catalogue-*.txtpb", !law.catalogues_.empty()},
                                                {"cycle-*.txtpb", !law.cycles_.empty()},
                                                {"papers-*.txtpb", !law.papers_.empty()},
                                                {"offices*.txtpb", !law.offices_.offices().empty()}};
  std::vector<std::string> missing;
  for (const auto& [files, there] : parts) {
    if (!there) missing.push_back(files);
  }
  if (!missing.empty()) return InvalidLaw(absl::StrJoin(missing, ", "), "missing");
  return law;
}

absl::StatusOr<Law> Law::LoadFolder(const std::string& folder) {
  const auto contents = textproto::ReadFolder(folder);
  if (!contents.ok()) return InvalidLaw(folder, std::string(contents.status().message()));
  return Load({contents->begin(), contents->end()});
}

const ProductCatalogue* Law::CatalogueOn(clock::Day day) const {
  return InForce(catalogues_, day);
}

const v1::PaperRequirements* Law::PapersOn(clock::Day day) const {
  return InForce(papers_, day);
}

const CycleRules* Law::CycleOn(clock::Day day) const {
  return InForce(cycles_, day);
}

}  // namespace ocop::registry
