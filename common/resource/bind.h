// Binds named methods (AIP-136) to functions over the database.
#pragma once

#include <memory>
#include <utility>

#include "common/resource/write.h"
#include "common/rpc/service.h"

namespace ocop::resource {

// Whoever made the call: one who has gone is not read for.
inline database::Asker AskerOf(const std::shared_ptr<rpc::Exchange>& exchange) {
  return {exchange->call().deadline, [exchange] { return exchange->cancelled(); }};
}

template <class Response>
database::Asker AskerOf(const rpc::Call& call, const rpc::Reply<Response>& reply) {
  return {call.deadline, [reply] { return reply.cancelled(); }};
}

// A method that changes resources: `Write` with its types.
template <class Request, class Response>
void BindWrite(rpc::Service& service, std::string_view method, const Home& home,
               std::function<absl::StatusOr<Response>(Scope&, const Request&)> function) {
  service.CheckTypes(method, Request::descriptor(), Response::descriptor());
  service.BindHandler(method, [&home, function = std::move(function)](std::shared_ptr<rpc::Exchange> exchange) {
    const auto& request = static_cast<const Request&>(exchange->request());
    Write(home, std::move(exchange), [function, &request](Scope& scope) -> absl::StatusOr<MessagePtr> {
      absl::StatusOr<Response> response = function(scope, request);
      if (!response.ok()) return response.status();
      return std::make_unique<Response>(*std::move(response));
    });
  });
}

// A method that reads.
template <class Request, class Response>
void BindRead(
    rpc::Service& service, std::string_view method, const Home& home,
    std::function<absl::StatusOr<Response>(database::Transaction&, const rpc::Call&, const Request&)> function) {
  service.CheckTypes(method, Request::descriptor(), Response::descriptor());
  service.BindHandler(method, [&home, function = std::move(function)](std::shared_ptr<rpc::Exchange> exchange) {
    const auto& request = static_cast<const Request&>(exchange->request());
    auto response = std::make_shared<Response>();
    home.database.Read(
        database::Isolation::kAutoCommit, AskerOf(exchange),
        [function, &request, exchange, response](database::Transaction& transaction) -> absl::Status {
          absl::StatusOr<Response> made = function(transaction, exchange->call(), request);
          if (made.ok()) *response = *std::move(made);
          return made.status();
        },
        [exchange, response](const absl::Status& status) {
          if (!status.ok()) return exchange->Answer(status);
          exchange->Answer(response.get());
        });
  });
}

}  // namespace ocop::resource
