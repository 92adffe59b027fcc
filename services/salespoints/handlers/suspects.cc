#include "absl/strings/str_cat.h"
#include "common/pagination/pagination.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/handlers/sales_report.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/store/reports.h"

namespace ocop::salespoints {
namespace {

using v1::ListSuspectSalesReportsRequest;
using v1::ListSuspectSalesReportsResponse;

// Iglewicz and Hoaglin's advice, in hundredths.
constexpr int32_t kLeastScoreCenti = 350;
constexpr int32_t kLeastJump = 5;

// The registry says of which kind the products are, the database which reports stand out among them.
class SuspectPage : public std::enable_shared_from_this<SuspectPage> {
 public:
  SuspectPage(const Context& context, const rpc::Call& call, const ListSuspectSalesReportsRequest& request,
              rpc::Reply<ListSuspectSalesReportsResponse> reply)
      : context_(context),
        call_(call),
        request_(request),
        reply_(std::move(reply)),
        fingerprint_(
            pagination::Fingerprint({request.parent(), absl::StrCat(request.year(), " ", request.least_score_centi(),
                                                                    " ", request.least_jump())})) {}

  void Start() {
    static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
    const auto ids = provinces.Match(request_.parent());
    if (!ids) {
      return reply_(status::InvalidField("parent", absl::StrCat("must be a name of the form ", provinces.text())));
    }
    auto after = pagination::Decode(request_.page_token(), fingerprint_, 1);
    if (!after.ok()) return reply_(after.status());
    query_.province = (*ids)[0];
    query_.year = request_.year();
    query_.least_score_centi = request_.least_score_centi() == 0 ? kLeastScoreCenti : request_.least_score_centi();
    query_.least_jump = request_.least_jump() == 0 ? kLeastJump : request_.least_jump();
    query_.after = after->empty() ? "" : after->front();
    query_.limit = pagination::ClampPageSize(request_.page_size()) + 1;
    context_.peers->ListProducts(
        call_, request_.parent(),
        [self = shared_from_this()](const absl::StatusOr<std::vector<registry::v1::Product>>& products) {
          if (!products.ok()) return self->reply_(products.status());
          for (const auto& product : *products) {
            self->query_.products.push_back(product.name());
            self->query_.kinds.push_back(product.score_sheet());
          }
          self->Read();
        });
  }

 private:
  void Read() {
    context_.home.database.Read(
        database::Isolation::kAutoCommit, call_.deadline,
        [self = shared_from_this()](database::Transaction& transaction) {
          auto suspects = Suspects(transaction, self->query_);
          if (suspects.ok()) self->suspects_ = *std::move(suspects);
          return suspects.status();
        },
        [self = shared_from_this()](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->Answer();
        });
  }

  void Answer() {
    ListSuspectSalesReportsResponse response;
    if (suspects_.size() == static_cast<size_t>(query_.limit)) {
      suspects_.pop_back();
      response.set_next_page_token(pagination::Encode(fingerprint_, {LastId(suspects_.back().sales_report().name())}));
    }
    for (Suspect& suspect : suspects_) *response.add_suspects() = std::move(suspect);
    reply_(response);
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ListSuspectSalesReportsRequest& request_;
  const rpc::Reply<ListSuspectSalesReportsResponse> reply_;
  const uint64_t fingerprint_;
  SuspectQuery query_;
  std::vector<Suspect> suspects_;
};

}  // namespace

void BindSuspects(rpc::Service& service, const Context& context) {
  service.BindLater<ListSuspectSalesReportsRequest, ListSuspectSalesReportsResponse>(
      "ListSuspectSalesReports", [context](const rpc::Call& call, const ListSuspectSalesReportsRequest& request,
                                           rpc::Reply<ListSuspectSalesReportsResponse> reply) {
        std::make_shared<SuspectPage>(context, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::salespoints
