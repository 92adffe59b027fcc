#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/listing_service.pb.h"
#include "ocop/salespoints/v1/sales_point_service.pb.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using salespoints::v1::Channel;
using salespoints::v1::Listing;
using salespoints::v1::SalesPoint;

// Names of real chains, so that tables read as they would; that a product is sold there is not a fact.
struct NamedChannel {
  const char* id;
  const char* name;
  Channel::Kind kind;
};
constexpr NamedChannel kModern[] = {
    {"gen-coopmart", "Co.opmart", Channel::KIND_SUPERMARKET},
    {"gen-big-c", "Big C", Channel::KIND_SUPERMARKET},
    {"gen-vinmart", "VinMart", Channel::KIND_SUPERMARKET},
    {"gen-tu-son", "Tứ Sơn", Channel::KIND_SUPERMARKET},
    {"gen-annam", "Annam", Channel::KIND_SUPERMARKET},
    {"gen-bach-hoa-xanh", "Bách Hóa Xanh", Channel::KIND_CONVENIENCE_STORE},
    {"gen-vissan", "Vissan", Channel::KIND_CONVENIENCE_STORE},
    {"gen-voso", "Voso", Channel::KIND_ECOMMERCE_FLOOR},
    {"gen-postmart", "Postmart", Channel::KIND_ECOMMERCE_FLOOR},
    {"gen-lazada", "Lazada", Channel::KIND_ECOMMERCE_FLOOR},
    {"gen-shopee", "Shopee", Channel::KIND_ECOMMERCE_FLOOR},
    {"gen-sendo", "Sendo", Channel::KIND_ECOMMERCE_FLOOR},
    {"gen-tiktok-shop", "TikTok Shop", Channel::KIND_ECOMMERCE_FLOOR},
};
constexpr NamedChannel kTraditional[] = {
    {"gen-agents", "Đại lý trong tỉnh", Channel::KIND_AGENT},
    {"gen-markets", "Chợ truyền thống", Channel::KIND_TRADITIONAL_MARKET},
};

constexpr int kPercentModern = 77;     // of producers
constexpr int kPercentAtHome = 80;     // of products: at a point of their own district
constexpr int kPercentElsewhere = 60;  // at a point of another
constexpr int kPercentWithdrawn = 5;   // of listings: ended in 2024
// The district unit whose points sell only its own products: the youngest and most remote.
constexpr char kAloneDistrict[] = "provinces/82/localities/825";

constexpr SalesPoint::PlaceKind kPlaces[] = {
    SalesPoint::PLACE_KIND_SERVICE_CENTRE, SalesPoint::PLACE_KIND_MARKET,    SalesPoint::PLACE_KIND_TOURIST_PLACE,
    SalesPoint::PLACE_KIND_POST_OFFICE,    SalesPoint::PLACE_KIND_REST_STOP,
};

struct Point {
  std::string name;
  int district;
  absl::CivilDay opened;
};

class Shelves {
 public:
  Shelves(const Province& province, const std::vector<SalesPoint>& real, Random& random, Writer& writer)
      : province_(province), random_(random), writer_(writer) {
    for (const SalesPoint& point : real) {
      for (const Commune& commune : province.communes) {
        if (commune.name != point.locality()) continue;
        points_.push_back({point.name(), commune.district, ToDay(point.opening_date())});
      }
    }
  }

  void Write() {
    for (size_t i = 0; i < province_.districts.size(); ++i) {
      WritePoint(static_cast<int>(i));
      WritePoint(static_cast<int>(i));
    }
    for (const NamedChannel& channel : kModern) WriteChannel(channel);
    for (const NamedChannel& channel : kTraditional) WriteChannel(channel);
    ChooseChannels();
    for (const Product& product : province_.products) {
      if (InForce(product, kYearEnd)) WriteListings(product);
    }
  }

 private:
  void WritePoint(int district) {
    std::vector<const Commune*> places;
    for (const Commune& commune : province_.communes) {
      if (commune.district == district) places.push_back(&commune);
    }
    const int number = ++written_points_;
    SalesPoint resource;
    resource.set_name(SyntheticName("salesPoints", "point", number));
    resource.set_display_name(absl::StrCat("Điểm giới thiệu và bán sản phẩm OCOP ",
                                           province_.districts[static_cast<size_t>(district)].display_name, " ",
                                           2 - number % 2));
    resource.set_place_kind(random_.Pick(kPlaces));
    resource.set_locality(random_.Pick(places)->name);
    resource.set_opening_hours("7:00–19:00");
    const absl::CivilDay opened = random_.Day(absl::CivilDay(2022, 3, 1), absl::CivilDay(2024, 6, 30));
    *resource.mutable_opening_date() = ToDate(opened);
    writer_.Write(resource);
    points_.push_back({resource.name(), district, opened});
  }

  void WriteChannel(const NamedChannel& channel) {
    Channel resource;
    resource.set_name(absl::StrCat(kProvince, "/channels/", channel.id));
    resource.set_display_name(channel.name);
    resource.set_kind(channel.kind);
    writer_.Write(resource);
  }

  // A producer sells all its products through the same channel.
  void ChooseChannels() {
    for (size_t i = 0; i < province_.producers.size(); ++i) {
      channels_.push_back(random_.Chance(kPercentModern) ? &random_.Pick(kModern) : &random_.Pick(kTraditional));
    }
  }

  void WriteListings(const Product& product) {
    const int home = province_.producers[static_cast<size_t>(product.producer)].district;
    if (random_.Chance(kPercentAtHome))
      WriteListing(product, PointOf([&](const Point& p) { return p.district == home; }));
    if (random_.Chance(kPercentElsewhere)) {
      WriteListing(product, PointOf([&](const Point& p) { return p.district != home && !IsAlone(p.district); }));
    }
    Listing resource = NewListing(product, absl::CivilDay(2022, 1, 1));
    resource.set_channel(absl::StrCat(kProvince, "/channels/", channels_[static_cast<size_t>(product.producer)]->id));
    writer_.Write(resource);
  }

  void WriteListing(const Product& product, const Point* point) {
    if (point == nullptr) return;
    Listing resource = NewListing(product, point->opened);
    resource.set_sales_point(point->name);
    if (random_.Chance(kPercentWithdrawn)) {
      *resource.mutable_end_date() = ToDate(random_.Day(std::min(ToDay(resource.start_date()), kYearEnd), kYearEnd));
    }
    writer_.Write(resource);
  }

  // On sale soon after the first recognition and the opening of the place.
  Listing NewListing(const Product& product, absl::CivilDay opened) {
    Listing resource;
    resource.set_name(SyntheticName("listings", "listing", ++written_listings_));
    resource.set_product(product.name);
    const absl::CivilDay begin = std::max(product.evaluations.front().decided, opened);
    *resource.mutable_start_date() = ToDate(random_.Day(begin, std::max(begin, std::min(begin + 60, kYearEnd))));
    return resource;
  }

  template <typename Wanted>
  const Point* PointOf(Wanted wanted) {
    std::vector<const Point*> found;
    for (const Point& point : points_) {
      if (wanted(point)) found.push_back(&point);
    }
    return found.empty() ? nullptr : random_.Pick(found);
  }

  bool IsAlone(int district) const { return province_.districts[static_cast<size_t>(district)].name == kAloneDistrict; }

  const Province& province_;
  Random& random_;
  Writer& writer_;
  std::vector<Point> points_;
  std::vector<const NamedChannel*> channels_;  // by producer
  int written_points_ = 0;
  int written_listings_ = 0;
};

}  // namespace

void WriteSalesPoints(const Province& province, const std::vector<SalesPoint>& real, Random random, Writer& writer) {
  Shelves(province, real, random, writer).Write();
}

}  // namespace ocop::ocopctl::generate
