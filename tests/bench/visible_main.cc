// Measures how long after its answer a write shows at the gateway, and prints `writes/s p50_ms p99_ms max_ms`.
//
//   bench_visible --registry 127.0.0.1:50051 --gateway 127.0.0.1:50050
//
// Registers loaded products (rows_main.cc, or with --country-products those of country.h) at a steady rate, each in
// another commune than the one before. Meanwhile it asks the gateway over and over for the count of registered products
// of every commune, or with --watch is told of them: each write is recognised by its own step of its own commune's
// count. The wait between two questions is part of the figure.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/rpc/client.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "ocop/registry/v1/product_service.pb.h"
#include "tests/bench/country.h"

namespace ocop::bench {
namespace {

using indicators::v1::GetIndicatorValuesRequest;
using indicators::v1::GetIndicatorValuesResponse;
using indicators::v1::IndicatorValue;
using indicators::v1::WatchIndicatorValuesRequest;
using indicators::v1::WatchIndicatorValuesResponse;
using registry::v1::CreateRegistrationRequest;
using registry::v1::Registration;

constexpr absl::Duration kBetweenQuestions = absl::Milliseconds(2);
constexpr absl::Duration kPatience = absl::Seconds(10);

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

void SetDay(int year, int month, int day, google::type::Date& date) {
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
}

// What is written: products to register, and the commune of each.
struct Ground {
  std::vector<std::string> communes;
  struct Write {
    std::string product;
    size_t commune;
  };
  std::vector<Write> writes;

  // The writes of each commune, in their order.
  std::vector<std::vector<size_t>> ByCommune() const {
    std::vector<std::vector<size_t>> by_commune(communes.size());
    for (size_t i = 0; i < writes.size(); ++i) by_commune[writes[i].commune].push_back(i);
    return by_commune;
  }
};

// As rows_main.cc lays the products out.
Ground GroundOfRows(int writes) {
  constexpr int kCommunes = 164;
  constexpr int kProductsPerProducer = 10;
  Ground ground;
  for (int i = 0; i < kCommunes; ++i) ground.communes.push_back(absl::StrCat("provinces/82/localities/c", i));
  for (int write = 0; write < writes; ++write) {
    const int round = write / kCommunes;
    const int producer = write % kCommunes + kCommunes * (round / kProductsPerProducer);
    ground.writes.push_back(
        {absl::StrCat("provinces/82/products/", producer * kProductsPerProducer + round % kProductsPerProducer),
         static_cast<size_t>(write % kCommunes)});
  }
  return ground;
}

// Of the country's first province, commune after commune as long as there are products.
Ground GroundOfCountry(const CountryOptions& options, int writes) {
  const Country country(options);
  const ProvinceBase base = country.Base(0);
  std::map<std::string, std::vector<std::string>> products;
  for (int number = 0; number < country.ChunksOf(0); ++number) {
    const ProductChunk chunk = country.Chunk(base, 0, number);
    std::map<std::string, std::string> locality;
    for (const auto& made : chunk.producers) locality[made.resource.name()] = made.resource.locality();
    for (const auto& made : chunk.products) {
      products[locality[made.resource.producer()]].push_back(made.resource.name());
    }
  }
  // The first thousand are as many as may be watched.
  constexpr size_t kMostCommunes = 900;
  Ground ground;
  for (const std::string& commune : base.old_communes) {
    if (products.contains(commune) && ground.communes.size() < kMostCommunes) ground.communes.push_back(commune);
  }
  for (size_t round = 0; ground.writes.size() < static_cast<size_t>(writes); ++round) {
    const size_t before = ground.writes.size();
    for (size_t i = 0; i < ground.communes.size() && ground.writes.size() < static_cast<size_t>(writes); ++i) {
      const auto& here = products[ground.communes[i]];
      if (round < here.size()) ground.writes.push_back({here[round], i});
    }
    if (ground.writes.size() == before) Die(absl::OutOfRangeError("the province has too few products"));
  }
  return ground;
}

// Registers products at `rate`, whether or not earlier calls have been answered.
class Writer {
 public:
  Writer(const std::string& registry, const Ground& ground, int year, double rate)
      : client_(registry),
        ground_(ground),
        year_(year),
        rate_(rate),
        calls_(ground.writes.size()),
        left_(calls_.size()) {}

  void Run() {
    const absl::Time start = absl::Now();
    for (size_t i = 0; i < calls_.size(); ++i) {
      absl::SleepFor(start + absl::Seconds(static_cast<double>(i) / rate_) - absl::Now());
      Write(i);
    }
    absl::MutexLock lock(&mutex_);
    auto all_answered = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return left_ == 0; };
    mutex_.Await(absl::Condition(&all_answered));
  }

  // When a write was answered; InfiniteFuture before that.
  absl::Time AnsweredAt(size_t write) {
    absl::MutexLock lock(&mutex_);
    return calls_[write].answered;
  }

 private:
  struct Call {
    CreateRegistrationRequest request;
    Registration response;
    absl::Time answered = absl::InfiniteFuture();
  };

  void Write(size_t write) {
    Call& call = calls_[write];
    call.request.set_parent("provinces/82");
    Registration& registration = *call.request.mutable_registration();
    registration.set_product(ground_.writes[write].product);
    SetDay(year_, 1, 2, *registration.mutable_register_date());
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
  const Ground& ground_;
  const int year_;
  const double rate_;
  std::vector<Call> calls_;
  absl::Mutex mutex_;
  size_t left_ ABSL_GUARDED_BY(mutex_);
};

// When each write was first seen.
class Sightings {
 public:
  explicit Sightings(const Ground& ground)
      : by_commune_(ground.ByCommune()), seen_(ground.communes.size(), 0), left_(ground.writes.size()) {
    seen_at_.assign(ground.writes.size(), absl::InfiniteFuture());
    for (size_t i = 0; i < ground.communes.size(); ++i) place_[ground.communes[i]] = i;
  }

  void Note(const IndicatorValue& value, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    const size_t commune = place_.at(value.locality());
    for (size_t& count = seen_[commune]; count < static_cast<size_t>(value.denominator()); ++count) {
      seen_at_[by_commune_[commune].at(count)] = now;
      --left_;
    }
  }

  // How many were not seen by `deadline`.
  size_t Await(absl::Time deadline) {
    absl::MutexLock lock(&mutex_);
    auto all_seen = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return left_ == 0; };
    mutex_.AwaitWithDeadline(absl::Condition(&all_seen), deadline);
    return left_;
  }

  size_t left() {
    absl::MutexLock lock(&mutex_);
    return left_;
  }

  const std::vector<absl::Time>& seen_at() const ABSL_NO_THREAD_SAFETY_ANALYSIS { return seen_at_; }

 private:
  const std::vector<std::vector<size_t>> by_commune_;
  std::map<std::string, size_t> place_;
  absl::Mutex mutex_;
  std::vector<size_t> seen_ ABSL_GUARDED_BY(mutex_);
  std::vector<absl::Time> seen_at_ ABSL_GUARDED_BY(mutex_);
  size_t left_ ABSL_GUARDED_BY(mutex_);
};

template <class Request>
Request Question(const Ground& ground, int year) {
  Request request;
  request.set_parent("provinces/82");
  request.add_indicators("provinces/82/indicators/e1");
  for (const std::string& commune : ground.communes) request.add_localities(commune);
  SetDay(year, 12, 31, *request.add_as_of());
  return request;
}

void Ask(const rpc::Client& gateway, const Ground& ground, int year, absl::Time give_up, Sightings& sightings) {
  const auto question = Question<GetIndicatorValuesRequest>(ground, year);
  for (; sightings.left() > 0 && absl::Now() < give_up; absl::SleepFor(kBetweenQuestions)) {
    const auto answer =
        gateway.Call<GetIndicatorValuesResponse>("/ocop.indicators.v1.IndicatorService/GetIndicatorValues", question);
    if (!answer.ok()) Die(answer.status());
    const absl::Time now = absl::Now();
    for (const IndicatorValue& value : answer->values()) sightings.Note(value, now);
  }
}

// A stream that is open while it lives.
class Watcher {
 public:
  Watcher(const rpc::Client& gateway, const Ground& ground, int year, Sightings& sightings)
      : stream_(gateway.Subscribe(
            "/ocop.indicators.v1.IndicatorService/WatchIndicatorValues",
            Question<WatchIndicatorValuesRequest>(ground, year), WatchIndicatorValuesResponse::default_instance(),
            [this, &sightings](const google::protobuf::Message& message) {
              const absl::Time now = absl::Now();
              for (const IndicatorValue& value : static_cast<const WatchIndicatorValuesResponse&>(message).values()) {
                sightings.Note(value, now);
              }
              absl::MutexLock lock(&mutex_);
              begun_ = true;
            },
            [this](const absl::Status& status) {
              absl::MutexLock lock(&mutex_);
              if (!stopping_) Die(status);
              ended_ = true;
            })) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&begun_));
  }
  ~Watcher() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    stream_->Cancel();
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&ended_));
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

 private:
  absl::Mutex mutex_;
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  const std::shared_ptr<rpc::Subscription> stream_;
};

int Main(int argc, char** argv) {
  CLI::App app("Measures the delay from a write's answer to its showing at the gateway");
  std::string registry;
  std::string gateway_address;
  double rate = 500;
  int seconds = 15;
  int year = 2024;
  bool watch = false;
  CountryOptions country;
  country.products = 0;
  app.add_option("--registry", registry, "host:port")->required();
  app.add_option("--gateway", gateway_address, "host:port")->required();
  app.add_option("--rate", rate, "Writes a second");
  app.add_option("--seconds", seconds, "For how long");
  app.add_option("--year", year, "In which nothing is registered yet");
  app.add_flag("--watch", watch, "Be told, in place of asking");
  app.add_option("--country-products", country.products, "Of the country that is loaded; 0: rows of bench_rows");
  app.add_option("--country-provinces", country.provinces, "Its provinces");
  app.add_option("--country-communes", country.communes, "Its communes");
  CLI11_PARSE(app, argc, argv);

  const int writes = static_cast<int>(rate) * seconds;
  const Ground ground = country.products > 0 ? GroundOfCountry(country, writes) : GroundOfRows(writes);
  Writer writer(registry, ground, year, rate);
  Sightings sightings(ground);
  const rpc::Client gateway(gateway_address);
  std::optional<Watcher> watcher;
  if (watch) watcher.emplace(gateway, ground, year, sightings);

  const absl::Time start = absl::Now();
  const absl::Time give_up = start + absl::Seconds(seconds) + kPatience;
  std::thread writing([&writer] { writer.Run(); });
  if (!watch) Ask(gateway, ground, year, give_up, sightings);
  if (const size_t left = sightings.Await(give_up); left > 0) {
    Die(absl::DeadlineExceededError(absl::StrCat(left, " writes were never seen")));
  }
  writing.join();
  watcher.reset();

  absl::Time last = start;
  std::vector<double> delays;
  for (size_t i = 0; i < ground.writes.size(); ++i) {
    const absl::Time answered = writer.AnsweredAt(i);
    last = std::max(last, answered);
    delays.push_back(std::max(0.0, absl::ToDoubleMilliseconds(sightings.seen_at()[i] - answered)));
  }
  std::sort(delays.begin(), delays.end());
  const auto at = [&](double share) { return delays[static_cast<size_t>(share * static_cast<double>(writes - 1))]; };
  std::printf("%.0f %.1f %.1f %.1f\n", writes / absl::ToDoubleSeconds(last - start), at(0.5), at(0.99), at(1));
  return 0;
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  return ocop::bench::Main(argc, argv);
}
