#include "services/salespoints/store/places.h"
#include "absl/strings/str_cat.h"
#include "common/clock/date.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource_name/resource_name.h"
#include "common/status/status.h"
#include "services/day_page.h"
#include "services/names.h"
#include "services/salespoints/handlers/sales_point.h"
#include "services/salespoints/peers/peers.h"
#include "services/salespoints/rules/place.h"

namespace ocop::salespoints {
namespace {

using v1::ListLocalitySalesPointsRequest;
using v1::ListLocalitySalesPointsResponse;
using v1::ListNearbySalesPointsRequest;
using v1::ListNearbySalesPointsResponse;

constexpr int kFewNearby = 10;

absl::StatusOr<ListNearbySalesPointsResponse> ListNearby(database::Transaction& transaction, const rpc::Call& call,
                                                         const ListNearbySalesPointsRequest& request) {
  static const auto& provinces = *new resource_name::Pattern("provinces/{province}");
  status::Violations violations;
  const auto province = provinces.Match(request.parent());
  if (!province) violations.Add("parent", absl::StrCat("must be a name of the form ", provinces.text()));
  RequirePlace(violations, "location", request.location());
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  const clock::Day as_of = clock::FromDate(request.as_of()).value_or(clock::Today(call.now));
  const int limit = request.page_size() == 0 ? kFewNearby : pagination::ClampPageSize(request.page_size());
  OCOP_ASSIGN_OR_RETURN(std::vector<Nearby> nearest,
                        NearestPoints(transaction, std::string((*province)[0]), request.location(), as_of,
                                      request.max_distance_m(), limit));
  ListNearbySalesPointsResponse response;
  for (Nearby& nearby : nearest) *response.add_nearby() = std::move(nearby);
  return response;
}

// A page of the points of a unit, asked in two steps: the registry which units lie in it, the database which points.
class LocalityPage : public std::enable_shared_from_this<LocalityPage> {
 public:
  LocalityPage(const Context& context, const rpc::Call& call, const ListLocalitySalesPointsRequest& request,
               rpc::Reply<ListLocalitySalesPointsResponse> reply)
      : context_(context),
        call_(call),
        request_(request),
        reply_(std::move(reply)),
        province_(ProvinceOf(request.locality())),
        everywhere_(province_ == request.locality()) {}

  void Start() {
    const uint64_t query = pagination::Fingerprint({request_.locality(), clock::FormatDate(request_.as_of())});
    auto page = ReadDayPage(request_.page_token(), query, request_.as_of(), clock::Today(call_.now), 1);
    if (!page.ok()) return reply_(page.status());
    page_ = *std::move(page);
    if (!page_.after.empty()) after_ = page_.after.front();
    if (everywhere_) return Read({});
    context_.peers->GetMap(call_, province_, [self = shared_from_this()](absl::StatusOr<Maps::Map> map) {
      if (!map.ok()) return self->reply_(map.status());
      if ((*map)->Find(self->request_.locality()) == nullptr) return self->reply_(self->NoSuchUnit());
      self->Read((*map)->Within(self->request_.locality()));
    });
  }

 private:
  absl::Status NoSuchUnit() const {
    return status::WithReason(absl::NotFoundError(absl::StrCat("there is no unit ", request_.locality())),
                              "LOCALITY_NOT_FOUND", {{"name", request_.locality()}});
  }

  void Read(std::vector<std::string> localities) {
    const int limit = pagination::ClampPageSize(request_.page_size());
    context_.home.database.Read(
        database::Isolation::kAutoCommit, resource::AskerOf(call_, reply_),
        [self = shared_from_this(), localities = std::move(localities), limit](database::Transaction& transaction) {
          auto points = PointsIn(transaction, ProvinceCode(self->province_), self->everywhere_, localities,
                                 self->page_.day, self->after_, limit + 1);
          if (points.ok()) self->points_ = *std::move(points);
          return points.status();
        },
        [self = shared_from_this(), limit](const absl::Status& status) {
          if (!status.ok()) return self->reply_(status);
          self->Answer(static_cast<size_t>(limit));
        });
  }

  void Answer(size_t limit) {
    ListLocalitySalesPointsResponse response;
    if (points_.size() > limit) {
      points_.resize(limit);
      response.set_next_page_token(page_.TokenAfter({LastId(points_.back().name())}));
    }
    for (v1::SalesPoint& point : points_) *response.add_sales_points() = std::move(point);
    reply_(response);
  }

  const Context context_;
  // Both live until the reply.
  const rpc::Call& call_;
  const ListLocalitySalesPointsRequest& request_;
  const rpc::Reply<ListLocalitySalesPointsResponse> reply_;
  const std::string province_;
  const bool everywhere_;
  DayPage page_;
  std::string after_;
  std::vector<v1::SalesPoint> points_;
};

}  // namespace

void BindPlaces(rpc::Service& service, const Context& context) {
  resource::BindRead<ListNearbySalesPointsRequest, ListNearbySalesPointsResponse>(service, "ListNearbySalesPoints",
                                                                                  context.home, ListNearby);
  service.BindLater<ListLocalitySalesPointsRequest, ListLocalitySalesPointsResponse>(
      "ListLocalitySalesPoints", [context](const rpc::Call& call, const ListLocalitySalesPointsRequest& request,
                                           rpc::Reply<ListLocalitySalesPointsResponse> reply) {
        std::make_shared<LocalityPage>(context, call, request, std::move(reply))->Start();
      });
}

}  // namespace ocop::salespoints
