// Measures one method of a running server and prints `calls/s p50_ms p99_ms refused`:
//
//   bench_rpc get-product --port 50051 --products 200000
//
// Exit code 1 when a call was refused, so that no rate of refusals passes for a rate of answers.
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "ocop/evaluation/v1/assessment_service.pb.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "services/evaluation/criteria/catalogue.h"
#include "services/evaluation/embedded_criteria.h"
#include "tests/bench/rpc_load.h"

namespace ocop::bench {
namespace {

constexpr char kSheet[] = "criteriaSets/qd26-2026/scoreSheets/01";

// What is called, and with which requests.
struct Kind {
  std::string path;
  std::function<std::string(int64_t)> request;
  // As JSON of the Connect protocol.
  bool json = false;
};

// Every key once before any comes again, in no order that a cache could like: a walk with a step that has no divisor
// in common with the count.
constexpr int64_t kStep = 7'919'009;

std::string GetProduct(int64_t call, int64_t products) {
  registry::v1::GetProductRequest request;
  request.set_name(absl::StrCat("provinces/82/products/", call * kStep % products));
  return request.SerializeAsString();
}

std::string CreateProduct(int64_t call) {
  registry::v1::CreateProductRequest request;
  request.set_parent("provinces/82");
  auto& product = *request.mutable_product();
  product.set_display_name(absl::StrCat("Bánh phồng số ", call));
  product.set_producer("provinces/82/producers/p0");
  product.set_product_group(registry::v1::Product::GROUP_FOOD);
  product.set_score_sheet(1);
  product.set_specification("Hộp 450 g");
  product.mutable_entry_date()->set_year(2023);
  product.mutable_entry_date()->set_month(6);
  product.mutable_entry_date()->set_day(1);
  product.set_source("tests/bench");
  product.set_synthetic(true);
  return request.SerializeAsString();
}

void Set(google::type::Date& date, absl::CivilDay day) {
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
}

// More questions than the gateway keeps answers to, so that none is answered from those.
constexpr int64_t kQuestions = 8 * 365;

// Of the indicators named, or of the 14 of the plan, on the last day of a plan or another.
std::string GetIndicatorValues(std::vector<std::string> indicators,
                               absl::CivilDay as_of = absl::CivilDay(2024, 12, 31)) {
  if (indicators.empty()) {
    indicators = {"t1", "t2", "e1", "e2", "e3", "e4", "e5", "e6", "n1", "s1", "s2", "s3", "s4", "s5"};
  }
  indicators::v1::GetIndicatorValuesRequest request;
  request.set_parent("provinces/82");
  for (const std::string& name : indicators) request.add_indicators("provinces/82/indicators/" + name);
  Set(*request.add_as_of(), as_of);
  return request.SerializeAsString();
}

// The share of registered products with stars at the end of every month of ten years.
std::string GetTimeSeries(absl::CivilDay first_day = absl::CivilDay(2016, 1, 1)) {
  indicators::v1::GetTimeSeriesRequest request;
  request.set_indicator("provinces/82/indicators/e1");
  Set(*request.mutable_first_day(), first_day);
  Set(*request.mutable_last_day(), first_day + 10 * 365);
  request.set_interval(indicators::v1::GetTimeSeriesRequest::INTERVAL_MONTH);
  return request.SerializeAsString();
}

const evaluation::Catalogue& Criteria() {
  static const auto& catalogue = *new evaluation::Catalogue(*evaluation::Catalogue::Load(evaluation::kCriteria));
  return catalogue;
}

// The first option of every criterion of a sheet.
google::protobuf::RepeatedPtrField<evaluation::v1::Choice> Answers(const evaluation::Sheet& sheet) {
  google::protobuf::RepeatedPtrField<evaluation::v1::Choice> choices;
  for (const evaluation::Leaf& leaf : sheet.leaves()) {
    auto& choice = *choices.Add();
    choice.set_criterion(leaf.code);
    choice.set_option(1);
  }
  return choices;
}

// The longest way, to five stars from nearly nothing, on one sheet after another.
std::string SuggestUpgrade(int64_t call) {
  const auto& sheets = Criteria().sheets();
  const evaluation::Sheet& sheet = sheets[static_cast<size_t>(call) % sheets.size()];
  evaluation::v1::SuggestUpgradeRequest request;
  request.set_score_sheet(sheet.name());
  request.set_target_stars(evaluation::kMostStars);
  *request.mutable_choices() = Answers(sheet);
  return request.SerializeAsString();
}

std::string Simulate() {
  evaluation::v1::SimulateRequest request;
  request.set_score_sheet(kSheet);
  *request.mutable_choices() = Answers(*Criteria().FindSheet(kSheet));
  return request.SerializeAsString();
}

// Into one of the rounds that score_rounds.sql opens.
std::string SubmitScore(int64_t call, const evaluation::v1::SubmitScoreRequest& card) {
  constexpr int64_t kRounds = 5000;
  evaluation::v1::SubmitScoreRequest request = card;
  request.set_name(absl::StrCat("provinces/82/dossiers/d", call % kRounds, "/scoringRounds/1"));
  return request.SerializeAsString();
}

// What people type for the names of search_rows.sql: with diacritics and without, words in another order, the last one
// only begun, a letter wrong, and the two words that many have.
std::string SearchProducts(int64_t call) {
  static const std::vector<std::string> kQueries = {
      "kẹo dừa tân phong",     "tra mang cau ngoc hue", "gao thom",
      "phuoc my keo dua",      "nước mắm long hải",     "mat ong kim tha",
      "tra mang kau ngoc hue", "khô cá lóc hòa",        "buoi",
      "banh trang my lo",      "yen chung gia phat",    "dong trung ha thao minh",
      "xoai cat hoa hung",     "ruou nep binh",         "ca phe quoc cuong",
      "mut gungg xuan",        "hu tieu my tho",        "lap xuong thien",
      "sua de bao chau",       "tinh dau tram"};
  registry::v1::SearchProductsRequest request;
  request.set_parent("provinces/82");
  request.set_query(kQueries[static_cast<size_t>(call) % kQueries.size()]);
  return request.SerializeAsString();
}

std::map<std::string, Kind> Kinds(const int64_t& products) {
  std::vector<std::string> other_values, other_series;
  for (int64_t day = 0; day < kQuestions; ++day) {
    other_values.push_back(GetIndicatorValues({}, absl::CivilDay(2018, 1, 1) + day));
    other_series.push_back(GetTimeSeries(absl::CivilDay(2012, 1, 1) + day));
  }
  const std::string values = GetIndicatorValues({});
  const std::string e1 = GetIndicatorValues({"e1"}, absl::CivilDay(2023, 12, 31));
  indicators::v1::GetIndicatorValuesRequest parsed;
  parsed.ParseFromString(values);
  std::string values_json;
  (void)google::protobuf::util::MessageToJsonString(parsed, &values_json);
  const std::string series = GetTimeSeries();
  const std::string simulation = Simulate();
  evaluation::v1::SubmitScoreRequest card;
  *card.mutable_score_card()->mutable_choices() = Answers(*Criteria().FindSheet(kSheet));
  return {
      {"get-product",
       {"/ocop.registry.v1.ProductService/GetProduct",
        [&products](int64_t call) { return GetProduct(call, products); }}},
      {"get-product-json",
       {"/ocop.registry.v1.ProductService/GetProduct",
        [&products](int64_t call) {
          return absl::StrCat(R"({"name":"provinces/82/products/)", call * kStep % products, R"("})");
        },
        true}},
      {"create-product", {"/ocop.registry.v1.ProductService/CreateProduct", CreateProduct}},
      {"search-products", {"/ocop.registry.v1.ProductService/SearchProducts", SearchProducts}},
      {"indicator-values",
       {"/ocop.indicators.v1.IndicatorService/GetIndicatorValues", [values](int64_t) { return values; }}},
      {"indicator-values-json",
       {"/ocop.indicators.v1.IndicatorService/GetIndicatorValues", [values_json](int64_t) { return values_json; },
        true}},
      {"other-indicator-values",
       {"/ocop.indicators.v1.IndicatorService/GetIndicatorValues",
        [other_values](int64_t call) { return other_values[static_cast<size_t>(call % kQuestions)]; }}},
      {"other-time-series",
       {"/ocop.indicators.v1.IndicatorService/GetTimeSeries",
        [other_series](int64_t call) { return other_series[static_cast<size_t>(call % kQuestions)]; }}},
      {"e1", {"/ocop.indicators.v1.IndicatorService/GetIndicatorValues", [e1](int64_t) { return e1; }}},
      {"time-series", {"/ocop.indicators.v1.IndicatorService/GetTimeSeries", [series](int64_t) { return series; }}},
      {"simulate", {"/ocop.evaluation.v1.AssessmentService/Simulate", [simulation](int64_t) { return simulation; }}},
      {"suggest-upgrade", {"/ocop.evaluation.v1.AssessmentService/SuggestUpgrade", SuggestUpgrade}},
      {"submit-score",
       {"/ocop.evaluation.v1.AssessmentService/SubmitScore", [card](int64_t call) { return SubmitScore(call, card); }}},
      {"health", {"/grpc.health.v1.Health/Check", [](int64_t) { return std::string(); }}},
  };
}

int Main(int argc, char** argv) {
  CLI::App app("Loads one method of a running server");
  LoadOptions options;
  std::string kind;
  int64_t products = 1;
  const auto kinds = Kinds(products);
  std::vector<std::string> names;
  for (const auto& [name, unused] : kinds) names.push_back(name);
  app.add_option("kind", kind, "What to call")->required()->check(CLI::IsMember(names));
  app.add_option("--port", options.port, "Of the server, on this machine")->required();
  app.add_option("--products", products, "How many there are");
  app.add_option("--in-flight", options.calls_in_flight, "Calls at any moment");
  app.add_option("--connections", options.connections, "That they share");
  app.add_option("--seconds", options.seconds, "How long to count");
  app.add_option("--warm-up", options.warm_up_seconds, "Seconds before that, whose calls are not counted");
  CLI11_PARSE(app, argc, argv);

  options.path = kinds.at(kind).path;
  options.json = kinds.at(kind).json;
  options.metadata = {{"x-actor", "bench@example.vn"}, {"x-roles", "council_member"}};
  const LoadResult result = Load(options, kinds.at(kind).request);
  std::printf("%.0f %.3f %.2f %lld\n", result.rate(), result.percentile(0.5), result.percentile(0.99),
              static_cast<long long>(result.refused));
  if (result.refused == 0) return 0;
  std::fprintf(stderr, "bench: %s\n", result.first_refusal.c_str());
  return 1;
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  return ocop::bench::Main(argc, argv);
}
