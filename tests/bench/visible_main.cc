// Measures how long after its answer a write shows at the gateway, and prints `writes/s p50_ms p99_ms max_ms`.
//
//   bench_visible --registry 127.0.0.1:50051 --gateway 127.0.0.1:50050
//
// Registers loaded products (rows_main.cc) at a steady rate, each in another commune than the one before, and asks the
// gateway over and over for the count of registered products of every commune: each write is recognised by its own
// step of its own commune's count. The wait between two questions is part of the figure.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"

namespace ocop::bench {
namespace {

using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using registry::v1::CreateRegistrationRequest;
using registry::v1::Registration;

// As rows_main.cc lays the products out.
constexpr int kCommunes = 164;
constexpr int kProductsPerProducer = 10;
constexpr int kYear = 2024;
constexpr absl::Duration kBetweenQuestions = absl::Milliseconds(2);
constexpr absl::Duration kPatience = absl::Seconds(10);

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

void SetDay(int month, int day, google::type::Date& date) {
  date.set_year(kYear);
  date.set_month(month);
  date.set_day(day);
}

// A product of commune `write % kCommunes` that no other write has.
int ProductOf(int write) {
  const int round = write / kCommunes;
  const int producer = write % kCommunes + kCommunes * (round / kProductsPerProducer);
  return producer * kProductsPerProducer + round % kProductsPerProducer;
}

// Registers products at `rate`, whether or not earlier calls have been answered.
class Writer {
 public:
  Writer(const std::string& registry, int writes, double rate)
      : client_(registry), rate_(rate), calls_(static_cast<size_t>(writes)), left_(writes) {}

  void Run() {
    const absl::Time start = absl::Now();
    for (size_t i = 0; i < calls_.size(); ++i) {
      absl::SleepFor(start + absl::Seconds(static_cast<double>(i) / rate_) - absl::Now());
      Write(static_cast<int>(i));
    }
    absl::MutexLock lock(&mutex_);
    auto all_answered = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return left_ == 0; };
    mutex_.Await(absl::Condition(&all_answered));
  }

  // When a write was answered; InfiniteFuture before that.
  absl::Time AnsweredAt(int write) {
    absl::MutexLock lock(&mutex_);
    return calls_[static_cast<size_t>(write)].answered;
  }

 private:
  struct Call {
    CreateRegistrationRequest request;
    Registration response;
    absl::Time answered = absl::InfiniteFuture();
  };

  void Write(int write) {
    Call& call = calls_[static_cast<size_t>(write)];
    call.request.set_parent("provinces/82");
    Registration& registration = *call.request.mutable_registration();
    registration.set_product(absl::StrCat("provinces/82/products/", ProductOf(write)));
    SetDay(1, 2, *registration.mutable_register_date());
    registration.set_kind(Registration::KIND_UPGRADE);
    registration.set_synthetic(true);
    client_.CallAsync("/ocop.registry.v1.ProductService/CreateRegistration", call.request, call.response, {},
                      [this, &call](const absl::Status& status) {
                        if (!status.ok()) Die(status);
                        const absl::Time now = absl::Now();
                        absl::MutexLock lock(&mutex_);
                        call.answered = now;
                        --left_;
                      });
  }

  const rpc::Client client_;
  const double rate_;
  std::vector<Call> calls_;
  absl::Mutex mutex_;
  int left_ ABSL_GUARDED_BY(mutex_);
};

GetIndicatorValuesRequest Question() {
  GetIndicatorValuesRequest request;
  request.set_parent("provinces/82");
  request.add_indicators("provinces/82/indicators/e1");
  for (int i = 0; i < kCommunes; ++i) request.add_localities(absl::StrCat("provinces/82/localities/c", i));
  SetDay(12, 31, *request.add_as_of());
  return request;
}

// When each write was first seen, by asking until all were.
std::vector<absl::Time> Watch(const rpc::Client& gateway, int writes, absl::Time give_up) {
  std::vector<absl::Time> seen_at(static_cast<size_t>(writes), absl::InfiniteFuture());
  std::vector<int64_t> seen(kCommunes, 0);
  const GetIndicatorValuesRequest question = Question();
  for (int left = writes; left > 0; absl::SleepFor(kBetweenQuestions)) {
    const auto answer =
        gateway.Call<GetIndicatorValuesResponse>("/ocop.indicators.v1.IndicatorService/GetIndicatorValues", question);
    if (!answer.ok()) Die(answer.status());
    const absl::Time now = absl::Now();
    if (now > give_up) Die(absl::DeadlineExceededError(absl::StrCat(left, " writes were never seen")));
    for (int commune = 0; commune < kCommunes; ++commune) {
      for (int64_t& count = seen[static_cast<size_t>(commune)]; count < answer->values(commune).denominator();
           ++count) {
        seen_at.at(static_cast<size_t>(commune + kCommunes * count)) = now;
        --left;
      }
    }
  }
  return seen_at;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the delay from a write's answer to its showing at the gateway");
  std::string registry;
  std::string gateway;
  double rate = 300;
  int seconds = 15;
  app.add_option("--registry", registry, "host:port")->required();
  app.add_option("--gateway", gateway, "host:port")->required();
  app.add_option("--rate", rate, "Writes a second");
  app.add_option("--seconds", seconds, "For how long");
  CLI11_PARSE(app, argc, argv);

  const int writes = static_cast<int>(rate) * seconds;
  Writer writer(registry, writes, rate);
  const absl::Time start = absl::Now();
  std::thread writing([&writer] { writer.Run(); });
  const std::vector<absl::Time> seen_at =
      Watch(rpc::Client(gateway), writes, start + absl::Seconds(seconds) + kPatience);
  writing.join();
  const absl::Duration took = writer.AnsweredAt(writes - 1) - start;

  std::vector<double> delays;
  for (int i = 0; i < writes; ++i) {
    const absl::Duration delay = seen_at[static_cast<size_t>(i)] - writer.AnsweredAt(i);
    delays.push_back(std::max(0.0, absl::ToDoubleMilliseconds(delay)));
  }
  std::sort(delays.begin(), delays.end());
  const auto at = [&](double share) { return delays[static_cast<size_t>(share * static_cast<double>(writes - 1))]; };
  std::printf("%.0f %.1f %.1f %.1f\n", writes / absl::ToDoubleSeconds(took), at(0.5), at(0.99), at(1));
  return 0;
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  return ocop::bench::Main(argc, argv);
}
