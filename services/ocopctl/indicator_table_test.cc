#include <sstream>

#include "gtest/gtest.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/indicators.h"

namespace ocop::ocopctl {
namespace {

using indicators::v1::Indicator;
using indicators::v1::IndicatorValue;
using indicators::v1::Source;

IndicatorTable::Row NewRow(const char* code, const char* title, Indicator::Measure measure) {
  IndicatorTable::Row row;
  row.indicator.set_code(code);
  row.indicator.set_title_vi(title);
  row.indicator.set_measure(measure);
  row.value.set_locality("provinces/82/localities/82");
  *row.value.mutable_as_of() = ToDate(absl::CivilDay(2024, 12, 31));
  return row;
}

IndicatorTable::Row Share() {
  auto row = NewRow("E1", "Sản phẩm đạt 3 sao", Indicator::MEASURE_PERCENT);
  row.value.set_numerator(111);
  row.value.set_denominator(149);
  row.value.set_percent_centi(7449);
  row.value.mutable_target()->set_minimum(70);
  row.value.set_status(IndicatorValue::STATUS_MET);
  row.value.set_shortfall_count(38);
  row.counted_units = 149;
  row.synthetic_units = 130;
  return row;
}

IndicatorTable::Row Count() {
  auto row = NewRow("E2", "Sản phẩm nâng lên 4 sao", Indicator::MEASURE_COUNT);
  row.value.set_numerator(7);
  row.value.mutable_target()->set_minimum(10);
  row.value.mutable_target()->set_maximum(15);
  row.value.set_status(IndicatorValue::STATUS_NOT_MET);
  row.value.set_shortfall_count(3);
  row.counted_units = 7;
  return row;
}

std::string Printed(const IndicatorTable& table) {
  std::ostringstream out;
  PrintTable(table, out);
  return out.str();
}

TEST(IndicatorTableTest, AlignsVietnameseTextAndExplainsItself) {
  IndicatorTable table{.rows = {Share(), Count()}};
  Source& source = table.sources.emplace_back();
  source.set_service("registry");
  source.set_state(Source::STATE_LIVE);
  EXPECT_EQ(Printed(table),
            "provinces/82/localities/82 as of 2024-12-31\n"
            "\n"
            "code  indicator                            value  target  status   shortfall  synthetic\n"
            "E1    Sản phẩm đạt 3 sao       74,49 % (111/149)  ≥ 70 %  met             38    130/149\n"
            "E2    Sản phẩm nâng lên 4 sao                  7   10–15  NOT MET          3        0/7\n"
            "\n"
            "Figures include synthetic records (marked in each): 130 of 156 counted units were made by a generator, "
            "and so may be papers, training and sales of the others.\n"
            "Sources: registry live\n");
}

TEST(IndicatorTableTest, SaysHowManyAreLeftOut) {
  const std::string text = Printed({.rows = {Share()}, .left_out = 36});
  EXPECT_NE(text.find("\n36 indicators without a target are left out; --all prints them too.\n"), std::string::npos)
      << text;
}

TEST(IndicatorTableTest, ALongTitleGoesOnBelow) {
  const std::string title = "Tỷ lệ sản phẩm có doanh thu tăng so với trước khi tham gia Chương trình OCOP";
  const std::string text = Printed({.rows = {NewRow("S3", title.c_str(), Indicator::MEASURE_PERCENT)}});
  EXPECT_NE(text.find("S3    Tỷ lệ sản phẩm có doanh thu tăng so với trước khi tham gia    "), std::string::npos)
      << text;
  EXPECT_NE(text.find("\n      Chương trình OCOP\n"), std::string::npos) << text;
}

TEST(IndicatorTableTest, AShareOfNothingAndNoTargetAreDashes) {
  auto row = NewRow("N1", "Xã", Indicator::MEASURE_PERCENT);
  row.value.set_status(IndicatorValue::STATUS_NO_TARGET);
  const std::string text = Printed({.rows = {row}});
  EXPECT_NE(text.find("N1    Xã             –       –  no target          0        0/0\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("synthetic records"), std::string::npos) << text;
}

}  // namespace
}  // namespace ocop::ocopctl
