#include "services/training/store/class_hours.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/training/rules/names.h"

namespace ocop::training {

using database::ArrayLiteral;
using database::Parameter;
using database::Parameters;
using database::Rows;
using database::Statement;

namespace {

// {province, class, hours, trainers, places}
Parameters WithHours(const std::string& class_name, const std::vector<ClassHour>& hours) {
  std::vector<Parameter> times, trainers, places;
  for (const ClassHour& hour : hours) {
    times.emplace_back(hour.hours);
    trainers.emplace_back(hour.trainer);
    places.emplace_back(hour.place);
  }
  return {ProvinceCode(class_name), LastId(class_name), ArrayLiteral(times), ArrayLiteral(trainers),
          ArrayLiteral(places)};
}

}  // namespace

absl::StatusOr<std::optional<Crossing>> CrossingAt(database::Transaction& transaction, const std::string& class_name,
                                                   const std::vector<ClassHour>& hours) {
  static const Statement& statement = *new Statement{"class_hour.crossing", R"sql(
    SELECT h.class_id,
           to_char(lower(h.hours), 'YYYY-MM-DD HH24:MI') || ' to ' || to_char(upper(h.hours), 'YYYY-MM-DD HH24:MI'),
           w.trainer <> '' AND h.trainer = w.trainer, w.session - 1
      FROM unnest($3::tsrange[], $4::text[], $5::text[]) WITH ORDINALITY AS w (hours, trainer, place, session)
     CROSS JOIN LATERAL (
       SELECT class_id, hours, trainer FROM training.class_hour
        WHERE province_code = $1 AND w.trainer <> '' AND trainer = w.trainer AND hours && w.hours AND class_id <> $2
        UNION ALL
       SELECT class_id, hours, trainer FROM training.class_hour
        WHERE province_code = $1 AND w.place <> '' AND place = w.place AND hours && w.hours AND class_id <> $2) AS h
     ORDER BY w.session, 3 DESC, h.class_id
     LIMIT 1)sql"};
  OCOP_ASSIGN_OR_RETURN(const Rows rows, transaction.Query(statement, WithHours(class_name, hours)));
  if (rows.empty()) return std::nullopt;
  return Crossing{absl::StrCat(ProvinceOf(class_name), "/classes/", std::string(rows.Text(0, 0))),
                  std::string(rows.Text(0, 1)), rows.Boolean(0, 2), static_cast<int>(rows.Integer(0, 3))};
}

absl::Status TakeClassHours(database::Transaction& transaction, const std::string& class_name,
                            const std::vector<ClassHour>& hours) {
  static const Statement& give_back = *new Statement{"class_hour.give_back", R"sql(
    DELETE FROM training.class_hour WHERE province_code = $1 AND class_id = $2)sql"};
  static const Statement& take = *new Statement{"class_hour.take", R"sql(
    INSERT INTO training.class_hour (province_code, class_id, hours, trainer, place)
    SELECT $1, $2, hours, trainer, place
      FROM unnest($3::tsrange[], $4::text[], $5::text[]) AS h (hours, trainer, place)
     WHERE trainer <> '' OR place <> '')sql"};
  OCOP_RETURN_IF_ERROR(transaction.Write(give_back, {ProvinceCode(class_name), LastId(class_name)}).status());
  return transaction.Write(take, WithHours(class_name, hours)).status();
}

}  // namespace ocop::training
