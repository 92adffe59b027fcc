// Measures sales points where they are asked for the most at once, against a running service:
//
//   bench_sales import --salespoints 127.0.0.1:50053 --lines 1000000    prints `seconds`
//   bench_sales growth --salespoints 127.0.0.1:50053                    prints `p50_ms p99_ms pages`
//   bench_sales suspects --salespoints 127.0.0.1:50053                  prints `first_ms p99_ms seconds pages`
//
// Lines are of 5,000 products in 10 channels, month by month. Growth is read page by page, of every product and by both
// comparisons; each page is a call that is timed. Suspects are read to the end of the list; the first page, which
// compares the products of each kind for all of them, is told apart from the rest.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/date.h"
#include "common/rpc/client.h"
#include "ocop/salespoints/v1/channel_service.pb.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::bench {
namespace {

using namespace ocop::salespoints::v1;  // NOLINT(google-build-using-namespace): the messages measured

constexpr int kProducts = 5000;
constexpr int kChannels = 10;
constexpr int kLinesPerMessage = 2000;
constexpr char kReports[] = "/ocop.salespoints.v1.SalesReportService/";

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

rpc::CallOptions Officer() {
  rpc::CallOptions options;
  options.actor = "bench";
  options.roles = "commune_officer";
  options.timeout = absl::Hours(1);
  return options;
}

void MakeChannels(const rpc::Client& client) {
  for (int i = 0; i < kChannels; ++i) {
    CreateChannelRequest request;
    request.set_parent("provinces/82");
    request.set_channel_id(absl::StrCat("bench-", i));
    request.mutable_channel()->set_display_name("Kênh");
    request.mutable_channel()->set_kind(Channel::KIND_SUPERMARKET);
    const auto made = client.Call<Channel>("/ocop.salespoints.v1.ChannelService/CreateChannel", request, Officer());
    if (!made.ok()) Die(made.status());
  }
}

void FillLine(int64_t number, SalesReport& line) {
  const int64_t month_number = number / (kProducts * kChannels);
  const absl::CivilMonth month = absl::CivilMonth(2015, 1) + month_number;
  line.set_product(absl::StrCat("provinces/82/products/bench-", number % kProducts));
  line.set_channel(absl::StrCat("provinces/82/channels/bench-", number / kProducts % kChannels));
  *line.mutable_period_start() = clock::ToDate(clock::ToDay(absl::CivilDay(month)));
  *line.mutable_period_end() = clock::ToDate(clock::ToDay(absl::CivilDay(month + 1) - 1));
  line.set_revenue_vnd(1000000 + number % 977 * 1000);
  line.set_profit_vnd(100000 + number % 89 * 1000);
}

void Import(const rpc::Client& client, int64_t lines) {
  MakeChannels(client);
  ImportSalesReportsRequest request;
  int64_t sent = 0;
  const rpc::NextRequest next = [&]() -> const google::protobuf::Message* {
    if (sent == lines) return nullptr;
    request.Clear();
    request.set_name("provinces/82/salesImports/bench");
    request.set_first_line(sent + 1);
    for (int i = 0; i < kLinesPerMessage && sent < lines; ++i) FillLine(sent++, *request.add_lines());
    return &request;
  };
  SalesImport import;
  const absl::Time start = absl::Now();
  const absl::Status status =
      client.UploadAndWait(absl::StrCat(kReports, "ImportSalesReports"), next, import, Officer());
  if (!status.ok()) Die(status);
  if (import.created_count() != lines) Die(absl::InternalError(import.ShortDebugString()));
  std::printf("%.2f\n", absl::ToDoubleSeconds(absl::Now() - start));
}

void Growth(const rpc::Client& client) {
  std::vector<double> took_ms;
  for (const auto comparison :
       {ListSalesGrowthRequest::COMPARISON_PREVIOUS_YEAR, ListSalesGrowthRequest::COMPARISON_BASELINE}) {
    ListSalesGrowthRequest request;
    request.set_parent("provinces/82");
    request.set_year(2018);
    request.set_unit(ListSalesGrowthRequest::UNIT_PRODUCT);
    request.set_comparison(comparison);
    do {
      const absl::Time start = absl::Now();
      const auto page =
          client.Call<ListSalesGrowthResponse>(absl::StrCat(kReports, "ListSalesGrowth"), request, Officer());
      if (!page.ok()) Die(page.status());
      took_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  std::sort(took_ms.begin(), took_ms.end());
  std::printf("%.2f %.2f %zu\n", took_ms[took_ms.size() / 2], took_ms[took_ms.size() * 99 / 100], took_ms.size());
}

void Suspects(const rpc::Client& client) {
  std::vector<double> took_ms;
  ListSuspectSalesReportsRequest request;
  request.set_parent("provinces/82");
  request.set_year(2018);
  const absl::Time begin = absl::Now();
  do {
    const absl::Time start = absl::Now();
    const auto page = client.Call<ListSuspectSalesReportsResponse>(absl::StrCat(kReports, "ListSuspectSalesReports"),
                                                                   request, Officer());
    if (!page.ok()) Die(page.status());
    took_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  const double first_ms = took_ms.front();
  if (took_ms.size() > 1) took_ms.erase(took_ms.begin());
  std::sort(took_ms.begin(), took_ms.end());
  std::printf("%.2f %.2f %.2f %zu\n", first_ms, took_ms[took_ms.size() * 99 / 100],
              absl::ToDoubleSeconds(absl::Now() - begin), took_ms.size() + 1);
}

int Main(int argc, char** argv) {
  CLI::App app("Measures sales points");
  std::string address;
  int64_t lines = 1000000;
  CLI::App& import = *app.add_subcommand("import", "Imports report lines");
  import.add_option("--lines", lines, "How many");
  CLI::App& growth = *app.add_subcommand("growth", "Reads growth page by page");
  CLI::App& suspects = *app.add_subcommand("suspects", "Reads the suspects of a year to the end");
  for (CLI::App* command : {&import, &growth, &suspects}) {
    command->add_option("--salespoints", address, "host:port of the service")->required();
  }
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  const rpc::Client client(address);
  if (import.parsed()) Import(client, lines);
  if (growth.parsed()) Growth(client);
  if (suspects.parsed()) Suspects(client);
  return 0;
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  return ocop::bench::Main(argc, argv);
}
