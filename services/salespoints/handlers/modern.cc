#include "services/salespoints/handlers/modern.h"

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "services/day_page.h"
#include "services/salespoints/modern/modern_channels.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/store/places.h"

namespace ocop::salespoints {
namespace {

using v1::GetModernChannelRuleRequest;
using v1::ListModernProductsRequest;
using v1::ListModernProductsResponse;
using v1::ModernChannelRule;

absl::StatusOr<ModernChannelRule> RuleOn(const Context& context, const std::string& parent, clock::Day day) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  if (!provinces.Match(parent)) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", provinces.text()));
  }
  return context.modern_channels->On(day);
}

// A page: the rule, the database for the products, the registry for whose they are.
class ModernPage : public std::enable_shared_from_this<ModernPage> {
 public:
  ModernPage(const Context& context, const rpc::Call& call, const ListModernProductsRequest& request,
             rpc::Reply<ListModernProductsResponse> reply)
      : context_(context), call_(call), request_(request), reply_(std::move(reply)) {}

  void Start() {
    const uint64_t query = pagination::Fingerprint({request_.parent(), clock::FormatDate(request_.as_of())});
    auto page = ReadDayPage(request_.page_token(), query, request_.as_of(), clock::Today(call_.now), 1);
    if (!page.ok()) return reply_(page.status());
    page_ = *std::move(page);
    auto rule = RuleOn(context_, request_.parent(), page_.day);
    if (!rule.ok()) return reply_(rule.status());
    *response_.mutable_rule() = *std::move(rule);
    Read(page_.after.empty() ? "" : page_.after.front());
  }

 private:
  void Read(const std::string& after) {
    std::vector<std::string> kinds;
    for (const int kind : response_.rule().kinds()) {
      kinds.push_back(v1::Channel::Kind_Name(static_cast<v1::Channel::Kind>(kind)));
    }
    const int limit = pagination::ClampPageSize(request_.page_size());
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(call_, reply_),
        [self = shared_from_this(), kinds, after, limit](database::Transaction& transaction) {
          auto products =
              ProductsInChannels(transaction, self->request_.parent(), kinds, self->page_.day, after, limit + 1);
          if (products.ok()) self->products_ = *std::move(products);
          return products.status();
        },
        [self = shared_from_this(), limit](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->GetProducts(static_cast<size_t>(limit));
        });
  }

  void GetProducts(size_t limit) {
    if (products_.size() > limit) {
      products_.resize(limit);
      response_.set_next_page_token(page_.TokenAfter({products_.back().product}));
    }
    std::vector<std::string> names;
    for (const ProductInChannels& product : products_) names.push_back(product.product);
    context_.peers->GetProducts(call_, names,
                                [self = shared_from_this()](const absl::StatusOr<Peers::Products>& known) {
                                  if (!known.ok()) return self->reply_(known.status());
                                  self->Answer(*known);
                                });
  }

  void Answer(const Peers::Products& known) {
    for (const ProductInChannels& product : products_) {
      auto& told = *response_.add_modern_products();
      told.set_product(product.product);
      for (const std::string& channel : product.channels) {
        told.add_channels(absl::StrCat(request_.parent(), "/channels/", channel));
      }
      const auto found = known.find(product.product);
      if (found == known.end()) continue;
      told.set_display_name(found->second.display_name());
      told.set_producer(found->second.producer());
    }
    reply_(response_);
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ListModernProductsRequest& request_;
  const rpc::Reply<ListModernProductsResponse> reply_;
  DayPage page_;
  std::vector<ProductInChannels> products_;
  ListModernProductsResponse response_;
};

}  // namespace

void BindModernRule(rpc::Service& service, const Context& context) {
  service.Bind<GetModernChannelRuleRequest, ModernChannelRule>(
      "GetModernChannelRule", [context](const rpc::Call& call, const GetModernChannelRuleRequest& request) {
        return RuleOn(context, request.parent(), clock::FromDate(request.as_of()).value_or(clock::Today(call.now)));
      });
}

void BindModernProducts(rpc::Service& service, const Context& context) {
  service.BindLater<ListModernProductsRequest, ListModernProductsResponse>(
      "ListModernProducts", [context](const rpc::Call& call, const ListModernProductsRequest& request,
                                      rpc::Reply<ListModernProductsResponse> reply) {
        std::make_shared<ModernPage>(context, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::salespoints
