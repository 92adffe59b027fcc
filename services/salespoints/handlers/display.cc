#include <functional>

#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/status/status.h"
#include "services/day_page.h"
#include "services/names.h"
#include "services/salespoints/conditions/condition_sets.h"
#include "services/salespoints/handlers/sales_point.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/rules/apart.h"
#include "services/salespoints/rules/stars.h"
#include "services/salespoints/store/places.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using Displayed = v1::ListDisplayedProductsResponse::DisplayedProduct;
using v1::GetSalesPointConditionsRequest;
using v1::ListDisplayedProductsRequest;
using v1::ListDisplayedProductsResponse;
using v1::SalesPoint;
using v1::SalesPointConditions;

// A point with products on display there, and all that the other services say of them.
struct Shelf {
  SalesPoint point;
  clock::Day as_of;
  std::vector<v1::Listing> listings;
  Peers::Products products;
  Peers::Producers producers;
  Peers::Recognitions recognitions;
  Maps::Map map;

  Displayed Describe(const v1::Listing& listing) const;
};

Displayed Shelf::Describe(const v1::Listing& listing) const {
  Displayed told;
  told.set_listing(listing.name());
  told.set_product(listing.product());
  *told.mutable_start_date() = listing.start_date();
  if (listing.has_end_date()) *told.mutable_end_date() = listing.end_date();
  const auto recognised = recognitions.find(listing.product());
  if (recognised != recognitions.end()) told.set_stars(StarsOn(recognised->second, as_of));
  const auto product = products.find(listing.product());
  if (product == products.end()) return told;
  told.set_display_name(product->second.display_name());
  told.set_producer(product->second.producer());
  const auto producer = producers.find(told.producer());
  if (producer == producers.end()) return told;
  told.set_locality(producer->second.locality());
  told.set_from_other_locality(AreApart(*map, point.locality(), told.locality(), as_of));
  return told;
}

// Fills a shelf: the database, then the registry for products, producers and units, then evaluation.
class Filling : public std::enable_shared_from_this<Filling> {
 public:
  using Then = std::function<void(absl::StatusOr<Shelf>)>;

  Filling(const Context& context, const rpc::Call& call, Then then)
      : context_(context), call_(call), then_(std::move(then)) {}

  void Start(const std::string& name, clock::Day as_of, const std::string& after, int limit) {
    shelf_.as_of = as_of;
    context_.home.database.Read(
        database::Isolation::kAutoCommit, call_.deadline,
        [self = shared_from_this(), name, after, limit](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(const auto point, SalesPointTable().Read(transaction, name, false));
          self->shelf_.point = static_cast<const SalesPoint&>(*point);
          OCOP_ASSIGN_OR_RETURN(self->shelf_.listings, OnDisplay(transaction, name, self->shelf_.as_of, after, limit));
          return absl::OkStatus();
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->then_(status);
          self->GetProducts();
        });
  }

 private:
  std::vector<std::string> ProductNames() const {
    std::vector<std::string> names;
    for (const v1::Listing& listing : shelf_.listings) names.push_back(listing.product());
    return names;
  }

  // Keeps an answer and goes on, or ends with the refusal.
  template <class Value>
  std::function<void(absl::StatusOr<Value>)> Keep(Value Shelf::*place, void (Filling::*next)()) {
    return [self = shared_from_this(), place, next](absl::StatusOr<Value> value) {
      if (!value.ok()) return self->then_(value.status());
      self->shelf_.*place = *std::move(value);
      (self.get()->*next)();
    };
  }

  void GetProducts() {
    context_.peers->GetProducts(call_, ProductNames(), Keep(&Shelf::products, &Filling::GetProducers));
  }
  void GetProducers() {
    std::vector<std::string> names;
    for (const auto& [name, product] : shelf_.products) names.push_back(product.producer());
    context_.peers->GetProducers(call_, names, Keep(&Shelf::producers, &Filling::GetMap));
  }
  void GetMap() {
    context_.peers->GetMap(call_, ProvinceOf(shelf_.point.name()), Keep(&Shelf::map, &Filling::GetRecognitions));
  }
  void GetRecognitions() {
    context_.peers->ListRecognitions(call_, ProductNames(), Keep(&Shelf::recognitions, &Filling::Finish));
  }
  void Finish() { then_(std::move(shelf_)); }

  const Context context_;
  const rpc::Call& call_;
  const Then then_;
  Shelf shelf_;
};

void ListDisplayed(const Context& context, const rpc::Call& call, const ListDisplayedProductsRequest& request,
                   const rpc::Reply<ListDisplayedProductsResponse>& reply) {
  const uint64_t query = pagination::Fingerprint({request.name(), clock::FormatDate(request.as_of())});
  const auto page = ReadDayPage(request.page_token(), query, request.as_of(), clock::Today(call.now), 1);
  if (!page.ok()) return reply(page.status());
  const int limit = pagination::ClampPageSize(request.page_size());
  std::make_shared<Filling>(context, call, [reply, page = *page, limit](absl::StatusOr<Shelf> shelf) {
    if (!shelf.ok()) return reply(shelf.status());
    ListDisplayedProductsResponse response;
    if (shelf->listings.size() > static_cast<size_t>(limit)) {
      shelf->listings.resize(static_cast<size_t>(limit));
      response.set_next_page_token(page.TokenAfter({LastId(shelf->listings.back().name())}));
    }
    for (const v1::Listing& listing : shelf->listings) {
      *response.add_displayed_products() = shelf->Describe(listing);
    }
    reply(response);
  })->Start(request.name(), page->day, page->after.empty() ? "" : page->after.front(), limit + 1);
}

SalesPointConditions::Facts FactsOf(const Shelf& shelf) {
  SalesPointConditions::Facts facts;
  const SalesPoint& point = shelf.point;
  facts.set_place_kind(point.place_kind());
  facts.set_area_m2(point.area_m2());
  facts.set_sign_displayed(point.sign_displayed());
  facts.set_prices_listed(point.prices_listed());
  facts.set_hours_stated(!point.opening_hours().empty());
  facts.set_manager_named(!point.manager().empty());
  facts.set_open(clock::FromDate(point.opening_date()).value_or(0) <= shelf.as_of &&
                 (!point.has_closing_date() || clock::FromDate(point.closing_date()).value_or(0) >= shelf.as_of));
  std::map<std::string, Displayed> products;
  for (const v1::Listing& listing : shelf.listings) products[listing.product()] = shelf.Describe(listing);
  facts.set_product_count(static_cast<int32_t>(products.size()));
  for (const auto& [name, product] : products) {
    if (product.stars() > 0) facts.set_starred_product_count(facts.starred_product_count() + 1);
    if (product.from_other_locality()) {
      facts.set_other_locality_product_count(facts.other_locality_product_count() + 1);
    }
  }
  return facts;
}

// No point has more on display.
constexpr int kAllListings = 100000;

}  // namespace

void BindDisplay(rpc::Service& service, const Context& context) {
  service.BindLater<ListDisplayedProductsRequest, ListDisplayedProductsResponse>(
      "ListDisplayedProducts",
      [context](const rpc::Call& call, const ListDisplayedProductsRequest& request,
                rpc::Reply<ListDisplayedProductsResponse> reply) { ListDisplayed(context, call, request, reply); });
  service.BindLater<GetSalesPointConditionsRequest, SalesPointConditions>(
      "GetSalesPointConditions", [context](const rpc::Call& call, const GetSalesPointConditionsRequest& request,
                                           rpc::Reply<SalesPointConditions> reply) {
        std::make_shared<Filling>(context, call, [context, reply](const absl::StatusOr<Shelf>& shelf) {
          if (!shelf.ok()) return reply(shelf.status());
          reply(context.condition_sets->Test(FactsOf(*shelf), shelf->as_of));
        })->Start(request.name(), clock::FromDate(request.as_of()).value_or(clock::Today(call.now)), "", kAllListings);
      });
}

}  // namespace ocop::salespoints
