// Keeps what journals send to who has just begun to watch them, and plays it to a gateway, so that how fast a gateway
// takes it in is measured without those who make it:
//
//   bench_replay --journal 127.0.0.1:50051=127.0.0.1:50061 --journal …
//
// Reads the first address of each pair up to `synced`, prints `ready` once all are read, then serves JournalService at
// the second until it is killed.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/client.h"
#include "common/rpc/server.h"
#include "ocop/journal/v1/journal_service.pb.h"

namespace ocop::bench {
namespace {

using journal::v1::ListEntriesRequest;
using journal::v1::ListEntriesResponse;
using journal::v1::WatchRequest;
using journal::v1::WatchResponse;

[[noreturn]] void Die(const absl::Status& status) {
  std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

std::deque<WatchResponse> Read(const std::string& address) {
  std::deque<WatchResponse> responses;
  absl::Notification ended;
  absl::Status outcome;
  const rpc::Client client(address);
  std::shared_ptr<rpc::Subscription> stream;
  absl::Notification synced;
  stream = client.Subscribe(
      "/ocop.journal.v1.JournalService/Watch", WatchRequest(), WatchResponse::default_instance(),
      [&](const google::protobuf::Message& response) {
        if (synced.HasBeenNotified()) return;
        responses.push_back(static_cast<const WatchResponse&>(response));
        if (responses.back().synced()) synced.Notify();
      },
      [&](absl::Status status) {
        outcome = std::move(status);
        if (!synced.HasBeenNotified()) synced.Notify();
        ended.Notify();
      });
  synced.WaitForNotification();
  stream->Cancel();
  ended.WaitForNotification();
  if (responses.empty() || !responses.back().synced()) Die(outcome);
  return responses;
}

// Sends one response after the other, and nothing more.
void Play(const std::deque<WatchResponse>& responses, size_t next, const std::shared_ptr<rpc::Stream>& stream) {
  if (next == responses.size()) return;
  stream->Write(responses[next], [&responses, next, stream](bool ok) {
    if (ok) Play(responses, next + 1, stream);
    if (!ok) stream->Finish(absl::CancelledError("the reader went away"));
  });
}

class Journal {
 public:
  Journal(const std::string& from, const std::string& listen)
      : responses_(Read(from)), server_({.listen = listen}, telemetry_) {
    rpc::Service service("ocop.journal.v1.JournalService");
    service.BindStream("Watch", [this](std::shared_ptr<rpc::Stream> stream) { Play(responses_, 0, stream); });
    service.BindStream("DownloadState", [](std::shared_ptr<rpc::Stream> stream) {
      stream->Finish(absl::UnimplementedError("only Watch is played"));
    });
    service.Bind<ListEntriesRequest, ListEntriesResponse>(
        "ListEntries", [](const rpc::Call&, const ListEntriesRequest&) -> absl::StatusOr<ListEntriesResponse> {
          return absl::UnimplementedError("only Watch is played");
        });
    server_.Add(std::move(service));
    if (const absl::Status started = server_.Start(); !started.ok()) Die(started);
  }

 private:
  const std::deque<WatchResponse> responses_;
  metrics::Registry metrics_;
  rpc::Telemetry telemetry_{metrics_};
  rpc::Server server_;
};

int Main(int argc, char** argv) {
  CLI::App app("Plays the opening state of journals");
  std::vector<std::string> pairs;
  app.add_option("--journal", pairs, "host:port of a journal = host:port to play it at")->required();
  CLI11_PARSE(app, argc, argv);
  std::vector<std::unique_ptr<Journal>> journals;
  for (const std::string& pair : pairs) {
    const std::pair<std::string, std::string> addresses = absl::StrSplit(pair, absl::MaxSplits('=', 1));
    journals.push_back(std::make_unique<Journal>(addresses.first, addresses.second));
  }
  std::puts("ready");
  std::fflush(stdout);
  absl::Notification().WaitForNotification();
  return 0;
}

}  // namespace
}  // namespace ocop::bench

int main(int argc, char** argv) {
  return ocop::bench::Main(argc, argv);
}
