#include <algorithm>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/store/suspects.h"

namespace ocop::salespoints {
namespace {

using v1::ListSuspectSalesReportsRequest;
using v1::ListSuspectSalesReportsResponse;

// Iglewicz and Hoaglin's advice, in hundredths.
constexpr int32_t kLeastScoreCenti = 350;
constexpr int32_t kLeastJump = 5;
// A page looks at so many products at most: the bound of what it costs.
constexpr int kProductsOfAPage = 200;

// What the pages of a list share: the kinds of products, and how the products of each kind sold in the year.
struct KindComparison {
  std::map<std::string, int32_t> sheets;
  KindSpreads spreads;
};

// Comparisons that were made for first pages, by province and year, for the pages after them. Thread safe.
class Comparisons {
 public:
  using Kept = std::shared_ptr<const KindComparison>;

  Kept Find(const std::string& key, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    const auto found = kept_.find(key);
    return found != kept_.end() && now < found->second.until ? found->second.comparison : nullptr;
  }

  void Keep(const std::string& key, Kept comparison, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    for (auto each = kept_.begin(); each != kept_.end();) each = each->second.until < now ? kept_.erase(each) : ++each;
    if (kept_.size() >= kMost) kept_.erase(kept_.begin());
    kept_[key] = {std::move(comparison), now + kKeptFor};
  }

 private:
  static constexpr absl::Duration kKeptFor = absl::Minutes(10);
  // An officer or two for each year that is looked at.
  static constexpr size_t kMost = 8;
  struct Entry {
    Kept comparison;
    absl::Time until;
  };

  absl::Mutex mutex_;
  std::map<std::string, Entry> kept_ ABSL_GUARDED_BY(mutex_);
};

// The registry says of which kind the products are, the database how each kind sold, once for the whole list; then a
// page looks at the next products.
class SuspectPage : public std::enable_shared_from_this<SuspectPage> {
 public:
  SuspectPage(const Context& context, std::shared_ptr<Comparisons> comparisons, const rpc::Call& call,
              const ListSuspectSalesReportsRequest& request, rpc::Reply<ListSuspectSalesReportsResponse> reply)
      : context_(context),
        comparisons_(std::move(comparisons)),
        call_(call),
        request_(request),
        reply_(std::move(reply)),
        key_(absl::StrCat(request.parent(), " ", request.year())),
        fingerprint_(
            pagination::Fingerprint({request.parent(), absl::StrCat(request.year(), " ", request.least_score_centi(),
                                                                    " ", request.least_jump())})) {}

  void Start() {
    static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
    const auto ids = provinces.Match(request_.parent());
    if (!ids) {
      return reply_(status::InvalidField("parent", absl::StrCat("must be a name of the form ", provinces.text())));
    }
    auto after = pagination::Decode(request_.page_token(), fingerprint_, 2);
    if (!after.ok()) return reply_(after.status());
    query_.province = (*ids)[0];
    query_.year = request_.year();
    query_.least_score_centi = request_.least_score_centi() == 0 ? kLeastScoreCenti : request_.least_score_centi();
    query_.least_jump = request_.least_jump() == 0 ? kLeastJump : request_.least_jump();
    query_.limit = pagination::ClampPageSize(request_.page_size()) + 1;
    if (after->empty()) return GetKinds();
    query_.after_product = (*after)[0];
    query_.after_id = (*after)[1];
    comparison_ = comparisons_->Find(key_, call_.now);
    if (comparison_ == nullptr) return GetKinds();
    Read(nullptr);
  }

 private:
  void GetKinds() {
    auto made = std::make_shared<KindComparison>();
    context_.peers->ReadProducts(
        call_, request_.parent(),
        [made](const registry::v1::Product& product) {
          if (product.score_sheet() > 0) made->sheets[product.name()] = product.score_sheet();
        },
        [self = shared_from_this(), made](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->Read(made);
        });
  }

  // With `made` the comparison is to be finished first.
  void Read(const std::shared_ptr<KindComparison>& made) {
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(call_, reply_),
        [self = shared_from_this(), made](database::Transaction& transaction) -> absl::Status {
          if (made != nullptr) OCOP_RETURN_IF_ERROR(self->Compare(transaction, *made));
          return self->LookAt(transaction, made != nullptr ? *made : *self->comparison_);
        },
        [self = shared_from_this(), made](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          if (made != nullptr) self->comparisons_->Keep(self->key_, made, self->call_.now);
          self->Answer();
        });
  }

  absl::Status Compare(database::Transaction& transaction, KindComparison& comparison) const {
    std::vector<std::string> products;
    std::vector<int32_t> sheets;
    for (const auto& [product, sheet] : comparison.sheets) {
      products.push_back(product);
      sheets.push_back(sheet);
    }
    OCOP_ASSIGN_OR_RETURN(comparison.spreads,
                          SpreadsOfKinds(transaction, query_.province, query_.year, products, sheets));
    return absl::OkStatus();
  }

  absl::Status LookAt(database::Transaction& transaction, const KindComparison& comparison) {
    // One more tells whether any are left.
    OCOP_ASSIGN_OR_RETURN(query_.products,
                          ReportedProducts(transaction, query_.province, query_.after_product, kProductsOfAPage + 1));
    more_products_ = query_.products.size() > static_cast<size_t>(kProductsOfAPage);
    if (more_products_) {
      next_product_ = query_.products.back();
      query_.products.pop_back();
    }
    query_.sheets.clear();
    for (const std::string& product : query_.products) {
      const auto found = comparison.sheets.find(product);
      query_.sheets.push_back(found == comparison.sheets.end() ? 0 : found->second);
    }
    OCOP_ASSIGN_OR_RETURN(suspects_, Suspects(transaction, query_, comparison.spreads));
    return absl::OkStatus();
  }

  void Answer() {
    ListSuspectSalesReportsResponse response;
    if (suspects_.size() == static_cast<size_t>(query_.limit)) {
      suspects_.pop_back();
      const v1::SalesReport& last = suspects_.back().sales_report();
      response.set_next_page_token(pagination::Encode(fingerprint_, {last.product(), LastId(last.name())}));
    } else if (more_products_) {
      response.set_next_page_token(pagination::Encode(fingerprint_, {next_product_, ""}));
    }
    for (Suspect& suspect : suspects_) *response.add_suspects() = std::move(suspect);
    reply_(response);
  }

  const Context context_;
  const std::shared_ptr<Comparisons> comparisons_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ListSuspectSalesReportsRequest& request_;
  const rpc::Reply<ListSuspectSalesReportsResponse> reply_;
  const std::string key_;
  const uint64_t fingerprint_;
  SuspectQuery query_;
  Comparisons::Kept comparison_;
  std::vector<Suspect> suspects_;
  bool more_products_ = false;
  // The first product that this page does not look at.
  std::string next_product_;
};

}  // namespace

void BindSuspects(rpc::Service& service, const Context& context) {
  service.BindLater<ListSuspectSalesReportsRequest, ListSuspectSalesReportsResponse>(
      "ListSuspectSalesReports", [context, comparisons = std::make_shared<Comparisons>()](
                                     const rpc::Call& call, const ListSuspectSalesReportsRequest& request,
                                     rpc::Reply<ListSuspectSalesReportsResponse> reply) {
        std::make_shared<SuspectPage>(context, comparisons, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::salespoints
