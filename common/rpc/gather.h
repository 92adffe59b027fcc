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

// Calls `done` once, from a gRPC thread (or this one when there is nothing to ask): answers[i] belongs to requests[i].
template <class Response, class Request>
void Gather(const Client& client, const std::string& path, const std::vector<Request>& requests,
            const CallOptions& options, std::function<void(std::vector<absl::StatusOr<Response>>)> done) {
  struct Round {
    std::vector<Response> responses;
    std::vector<absl::StatusOr<Response>> answers;
    std::atomic<size_t> left;
    std::function<void(std::vector<absl::StatusOr<Response>>)> done;
  };
  if (requests.empty()) return done({});
  auto round = std::make_shared<Round>();
  round->responses.resize(requests.size());
  round->answers.resize(requests.size(), absl::UnknownError("not asked"));
  round->left = requests.size();
  round->done = std::move(done);
  for (size_t i = 0; i < requests.size(); ++i) {
    client.CallAsync(path, requests[i], round->responses[i], options, [round, i](absl::Status status) {
      if (status.ok()) {
        round->answers[i] = std::move(round->responses[i]);
      } else {
        round->answers[i] = std::move(status);
      }
      if (--round->left == 0) round->done(std::move(round->answers));
    });
  }
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
