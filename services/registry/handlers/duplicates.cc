#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "ocop/registry/v1/compliance_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/names.h"
#include "services/registry/errors.h"
#include "services/registry/handlers/producer.h"
#include "services/registry/rules/classification.h"
#include "services/registry/rules/duplicates.h"
#include "services/registry/store/atlas.h"
#include "services/registry/store/producers.h"
#include "services/registry/store/tables.h"
#include "services/roles.h"

namespace ocop::registry {
namespace {

using ocop::journal::v1::JournalEntry;
using resource::Scope;
using v1::CompliancePaper;
using v1::FindDuplicateProducersRequest;
using v1::FindDuplicateProducersResponse;
using v1::MergeProducersRequest;
using v1::MergeProducersResponse;
using v1::Producer;
using v1::Product;
using v1::YearlyFigure;

// What is said of a representative: of one person, whole or not at all.
constexpr const char* kRepresentative[] = {"representative_name", "representative_gender", "representative_position",
                                           "representative_ethnicity", "representative_disabled"};

void ClearField(Producer& producer, const char* field) {
  producer.GetReflection()->ClearField(&producer, Producer::descriptor()->FindFieldByName(field));
}

bool HasRepresentative(const Producer& producer) {
  return std::any_of(std::begin(kRepresentative), std::end(kRepresentative), [&producer](const char* field) {
    return producer.GetReflection()->HasField(producer, Producer::descriptor()->FindFieldByName(field));
  });
}

bool HaveOneRepresentative(const Producer& one, const Producer& other) {
  return !one.representative_name().empty() &&
         text::SpellingKey(one.representative_name()) == text::SpellingKey(other.representative_name());
}

// The later of the days on which two that are one left; unset while either is there.
void SetLeaveDate(const Producer& one, const Producer& other, Producer& merged) {
  merged.clear_leave_date();
  if (!one.has_leave_date() || !other.has_leave_date()) return;
  const bool other_is_later = clock::FromDate(one.leave_date()) < clock::FromDate(other.leave_date());
  *merged.mutable_leave_date() = other_is_later ? other.leave_date() : one.leave_date();
}

constexpr int kUsualDuplicates = 10;
constexpr int kMostDuplicates = 50;

absl::StatusOr<ProducerTraits> TraitsAsked(database::Transaction& transaction,
                                           const FindDuplicateProducersRequest& request) {
  if (!request.producer().empty()) {
    OCOP_ASSIGN_OR_RETURN(const auto read, ProducerTable().Read(transaction, request.producer(), false));
    return TraitsOf(static_cast<const Producer&>(*read));
  }
  ProducerTraits traits = {request.display_name(),        request.tax_code(),
                           request.registration_number(), request.phone_number(),
                           request.representative_name(), request.locality()};
  if (traits.display_name.empty() && traits.tax_code.empty() && traits.registration_number.empty() &&
      traits.phone_number.empty()) {
    return status::InvalidField("display_name",
                                "set the name, a number of the producer, or producer: there is nothing to compare by");
  }
  return traits;
}

absl::StatusOr<FindDuplicateProducersResponse> FindDuplicates(database::Transaction& transaction, const rpc::Call&,
                                                              const FindDuplicateProducersRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireProvince("parent", request.parent()));
  const std::string province = ProvinceCode(request.parent());
  OCOP_ASSIGN_OR_RETURN(const ProducerTraits traits, TraitsAsked(transaction, request));
  OCOP_ASSIGN_OR_RETURN(const Atlas atlas, ReadAtlas(transaction, province));
  const int least = request.minimum_score_percent() == 0 ? kLikelyOnePercent : request.minimum_score_percent();
  const int limit = request.page_size() == 0 ? kUsualDuplicates : std::min(request.page_size(), kMostDuplicates);
  OCOP_ASSIGN_OR_RETURN(std::vector<SuspectedDuplicate> alike,
                        SuspectedDuplicates(transaction, atlas, province, traits, request.producer(), least));
  FindDuplicateProducersResponse response;
  for (auto& [producer, resemblance] : alike) {
    if (response.duplicates_size() == limit) break;
    auto& duplicate = *response.add_duplicates();
    *duplicate.mutable_producer() = std::move(producer);
    duplicate.set_score_percent(resemblance.score_percent);
    for (auto& reason : resemblance.reasons) *duplicate.add_reasons() = std::move(reason);
  }
  return response;
}

// A merger under way: both producers locked, in the order of their names so that two mergers do not wait for each
// other.
class Merger {
 public:
  Merger(const Context& context, Scope& scope, const MergeProducersRequest& request)
      : context_(context), scope_(scope), request_(request) {}

  absl::StatusOr<MergeProducersResponse> Run() {
    if (request_.name() == request_.duplicate()) return status::InvalidField("duplicate", "is the producer itself");
    if (ProvinceCode(request_.name()) != ProvinceCode(request_.duplicate())) {
      return status::InvalidField("duplicate", "must be of the same province");
    }
    OCOP_RETURN_IF_ERROR(LockBoth());
    OCOP_ASSIGN_OR_RETURN(const Belongings belongings, BelongingsOf(scope_.transaction(), duplicate_.name()));
    OCOP_RETURN_IF_ERROR(MoveProducts(belongings.products));
    OCOP_RETURN_IF_ERROR(MovePapers(belongings.papers));
    OCOP_RETURN_IF_ERROR(MoveFigures(belongings.figures));
    OCOP_RETURN_IF_ERROR(LeadOn(belongings.merged));
    OCOP_RETURN_IF_ERROR(End());
    OCOP_RETURN_IF_ERROR(FillIn());
    *response_.mutable_producer() = std::move(producer_);
    *response_.mutable_duplicate() = std::move(duplicate_);
    return std::move(response_);
  }

 private:
  absl::Status Lock(const std::string& name, const std::string& etag, Producer& producer) {
    OCOP_ASSIGN_OR_RETURN(producer, scope_.Read<Producer>(ProducerTable(), name, true));
    if (!producer.merged_into().empty()) return ProducerMerged(name, producer.merged_into());
    if (producer.has_delete_time()) return resource::Deleted(name);
    if (!etag.empty() && etag != producer.etag()) return resource::EtagMismatch(name);
    return absl::OkStatus();
  }

  absl::Status LockBoth() {
    const auto one = [this] { return Lock(request_.name(), request_.etag(), producer_); };
    const auto other = [this] { return Lock(request_.duplicate(), request_.duplicate_etag(), duplicate_); };
    const bool in_order = request_.name() < request_.duplicate();
    OCOP_RETURN_IF_ERROR(in_order ? one() : other());
    return in_order ? other() : one();
  }

  template <class Resource>
  absl::Status Save(const resource::Table& table, Resource& resource) {
    OCOP_RETURN_IF_ERROR(table.Update(scope_.transaction(), resource));
    scope_.Record(table, JournalEntry::ACTION_UPDATE, resource);
    return absl::OkStatus();
  }

  absl::Status MoveProducts(const std::vector<std::string>& names) {
    std::vector<Product> products;
    for (const std::string& name : names) {
      OCOP_ASSIGN_OR_RETURN(products.emplace_back(), scope_.Read<Product>(ProductTable(), name));
    }
    OCOP_RETURN_IF_ERROR(CheckMaker(products));
    for (Product& product : products) {
      product.set_producer(producer_.name());
      OCOP_RETURN_IF_ERROR(Save(ProductTable(), product));
      response_.add_moved(product.name());
    }
    return absl::OkStatus();
  }

  // Article 2.3: a product does not come to a kind of producer that the law does not know for it. Between two of one
  // kind nothing changes.
  absl::Status CheckMaker(const std::vector<Product>& products) const {
    if (producer_.kind() == duplicate_.kind()) return absl::OkStatus();
    status::Violations violations;
    for (const Product& product : products) {
      if (product.has_delete_time()) continue;
      RequireKindOfProducer(*context_.law, scope_.today(), producer_.kind(), product, "duplicate", violations);
    }
    return violations.ToStatus();
  }

  absl::Status MovePapers(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      OCOP_ASSIGN_OR_RETURN(CompliancePaper paper, scope_.Read<CompliancePaper>(CompliancePaperTable(), name));
      paper.set_producer(producer_.name());
      OCOP_RETURN_IF_ERROR(Save(CompliancePaperTable(), paper));
      response_.add_moved(name);
    }
    return absl::OkStatus();
  }

  // A figure has its producer in its name: it is made under the other one, unless that has figures of the year.
  absl::Status MoveFigures(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      OCOP_ASSIGN_OR_RETURN(YearlyFigure figure, scope_.Read<YearlyFigure>(YearlyFigureTable(), name));
      YearlyFigure moved = figure;
      const absl::Status inserted = InsertFigure(LastId(name), moved);
      if (status::ReasonOf(inserted) == "VALUE_ALREADY_TAKEN") {
        response_.add_kept(name);
        continue;
      }
      OCOP_RETURN_IF_ERROR(inserted);
      scope_.Record(YearlyFigureTable(), JournalEntry::ACTION_CREATE, moved);
      OCOP_RETURN_IF_ERROR(YearlyFigureTable().Delete(scope_.transaction(), name));
      scope_.Record(YearlyFigureTable(), JournalEntry::ACTION_DELETE, figure);
      response_.add_moved(moved.name());
    }
    return absl::OkStatus();
  }

  // Under a new id where the other one calls a figure of another year so: the year is what tells two figures apart.
  absl::Status InsertFigure(const std::string& id, YearlyFigure& figure) {
    const auto insert = [this, &figure](const std::string& last) {
      figure.set_name(absl::StrCat(producer_.name(), "/yearlyFigures/", last));
      return scope_.transaction().Attempt([&] { return YearlyFigureTable().Insert(scope_.transaction(), figure); });
    };
    const absl::Status inserted = insert(id);
    if (status::ReasonOf(inserted) != "RESOURCE_ALREADY_EXISTS") return inserted;
    return insert(context_.home.ids.Next(scope_.call().now));
  }

  // What was merged into the duplicate before now leads on to where that leads.
  absl::Status LeadOn(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      OCOP_ASSIGN_OR_RETURN(Producer earlier, scope_.Read<Producer>(ProducerTable(), name));
      earlier.set_merged_into(producer_.name());
      OCOP_RETURN_IF_ERROR(Save(ProducerTable(), earlier));
    }
    return absl::OkStatus();
  }

  // The one that goes on gets what it lacks from the other. The earlier day of joining is when the producer joined.
  absl::Status FillIn() {
    const Producer before = producer_;
    Producer filled = duplicate_;
    for (const char* own : {"name", "create_time", "update_time", "delete_time", "etag", "merged_into", "merge_reason",
                            "warnings", "synthetic", "source"}) {
      ClearField(filled, own);
    }
    // Lists are taken whole or not at all.
    if (producer_.export_markets_size() > 0) filled.clear_export_markets();
    if (HasRepresentative(producer_) && !HaveOneRepresentative(producer_, duplicate_)) {
      for (const char* field : kRepresentative) ClearField(filled, field);
    }
    filled.MergeFrom(producer_);
    SetLeaveDate(producer_, duplicate_, filled);
    if (clock::FromDate(duplicate_.join_date()) < clock::FromDate(producer_.join_date())) {
      *filled.mutable_join_date() = duplicate_.join_date();
    }
    producer_ = std::move(filled);
    if (producer_.cooperative_grade() != Producer::COOPERATIVE_GRADE_UNSPECIFIED &&
        producer_.kind() != Producer::KIND_COOPERATIVE) {
      producer_.clear_cooperative_grade();
    }
    if (producer_.local_worker_count() > producer_.worker_count()) {
      producer_.set_local_worker_count(before.local_worker_count());
    }
    OCOP_RETURN_IF_ERROR(CheckProducer(context_, scope_, &before, producer_));
    return Save(ProducerTable(), producer_);
  }

  absl::Status End() {
    OCOP_RETURN_IF_ERROR(ProducerTable().MarkDeleted(scope_.transaction(), duplicate_, true));
    duplicate_.set_merged_into(producer_.name());
    duplicate_.set_merge_reason(request_.reason());
    OCOP_RETURN_IF_ERROR(ProducerTable().Update(scope_.transaction(), duplicate_));
    scope_.Record(ProducerTable(), JournalEntry::ACTION_DELETE, duplicate_);
    return absl::OkStatus();
  }

  const Context& context_;
  Scope& scope_;
  const MergeProducersRequest& request_;
  Producer producer_, duplicate_;
  MergeProducersResponse response_;
};

absl::StatusOr<MergeProducersResponse> Merge(const Context& context, Scope& scope,
                                             const MergeProducersRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), {kCommuneOfficer, kProvinceOfficer, kAdministrator}));
  return Merger(context, scope, request).Run();
}

}  // namespace

absl::StatusOr<std::vector<SuspectedDuplicate>> SuspectedDuplicates(database::Transaction& transaction,
                                                                    const Atlas& atlas, const std::string& province,
                                                                    const ProducerTraits& traits,
                                                                    const std::string& except, int least) {
  OCOP_ASSIGN_OR_RETURN(std::vector<Producer> candidates, CandidatesFor(transaction, province, traits, except));
  std::vector<SuspectedDuplicate> alike;
  for (Producer& candidate : candidates) {
    Resemblance resemblance = Compare(atlas, traits, TraitsOf(candidate));
    if (resemblance.score_percent >= least) alike.push_back({std::move(candidate), std::move(resemblance)});
  }
  std::stable_sort(alike.begin(), alike.end(), [](const auto& a, const auto& b) {
    return a.resemblance.score_percent > b.resemblance.score_percent;
  });
  return alike;
}

void BindDuplicates(rpc::Service& service, const Context& context) {
  resource::BindRead<FindDuplicateProducersRequest, FindDuplicateProducersResponse>(service, "FindDuplicateProducers",
                                                                                    context.home, FindDuplicates);
  resource::BindWrite<MergeProducersRequest, MergeProducersResponse>(
      service, "MergeProducers", context.home,
      [context](Scope& scope, const MergeProducersRequest& request) { return Merge(context, scope, request); });
}

}  // namespace ocop::registry
