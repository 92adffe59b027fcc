#include "services/salespoints/handlers/trace.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/crypto/sha256.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "common/validation/term.h"
#include "services/names.h"
#include "services/salespoints/errors.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/rules/stars.h"
#include "services/salespoints/rules/trace_key.h"
#include "services/salespoints/store/lots.h"

namespace ocop::salespoints {

using v1::LookUpTraceRequest;
using v1::Lot;
using v1::Trace;

namespace {

// Ids of neighbours can be guessed from one another, their hashes cannot.
uint64_t RandomBits(ids::IdSource& ids, absl::Time now) {
  return std::stoull(crypto::Sha256Hex(ids.Next(now)).substr(0, 15), nullptr, 16);
}

// A look-up: the lot, its product, its producer, the unit, the stars.
class LookUp : public std::enable_shared_from_this<LookUp> {
 public:
  LookUp(const Context& context, const rpc::Call& call, const LookUpTraceRequest& request, rpc::Reply<Trace> reply)
      : context_(context), call_(call), request_(request), reply_(std::move(reply)), today_(clock::Today(call.now)) {}

  void Start() {
    const auto key = ReadTraceKey(request_.code());
    if (!key) {
      return reply_(status::InvalidField(
          "code", "is no trace code and no link with one, or with a GTIN and a lot number (/01/…/10/…)"));
    }
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(call_, reply_),
        [self = shared_from_this(), key = *key](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(const std::optional<Lot> lot, FindLot(transaction, key));
          if (!lot) return TraceUnknown(self->request_.code());
          self->lot_ = *lot;
          OCOP_ASSIGN_OR_RETURN(std::vector<v1::Document> reports, TestReports(transaction, lot->name()));
          for (v1::Document& report : reports) *self->trace_.add_test_reports() = std::move(report);
          return absl::OkStatus();
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->TellLot();
          self->GetProduct();
        });
  }

 private:
  void TellLot() {
    *trace_.mutable_as_of() = clock::ToDate(today_);
    Trace::LotFacts& lot = *trace_.mutable_lot();
    lot.set_lot_number(lot_.lot_number());
    lot.set_gtin(lot_.gtin());
    if (lot_.has_production_date()) *lot.mutable_production_date() = lot_.production_date();
    if (lot_.has_expiry_date()) *lot.mutable_expiry_date() = lot_.expiry_date();
    lot.set_expired(lot_.has_expiry_date() && clock::FromDate(lot_.expiry_date()).value_or(0) < today_);
    lot.set_description(lot_.description());
    if (lot_.has_recall_date()) *lot.mutable_recall_date() = lot_.recall_date();
    lot.set_recall_reason(lot_.recall_reason());
  }

  void GetProduct() {
    context_.peers->GetProducts(call_, {lot_.product()},
                                [self = shared_from_this()](const absl::StatusOr<Peers::Products>& products) {
                                  if (!products.ok()) return self->reply_(products.status());
                                  Trace::ProductFacts& told = *self->trace_.mutable_product();
                                  told.set_name(self->lot_.product());
                                  const auto product = products->find(self->lot_.product());
                                  if (product == products->end()) return self->GetStars();
                                  told.set_display_name(product->second.display_name());
                                  told.set_product_code(product->second.product_code());
                                  told.set_specification(product->second.specification());
                                  self->GetProducer(product->second.producer());
                                });
  }

  void GetProducer(const std::string& name) {
    context_.peers->GetProducers(call_, {name},
                                 [self = shared_from_this(), name](const absl::StatusOr<Peers::Producers>& producers) {
                                   if (!producers.ok()) return self->reply_(producers.status());
                                   Trace::ProducerFacts& told = *self->trace_.mutable_producer();
                                   told.set_name(name);
                                   const auto producer = producers->find(name);
                                   if (producer == producers->end()) return self->GetStars();
                                   told.set_display_name(producer->second.display_name());
                                   self->GetUnit(producer->second.locality());
                                 });
  }

  void GetUnit(const std::string& locality) {
    context_.peers->GetMap(
        call_, ProvinceOf(locality), [self = shared_from_this(), locality](const absl::StatusOr<Maps::Map>& map) {
          if (!map.ok()) return self->reply_(map.status());
          if (const auto* unit = (*map)->Find(locality)) {
            self->trace_.mutable_producer()->set_locality_display_name(unit->full_name().empty() ? unit->display_name()
                                                                                                 : unit->full_name());
          }
          self->GetStars();
        });
  }

  void GetStars() {
    context_.peers->ListRecognitions(call_, {lot_.product()},
                                     [self = shared_from_this()](const absl::StatusOr<Peers::Recognitions>& found) {
                                       if (!found.ok()) return self->reply_(found.status());
                                       const auto recognitions = found->find(self->lot_.product());
                                       if (recognitions != found->end()) self->TellStars(recognitions->second);
                                       self->reply_(self->trace_);
                                     });
  }

  void TellStars(const std::vector<evaluation::v1::Recognition>& recognitions) {
    const auto* current = CurrentRecognition(recognitions, today_);
    if (current == nullptr) return;
    Trace::StarFacts& told = *trace_.mutable_recognition();
    told.set_stars(StarsOn(recognitions, today_));
    told.set_valid_today(IsInForce(*current, today_));
    told.set_certificate_number(current->certificate_number());
    *told.mutable_decision_date() = current->decision_date();
    *told.mutable_expire_date() = current->expire_date();
    if (current->has_revoke_date()) *told.mutable_revoke_date() = current->revoke_date();
    if (trace_.product().product_code().empty()) trace_.mutable_product()->set_product_code(current->product_code());
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const LookUpTraceRequest& request_;
  const rpc::Reply<Trace> reply_;
  const clock::Day today_;
  Lot lot_;
  Trace trace_;
};

}  // namespace

absl::Status CheckLot(const Context& context, const resource::Scope& scope, const Lot* before, Lot& after) {
  status::Violations violations;
  validation::RequireNotBefore(violations, "lot.expiry_date", after.expiry_date(), after.production_date());
  if (after.has_recall_date() != !after.recall_reason().empty()) {
    violations.Add("lot.recall_reason", "goes with recall_date: set both or neither");
  }
  if (before == nullptr && !after.gtin().empty() && !NormalGtin(after.gtin())) {
    const char check = CheckDigitOf(after.gtin()).value_or('?');
    violations.Add("lot.gtin", absl::StrCat("has a wrong check digit: GS1 reckons ", std::string(1, check),
                                            " for the last digit of ", after.gtin()));
  }
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  if (before != nullptr) return absl::OkStatus();
  // The link goes to print: a wrong one stays wrong on every label.
  if (context.label_uri.empty()) return LabelAddressUnknown();
  after.set_trace_code(NewTraceCode(RandomBits(context.home.ids, scope.call().now)));
  after.set_digital_link(DigitalLink(
      context.label_uri, {.trace_code = after.trace_code(), .gtin = after.gtin(), .lot_number = after.lot_number()}));
  return absl::OkStatus();
}

resource::NormalForms LotForms() {
  return {{"gtin", [](const std::string& gtin) { return NormalGtin(gtin).value_or(gtin); }}};
}

void BindTrace(rpc::Service& service, const Context& context) {
  service.BindLater<LookUpTraceRequest, Trace>(
      "LookUpTrace", [context](const rpc::Call& call, const LookUpTraceRequest& request, rpc::Reply<Trace> reply) {
        std::make_shared<LookUp>(context, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::salespoints
