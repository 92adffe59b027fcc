#include "services/salespoints/store/places.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/date.h"
#include "common/status/status.h"
#include "services/names.h"
#include "services/salespoints/store/tables.h"

namespace ocop::salespoints {
namespace {

using database::Parameter;
using database::Rows;
using database::Statement;

// Mean radius of the earth (IUGG), in metres.
constexpr double kEarthRadius = 6371008.8;

constexpr double kRadians = M_PI / 180;

// A point of the unit sphere, as a cube.
std::string PlaceOf(const google::type::LatLng& location) {
  const double latitude = location.latitude() * kRadians;
  const double longitude = location.longitude() * kRadians;
  return absl::StrFormat("(%.17g,%.17g,%.17g)", std::cos(latitude) * std::cos(longitude),
                         std::cos(latitude) * std::sin(longitude), std::sin(latitude));
}

// The great-circle distance that belongs to a chord of the unit sphere, and back.
int64_t DistanceOf(double chord) {
  return std::llround(2 * kEarthRadius * std::asin(std::min(1.0, chord / 2)));
}
double ChordOf(int64_t distance) {
  const double angle = static_cast<double>(distance) / kEarthRadius;
  return angle >= M_PI ? 2 : 2 * std::sin(angle / 2);
}

constexpr char kOpen[] = "t.opening_date <= $2::date AND (t.closing_date IS NULL OR t.closing_date >= $2::date)";

}  // namespace

absl::StatusOr<std::vector<Nearby>> NearestPoints(database::Transaction& transaction, const std::string& province,
                                                  const google::type::LatLng& location, clock::Day as_of,
                                                  int64_t max_distance_m, int limit) {
  static const auto& statement = *new Statement{
      "sales_point.nearest",
      // By distance alone inside, which is the order of the index; ties are settled outside.
      absl::StrCat(
          "SELECT n.chord, ", SalesPointTable().select_list(),
          " FROM (SELECT t.province_code, t.sales_point_id, t.place <-> $3::public.cube AS chord "
          "FROM salespoints.sales_point AS t WHERE t.province_code = $1 AND ",
          kOpen,
          " ORDER BY t.place <-> $3::public.cube LIMIT $5::integer) AS n "
          "JOIN salespoints.sales_point AS t USING (province_code, sales_point_id) WHERE n.chord <= $4::float8 "
          "ORDER BY n.chord, t.sales_point_id")};
  const double farthest = max_distance_m == 0 ? 2 : ChordOf(max_distance_m);
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {province, clock::FormatDay(as_of), PlaceOf(location),
                                                      absl::StrFormat("%.17g", farthest), absl::StrCat(limit)}));
  std::vector<Nearby> nearest;
  for (int row = 0; row < rows.size(); ++row) {
    Nearby& nearby = nearest.emplace_back();
    nearby.set_distance_m(DistanceOf(std::stod(std::string(rows.Text(row, 0)))));
    OCOP_ASSIGN_OR_RETURN(*nearby.mutable_sales_point(), SalesPointTable().ReadRow<v1::SalesPoint>(rows, row, 1));
  }
  return nearest;
}

absl::StatusOr<std::vector<v1::SalesPoint>> PointsIn(database::Transaction& transaction, const std::string& province,
                                                     bool everywhere, const std::vector<std::string>& localities,
                                                     clock::Day as_of, const std::string& after, int limit) {
  static const auto& statement =
      *new Statement{"sales_point.of_localities",
                     absl::StrCat("SELECT ", SalesPointTable().select_list(),
                                  " FROM salespoints.sales_point AS t WHERE t.province_code = $1 AND ", kOpen,
                                  " AND ($3::boolean OR t.locality = ANY($4::text[])) AND t.sales_point_id > $5 "
                                  "ORDER BY t.sales_point_id LIMIT $6::integer")};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement,
                        {province, clock::FormatDay(as_of), everywhere ? "t" : "f",
                         database::ArrayLiteral(std::vector<Parameter>(localities.begin(), localities.end())), after,
                         absl::StrCat(limit)}));
  return SalesPointTable().ReadRows<v1::SalesPoint>(rows);
}

absl::StatusOr<std::vector<v1::Listing>> OnDisplay(database::Transaction& transaction, const std::string& sales_point,
                                                   clock::Day as_of, const std::string& after, int limit) {
  static const auto& statement = *new Statement{
      "listing.on_display",
      absl::StrCat("SELECT ", ListingTable().select_list(),
                   " FROM salespoints.listing AS t WHERE t.province_code = $1 AND t.sales_point_id = $3 AND "
                   "t.start_date <= $2::date AND (t.end_date IS NULL OR t.end_date >= $2::date) AND t.listing_id > $4 "
                   "ORDER BY t.listing_id LIMIT $5::integer")};
  const auto ids = SalesPointTable().pattern().Match(sales_point);
  if (!ids) return std::vector<v1::Listing>();
  OCOP_ASSIGN_OR_RETURN(const Rows rows,
                        transaction.Query(statement, {std::string((*ids)[0]), clock::FormatDay(as_of),
                                                      std::string((*ids)[1]), after, absl::StrCat(limit)}));
  return ListingTable().ReadRows<v1::Listing>(rows);
}

absl::StatusOr<std::optional<v1::Listing>> ListingBeside(database::Transaction& transaction,
                                                         const v1::Listing& listing) {
  static const auto& statement = *new Statement{
      "listing.beside",
      absl::StrCat(
          "SELECT ", ListingTable().select_list(),
          " FROM salespoints.listing AS t WHERE t.province_code = $1 AND t.product = $2 AND t.listing_id <> $3 "
          "AND COALESCE(t.sales_point_id, '') = $4 AND COALESCE(t.channel_id, '') = $5 "
          "AND t.start_date <= COALESCE($7::date, 'infinity') AND COALESCE(t.end_date, 'infinity') >= $6::date "
          "ORDER BY t.start_date LIMIT 1")};
  const auto day = [](const google::type::Date& date) {
    const auto given = clock::FromDate(date);
    return given ? database::Parameter(clock::FormatDay(*given)) : std::nullopt;
  };
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(statement, {ProvinceCode(listing.name()), listing.product(), LastId(listing.name()),
                                    LastId(listing.sales_point()), LastId(listing.channel()), day(listing.start_date()),
                                    day(listing.end_date())}));
  if (rows.empty()) return std::nullopt;
  return ListingTable().ReadRow<v1::Listing>(rows, 0);
}

absl::StatusOr<std::vector<ProductInChannels>> ProductsInChannels(database::Transaction& transaction,
                                                                  const std::string& parent,
                                                                  const std::vector<std::string>& kinds,
                                                                  clock::Day as_of, const std::string& after,
                                                                  int limit) {
  static const auto& statement = *new Statement{"listing.in_channels", R"sql(
    SELECT l.product, array_agg(DISTINCT l.channel_id ORDER BY l.channel_id)
      FROM salespoints.listing AS l JOIN salespoints.channel AS c USING (province_code, channel_id)
     WHERE province_code = $1 AND c.kind = ANY($2::text[]) AND l.start_date <= $3::date
       AND (l.end_date IS NULL OR l.end_date >= $3::date) AND l.product > $4
     GROUP BY l.product ORDER BY l.product LIMIT $5::integer)sql"};
  OCOP_ASSIGN_OR_RETURN(
      const Rows rows,
      transaction.Query(
          statement, {ProvinceCode(parent), database::ArrayLiteral(std::vector<Parameter>(kinds.begin(), kinds.end())),
                      clock::FormatDay(as_of), after, absl::StrCat(limit)}));
  std::vector<ProductInChannels> products;
  for (int row = 0; row < rows.size(); ++row) {
    products.push_back({std::string(rows.Text(row, 0)), database::ParseArray(rows.Text(row, 1))});
  }
  return products;
}

absl::StatusOr<bool> HasDocuments(database::Transaction& transaction, const std::string& name) {
  static const auto& statement = *new Statement{
      "document.of_subject",
      "SELECT EXISTS (SELECT FROM salespoints.document WHERE province_code = split_part($1, '/', 2) AND subject = $1)"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, {name}));
  return rows.Boolean(0, 0);
}

}  // namespace ocop::salespoints
