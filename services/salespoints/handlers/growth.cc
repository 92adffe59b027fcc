#include <map>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/store/reports.h"

namespace ocop::salespoints {
namespace {

using Growth = v1::ListSalesGrowthResponse::Growth;
using v1::ListMissingBaselinesRequest;
using v1::ListMissingBaselinesResponse;
using v1::ListSalesGrowthRequest;
using v1::ListSalesGrowthResponse;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min() + 1;

int64_t Held(absl::int128 sum) {
  return static_cast<int64_t>(sum > kMost ? absl::int128(kMost) : sum < kLeast ? absl::int128(kLeast) : sum);
}

int64_t Plus(int64_t a, int64_t b) {
  return Held(absl::int128(a) + b);
}

Days YearTo(int32_t year, int32_t month) {
  const absl::CivilMonth last(year, month == 0 ? 12 : month);
  return {clock::ToDay(year, 1, 1), clock::ToDay(absl::CivilDay(last + 1) - 1)};
}

Comparison ComparisonOf(const ListSalesGrowthRequest& request) {
  Comparison comparison{.time = YearTo(request.year(), request.through_month()),
                        .base_time = std::nullopt,
                        .to_same_month = request.through_month() != 0};
  if (request.comparison() == ListSalesGrowthRequest::COMPARISON_PREVIOUS_YEAR) {
    comparison.base_time = YearTo(request.year() - 1, request.through_month());
  }
  return comparison;
}

void Add(const ProductSales& product, Growth& growth) {
  if (!product.base) return growth.add_products_without_base(product.product);
  growth.set_product_count(growth.product_count() + 1);
  growth.set_revenue_vnd(Plus(growth.revenue_vnd(), product.sales.revenue_vnd));
  growth.set_base_revenue_vnd(Plus(growth.base_revenue_vnd(), product.base->revenue_vnd));
  if (!product.base->profit_vnd) return growth.add_products_without_base_profit(product.product);
  growth.set_profit_vnd(Plus(growth.profit_vnd(), product.sales.profit_vnd));
  growth.set_base_profit_vnd(Plus(growth.base_profit_vnd(), *product.base->profit_vnd));
}

std::optional<int64_t> BasisPoints(int64_t value, int64_t base) {
  if (base <= 0) return std::nullopt;
  return Held((absl::int128(value) - base) * 10000 / base);
}

void Conclude(Growth& growth) {
  if (const auto points = BasisPoints(growth.revenue_vnd(), growth.base_revenue_vnd())) {
    growth.set_revenue_growth_basis_points(*points);
  }
  if (const auto points = BasisPoints(growth.profit_vnd(), growth.base_profit_vnd())) {
    growth.set_profit_growth_basis_points(*points);
  }
}

absl::StatusOr<std::string> ProvinceIn(const std::string& parent) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  const auto ids = provinces.Match(parent);
  if (!ids) return status::InvalidField("parent", absl::StrCat("must be a name of the form ", provinces.text()));
  return std::string((*ids)[0]);
}

// A page of growth. By product it is the database's; by producer, or of one, the registry says first whose products
// they are.
class GrowthPage : public std::enable_shared_from_this<GrowthPage> {
 public:
  GrowthPage(const Context& context, const rpc::Call& call, const ListSalesGrowthRequest& request,
             rpc::Reply<ListSalesGrowthResponse> reply)
      : context_(context),
        call_(call),
        request_(request),
        reply_(std::move(reply)),
        comparison_(ComparisonOf(request)),
        limit_(pagination::ClampPageSize(request.page_size())),
        query_(pagination::Fingerprint(
            {request.parent(),
             absl::StrCat(request.year(), " ", request.unit(), " ", request.comparison(), " ", request.through_month()),
             request.producer()})) {}

  void Start() {
    if (absl::Status checked = Check(); !checked.ok()) return reply_(checked);
    auto after = pagination::Decode(request_.page_token(), query_, 1);
    if (!after.ok()) return reply_(after.status());
    if (!after->empty()) after_ = after->front();
    if (!request_.producer().empty()) return GetProductsOf({request_.producer()}, "");
    if (by_producer()) return ListProducers();
    Read([this](database::Transaction& transaction) {
      return SalesByProduct(transaction, province_, comparison_, false, after_, limit_ + 1);
    });
  }

 private:
  bool by_producer() const { return request_.unit() == ListSalesGrowthRequest::UNIT_PRODUCER; }

  absl::Status Check() {
    OCOP_ASSIGN_OR_RETURN(province_, ProvinceIn(request_.parent()));
    if (request_.comparison() == ListSalesGrowthRequest::COMPARISON_BASELINE && request_.through_month() != 0) {
      return status::InvalidField("through_month", "a baseline is of a whole year");
    }
    return absl::OkStatus();
  }

  void ListProducers() {
    registry::v1::ListProducersRequest request;
    request.set_parent(request_.parent());
    request.set_page_size(limit_);
    request.set_page_token(after_);
    // What was sold stays sold.
    request.set_show_deleted(true);
    context_.peers->ListProducers(
        call_, request, [self = shared_from_this()](const absl::StatusOr<registry::v1::ListProducersResponse>& page) {
          if (!page.ok()) return self->reply_(page.status());
          std::vector<std::string> names;
          for (const auto& producer : page->producers()) names.push_back(producer.name());
          self->GetProductsOf(std::move(names), page->next_page_token());
        });
  }

  void GetProductsOf(std::vector<std::string> producers, std::string next) {
    next_ = next.empty() ? "" : pagination::Encode(query_, {next});
    context_.peers->ListProductsOf(
        call_, request_.parent(), producers,
        [self = shared_from_this(), producers](const absl::StatusOr<std::vector<registry::v1::Product>>& products) {
          if (!products.ok()) return self->reply_(products.status());
          std::vector<std::string> names;
          for (const auto& product : *products) {
            self->producer_of_[product.name()] = product.producer();
            names.push_back(product.name());
          }
          self->Read([self, names](database::Transaction& transaction) {
            return SalesOfProducts(transaction, self->province_, self->comparison_, names);
          });
        });
  }

  void Read(std::function<absl::StatusOr<std::vector<ProductSales>>(database::Transaction&)> read) {
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(call_, reply_),
        [self = shared_from_this(), read = std::move(read)](database::Transaction& transaction) {
          auto sales = read(transaction);
          if (sales.ok()) self->sales_ = *std::move(sales);
          return sales.status();
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->Answer();
        });
  }

  void Answer() {
    const bool paged_here = request_.producer().empty() && !by_producer();
    if (paged_here && sales_.size() > static_cast<size_t>(limit_)) {
      sales_.resize(static_cast<size_t>(limit_));
      next_ = pagination::Encode(query_, {sales_.back().product});
    }
    std::map<std::string, Growth> units;
    for (const ProductSales& product : sales_) {
      const std::string& unit = by_producer() ? producer_of_[product.product] : product.product;
      Growth& growth = units[unit];
      growth.set_unit(unit);
      Add(product, growth);
    }
    ListSalesGrowthResponse response;
    response.set_next_page_token(next_);
    for (auto& [name, growth] : units) {
      Conclude(growth);
      *response.add_growth() = std::move(growth);
    }
    reply_(response);
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ListSalesGrowthRequest& request_;
  const rpc::Reply<ListSalesGrowthResponse> reply_;
  const Comparison comparison_;
  const int limit_;
  const uint64_t query_;
  std::string province_;
  // The last product of the page before, or the registry's token of this one.
  std::string after_;
  std::string next_;
  std::map<std::string, std::string> producer_of_;
  std::vector<ProductSales> sales_;
};

absl::StatusOr<ListMissingBaselinesResponse> ListMissing(database::Transaction& transaction, const rpc::Call&,
                                                         const ListMissingBaselinesRequest& request) {
  OCOP_ASSIGN_OR_RETURN(const std::string province, ProvinceIn(request.parent()));
  const uint64_t query = pagination::Fingerprint({request.parent(), absl::StrCat(request.year())});
  OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> after, pagination::Decode(request.page_token(), query, 1));
  const int limit = pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(
      std::vector<ProductSales> sales,
      SalesByProduct(transaction, province, {.time = YearTo(request.year(), 0), .base_time = std::nullopt}, true,
                     after.empty() ? "" : after.front(), limit + 1));
  ListMissingBaselinesResponse response;
  if (sales.size() > static_cast<size_t>(limit)) {
    sales.resize(static_cast<size_t>(limit));
    response.set_next_page_token(pagination::Encode(query, {sales.back().product}));
  }
  for (const ProductSales& product : sales) response.add_products(product.product);
  return response;
}

}  // namespace

void BindGrowth(rpc::Service& service, const Context& context) {
  service.BindLater<ListSalesGrowthRequest, ListSalesGrowthResponse>(
      "ListSalesGrowth", [context](const rpc::Call& call, const ListSalesGrowthRequest& request,
                                   rpc::Reply<ListSalesGrowthResponse> reply) {
        std::make_shared<GrowthPage>(context, call, request, std::move(reply))->Start();
      });
  resource::BindRead<ListMissingBaselinesRequest, ListMissingBaselinesResponse>(service, "ListMissingBaselines",
                                                                                context.home, ListMissing);
}

}  // namespace ocop::salespoints
