#include "common/webhook/sender.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace ocop::webhook {
namespace {

constexpr size_t kMostOfAnAnswer = 64 << 10;
constexpr int kLongestPollMilliseconds = 1000;

void* NewMulti() {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)global;
  return curl_multi_init();
}

}  // namespace

// One post under way.
struct Sender::Transfer {
  Transfer(Post given, Done then) : post(std::move(given)), done(std::move(then)), begin(absl::Now()) {}
  ~Transfer() {
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // libcurl's callbacks.
  static size_t TakeBody(char*, size_t size, size_t count, void* self) {
    auto& received = static_cast<Transfer*>(self)->received;
    received += size * count;
    return received > kMostOfAnAnswer ? 0 : size * count;
  }
  static curl_socket_t Open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.addresses->Allows(address->addr)) {
      transfer.refused = TextOf(address->addr);
      return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  void Finish(CURLcode code);

  const Post post;
  const Done done;
  const absl::Time begin;
  const Addresses* addresses = nullptr;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  size_t received = 0;
  // The address that was not allowed.
  std::string refused;
  // What libcurl says of an error, beside its code.
  char details[CURL_ERROR_SIZE] = "";
};

void Sender::Transfer::Finish(CURLcode code) {
  Outcome outcome{.begin = begin, .duration = absl::Now() - begin};
  long answered = 0;  // NOLINT(google-runtime-int): libcurl's type
  if (easy != nullptr) curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answered);
  // Of an answer that is longer than we care for the head has come.
  const bool has_answer = answered != 0 && (code == CURLE_OK || code == CURLE_WRITE_ERROR);
  if (has_answer) {
    outcome.http_status = static_cast<int>(answered);
    if (answered < 200 || answered > 299) outcome.error = absl::StrCat("the receiver answered ", answered);
    if (answered >= 300 && answered <= 399) outcome.error += "; redirects are not followed";
  } else if (!refused.empty()) {
    outcome.error = absl::StrCat("the address ", refused, " is not public, and in no network that is allowed");
  } else if (code == CURLE_ABORTED_BY_CALLBACK) {
    outcome.error = "the service stops";
  } else {
    outcome.error = *details == '\0' ? curl_easy_strerror(code) : details;
  }
  done(outcome);
}

Sender::Sender(Options options) : options_(std::move(options)), multi_(NewMulti()), thread_([this] { Work(); }) {}

Sender::~Sender() {
  Stop();
  curl_multi_cleanup(multi_);
}

void Sender::Send(Post post, Done done) {
  auto transfer = std::make_unique<Transfer>(std::move(post), std::move(done));
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_) new_.push_back(std::move(transfer));
  }
  if (transfer) return transfer->Finish(CURLE_ABORTED_BY_CALLBACK);
  curl_multi_wakeup(multi_);
}

void Sender::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  curl_multi_wakeup(multi_);
  if (thread_.joinable()) thread_.join();
}

std::vector<std::unique_ptr<Sender::Transfer>> Sender::TakeNew(bool& stopping) {
  absl::MutexLock lock(&mutex_);
  stopping = stopping_;
  return std::exchange(new_, {});
}

void Sender::Prepare(Transfer& transfer) const {
  CURL* easy = transfer.easy = curl_easy_init();
  transfer.addresses = &options_.addresses;
  for (const std::string& header : transfer.post.headers) {
    transfer.headers = curl_slist_append(transfer.headers, header.c_str());
  }
  // A body is sent at once, not when the receiver has agreed to get one.
  transfer.headers = curl_slist_append(transfer.headers, "expect:");
  curl_easy_setopt(easy, CURLOPT_URL, transfer.post.uri.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, options_.allow_http ? "https,http" : "https");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.post.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.post.body.data());
  // 0 would be no limit.
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, std::max<int64_t>(1, absl::ToInt64Milliseconds(transfer.post.timeout)));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // A proxy would be the one to choose the address.
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.details);
  if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::Open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::TakeBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
}

void Sender::Work() {
  std::map<CURL*, std::unique_ptr<Transfer>> under_way;
  while (true) {
    bool stopping = false;
    for (auto& transfer : TakeNew(stopping)) {
      Prepare(*transfer);
      curl_multi_add_handle(multi_, transfer->easy);
      under_way[transfer->easy] = std::move(transfer);
    }
    if (stopping) break;
    int running = 0, left = 0;
    curl_multi_perform(multi_, &running);
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      auto ended = under_way.extract(message->easy_handle);
      curl_multi_remove_handle(multi_, ended.key());
      ended.mapped()->Finish(code);
    }
    curl_multi_poll(multi_, nullptr, 0, kLongestPollMilliseconds, nullptr);
  }
  for (auto& [easy, transfer] : under_way) {
    curl_multi_remove_handle(multi_, easy);
    transfer->Finish(CURLE_ABORTED_BY_CALLBACK);
  }
}

}  // namespace ocop::webhook
