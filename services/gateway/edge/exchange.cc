#include "services/gateway/edge/exchange.h"

#include "absl/time/clock.h"
#include "services/gateway/edge/connect_error.h"

namespace ocop::gateway {

Exchange::Exchange(const Observe& observe, std::string request_id, Respond respond)
    : observe_(observe), start_(absl::Now()), request_id_(std::move(request_id)), respond_(std::move(respond)) {}

void Exchange::Finish(HttpResponse response, grpc::StatusCode code) {
  Record(response.status, code);
  Begin(std::move(response));
}

void Exchange::Refuse(const grpc::Status& error, int http_status) {
  Finish(ErrorResponse(error, http_status), error.error_code());
}

void Exchange::Begin(HttpResponse response) {
  response.headers.Add("X-Request-Id", request_id_);
  respond_(std::move(response));
}

void Exchange::Record(int http_status, grpc::StatusCode code) const {
  observe_({name_, std::string(ConnectCode(code)), http_status, absl::Now() - start_, request_id_});
}

}  // namespace ocop::gateway
