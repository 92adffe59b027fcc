// Many calls of another process as one: they run together, and one function gets all the answers.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/client.h"

namespace ocop::rpc {

// So many calls are under way at once: thousands would take all of the other process's turns.
inline constexpr size_t kMostGathered = 32;

// Calls `done` once, from a gRPC thread (or this one when there is nothing to ask): answers[i] belongs to requests[i].
template <class Response, class Request>
class Gathering : public std::enable_shared_from_this<Gathering<Response, Request>> {
 public:
  using Answers = std::vector<absl::StatusOr<Response>>;

  Gathering(const Client& client, std::string path, const std::vector<Request>& requests, const CallOptions& options,
            std::function<void(Answers)> done)
      : client_(client),
        path_(std::move(path)),
        options_(options),
        requests_(requests),
        responses_(requests.size()),
        answers_(requests.size(), absl::UnknownError("not asked")),
        left_(requests.size()),
        done_(std::move(done)) {}

  void AskNext() {
    const size_t i = next_++;
    if (i >= requests_.size()) return;
    client_.CallAsync(path_, requests_[i], responses_[i], options_,
                      [self = this->shared_from_this(), i](absl::Status status) { self->Take(i, std::move(status)); });
  }

 private:
  void Take(size_t i, absl::Status status) {
    if (status.ok()) {
      answers_[i] = std::move(responses_[i]);
    } else {
      answers_[i] = std::move(status);
    }
    AskNext();
    if (--left_ == 0) done_(std::move(answers_));
  }

  const Client client_;
  const std::string path_;
  const CallOptions options_;
  const std::vector<Request> requests_;
  std::vector<Response> responses_;
  Answers answers_;
  std::atomic<size_t> next_ = 0;
  std::atomic<size_t> left_;
  const std::function<void(Answers)> done_;
};

template <class Response, class Request>
void Gather(const Client& client, const std::string& path, const std::vector<Request>& requests,
            const CallOptions& options, std::function<void(std::vector<absl::StatusOr<Response>>)> done) {
  if (requests.empty()) return done({});
  const auto gathering =
      std::make_shared<Gathering<Response, Request>>(client, path, requests, options, std::move(done));
  for (size_t i = 0; i < kMostGathered; ++i) gathering->AskNext();
}

// Reads every page of a list method. `take` is given each page in turn; `done` is called once, after the last.
template <class Response, class Request>
void ReadPages(const Client& client, const std::string& path, Request request, const CallOptions& options,
               std::function<void(const Response&)> take, std::function<void(absl::Status)> done) {
  auto response = std::make_shared<Response>();
  client.CallAsync(path, request, *response, options,
                   [client, path, request, options, take = std::move(take), done = std::move(done),
                    response](absl::Status status) mutable {
                     if (!status.ok()) return done(std::move(status));
                     take(*response);
                     if (response->next_page_token().empty()) return done(absl::OkStatus());
                     request.set_page_token(response->next_page_token());
                     ReadPages<Response>(client, path, std::move(request), options, std::move(take), std::move(done));
                   });
}

}  // namespace ocop::rpc
