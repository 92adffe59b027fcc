#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/config/config.h"
#include "common/http2/client.h"
#include "common/http2/loop.h"
#include "common/ids/ids.h"
#include "common/logging/logging.h"
#include "common/metrics/exposer.h"
#include "common/rpc/server.h"
#include "common/tokens/settings.h"
#include "services/gateway/backends.h"
#include "services/gateway/edge/cors.h"
#include "services/gateway/edge/edge_handler.h"
#include "services/gateway/edge/file_limit.h"
#include "services/gateway/edge/grpc_proxy.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/request_telemetry.h"
#include "services/gateway/embedded_task_kinds.h"
#include "services/gateway/handlers/gauges.h"
#include "services/gateway/handlers/indicator_service.h"
#include "services/gateway/projection/checkpoint.h"
#include "services/gateway/projection/follower.h"
#include "services/gateway/projection/verifier.h"
#include "services/gateway/tasks/task_service.h"

// Of the allocator; absent in a build with sanitizers, which bring one of their own.
extern "C" __attribute__((weak)) void MallocExtension_ReleaseFreeMemory();

namespace {

using namespace ocop;           // NOLINT(google-build-using-namespace): main alone
using namespace ocop::gateway;  // NOLINT(google-build-using-namespace)

// Half of what the services take, as is passed on with fields of the gateway's own. The header of HTTP, 16 KiB, is
// less.
constexpr size_t kLargestMetadata = 32 << 10;
// Calls a second that a connection of gRPC may give up for long. Another system brings the calls of many on one: when a
// service hangs, all of them run out of time together.
constexpr uint64_t kMostResets = 1000;

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 1;
}

double Chance() {
  static thread_local absl::BitGen random;
  return absl::Uniform(random, 0.0, 1.0);
}

// Health follows the projection: SERVING once there are figures.
class ReadinessWatch {
 public:
  ReadinessWatch(const Projection& projection, rpc::Server& server)
      : thread_([this, &projection, &server] {
          absl::MutexLock lock(&mutex_);
          while (!stopping_ && !projection.Ready()) {
            mutex_.AwaitWithTimeout(absl::Condition(&stopping_), absl::Milliseconds(50));
          }
          if (stopping_) return;
          // A start takes more than is kept; the allocator would hold on to it.
          if (MallocExtension_ReleaseFreeMemory != nullptr) MallocExtension_ReleaseFreeMemory();
          server.SetServing(true);
          logging::Info("serving");
        }) {}

  ~ReadinessWatch() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    thread_.join();
  }

 private:
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  rpc::SwitchOffDeadlockDetection();
  rpc::StopSignal stop;
  config::Settings settings("gateway", "The edge of the OCOP suite: indicators, and every service's methods.");
  const std::string& listen = settings.Address("listen", "127.0.0.1:50050", "Address to serve gRPC on");
  const std::string& http_listen = settings.Address("http-listen", "127.0.0.1:8080", "Address to serve Connect on");
  const std::string& cors_origins =
      settings.Text("cors-origins", "", "Origins whose pages may call from a browser, separated by commas; * is any");
  const std::string& metrics_listen =
      settings.Address("metrics-listen", "127.0.0.1:9100", "Address to serve /metrics on");
  const std::string& definitions_path =
      settings.Text("indicator-definitions", "", "Directory with further indicators, for every province (*.textproto)");
  const absl::Duration& drain =
      settings.Duration("drain-timeout", absl::Seconds(20), "How long running calls may go on after SIGTERM",
                        {.least = absl::ZeroDuration(), .most = absl::Hours(1)});
  const std::string& certificate =
      settings.Text("signing-certificate", "", "X.509 certificate (PEM) that frozen reports are signed with");
  const std::string& key = settings.Text("signing-key", "", "Its private key (PEM)");
  const std::string& earlier = settings.Text("earlier-signing-certificates", "",
                                             "Certificates (PEM) of earlier keys, separated by commas, whose reports "
                                             "stay verifiable");
  settings.Requires("signing-certificate", "signing-key");
  settings.Requires("signing-key", "signing-certificate");
  settings.Requires("earlier-signing-certificates", "signing-certificate");
  const std::string& checkpoint =
      settings.Text("checkpoint", "", "File to start from, and to write now and then; empty: none");
  const absl::Duration& checkpoint_interval = settings.Duration(
      "checkpoint-interval", absl::Minutes(10), "How often the checkpoint is written", {.least = absl::Seconds(1)});
  const auto verifier_of_tokens = tokens::AddSettings(settings);
  std::vector<const std::string*> addresses;
  for (const Service service : kAllServices) {
    const std::string name = NameOf(service);
    const std::string port = absl::StrCat(50051 + static_cast<int>(addresses.size()));
    addresses.push_back(&settings.Text(name, absl::StrCat("127.0.0.1:", port), absl::StrCat("Address of ", name)));
  }
  settings.ParseOrExit(argc, argv);
  const size_t connections = ConnectionsWithin(RaiseFileLimit(), HttpServerOptions().max_connections);

  auto definitions = definitions_path.empty() ? Definitions::BuiltIn() : Definitions::BuiltInAndFrom(definitions_path);
  if (!definitions.ok()) return Fail(definitions.status());
  std::shared_ptr<const crypto::Signer> signer;
  if (!certificate.empty()) {
    auto loaded = crypto::Signer::Load(certificate, key, absl::StrSplit(earlier, ',', absl::SkipEmpty()));
    if (!loaded.ok()) return Fail(loaded.status());
    signer = *std::move(loaded);
  }
  auto kinds = LoadKinds(kTaskKindFiles);
  if (!kinds.ok()) return Fail(kinds.status());
  metrics::Registry metrics;
  const auto exposer = metrics::Exposer::Start(metrics_listen, metrics);
  if (!exposer.ok()) return Fail(exposer.status());

  const clock::SystemClock clock;
  Projection projection(*definitions, clock);
  std::unique_ptr<CheckpointWriter> checkpoint_writer;
  if (!checkpoint.empty()) {
    const absl::Status read = ReadCheckpoint(checkpoint, projection);
    if (!read.ok()) {
      logging::Warning("starting without a checkpoint", {{"path", checkpoint}, {"reason", read.message()}});
    }
    checkpoint_writer = std::make_unique<CheckpointWriter>(projection, checkpoint, checkpoint_interval, clock);
  }
  const auto loops = std::make_shared<http2::Loops>();
  std::vector<rpc::Client> clients;
  std::vector<Backend> backends;
  const auto left_out = metrics.Counters("ocop_gateway_entries_left_out_total",
                                         "Responses of a journal with an entry that could not be read; must be 0");
  std::vector<std::unique_ptr<Follower>> followers;
  for (size_t i = 0; i < kAllServices.size(); ++i) {
    const rpc::Client& client = clients.emplace_back(*addresses[i]);
    // Connections of their own for streams that callers keep open, for which nothing else is to wait.
    backends.push_back(BackendOfDataService(NameOf(kAllServices[i]),
                                            std::make_shared<http2::Client>(loops, *addresses[i]),
                                            std::make_shared<http2::Client>(loops, *addresses[i])));
    const metrics::Counter of_service = left_out.With({{"source", NameOf(kAllServices[i])}});
    followers.push_back(std::make_unique<Follower>(
        projection, kAllServices[i], client,
        Follower::Options{.chance = Chance, .left_out = [of_service] { of_service.Increment(); }}));
  }

  ChangeLoop loop(projection, clock);
  loop.Add(KeepGauges(projection, metrics));
  const Verifier verifier(projection, metrics, clock, {.chance = Chance});
  Archive archive(*std::move(definitions), clients, clock);

  rpc::Telemetry telemetry(metrics);
  GrpcProxy proxy(backends, telemetry);
  const std::shared_ptr<const tokens::Verifier> callers = verifier_of_tokens();
  rpc::Server server({.listen = listen,
                      .drain_timeout = drain,
                      .largest_metadata = kLargestMetadata,
                      .most_resets = kMostResets,
                      .verifier = callers},
                     telemetry, loops);
  server.Add(IndicatorService({projection, clock, loop, archive, clients, signer}));
  server.Add(TaskService({projection, clients, std::make_shared<const std::vector<Kind>>(*std::move(kinds))}));
  proxy.Serve(server);
  if (absl::Status started = server.Start(); !started.ok()) return Fail(started);

  backends.push_back(BackendOfPackage("indicators", server.LocalChannel()));
  auto methods = MethodTable::Create(backends);
  if (!methods.ok()) return Fail(methods.status());
  auto pages = PagesOf(*methods, callers ? callers->rules().issuer : "");
  if (!pages.ok()) return Fail(pages.status());
  RequestTelemetry http_telemetry(metrics);
  ids::IdSource ids;
  constexpr char kLookUp[] = "/ocop.salespoints.v1.TraceService/LookUpTrace";
  const EdgeHandler handler(*std::move(methods),
                            {// What the QR codes on labels hold: GS1 Digital Links, and trace codes of our own.
                             .links = {{"/01/", kLookUp, "code"}, {"/trace/", kLookUp, "code"}},
                             .pages = *std::move(pages),
                             .new_request_id = [&ids] { return ids.Next(absl::Now()); },
                             .healthy = [&projection] { return projection.Ready(); },
                             .observe = [&http_telemetry](const RequestRecord& r) { http_telemetry.Observe(r); }});
  auto http = HttpServer::Start({.listen = http_listen, .max_connections = connections},
                                WithCors(OriginsOf(cors_origins), std::ref(handler)), server.Acceptor(), loops);
  if (!http.ok()) return Fail(http.status());
  server.OnDrain([&](absl::Time deadline) {
    (*http)->SendAway(deadline);
    // Readers of streams and of the past are sent elsewhere first, or both servers would wait for them in vain.
    loop.Stop();
    archive.Stop();
    // Its requests are calls of the server, which serves them until there are none.
    (*http)->Shutdown(deadline);
  });
  {
    const ReadinessWatch readiness(projection, server);
    logging::Info("listening", {{"grpc_port", server.port()}, {"http_port", (*http)->port()}});
    logging::Info("draining", {{"signal", stop.Wait()}});
  }
  server.Drain();
  logging::Info("ended");
  return 0;
}
