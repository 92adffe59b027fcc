#include "common/webhook/service.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/clock/timestamp.h"
#include "common/pagination/pagination.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/resource/standard.h"
#include "common/rpc/roles.h"
#include "common/status/status.h"
#include "common/webhook/message.h"
#include "common/webhook/rules.h"
#include "common/webhook/signature.h"

namespace ocop::webhook {
namespace {

using namespace ocop::journal::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone
using resource::Scope;

google::protobuf::Duration DurationOf(absl::Duration duration) {
  google::protobuf::Duration result;
  const int64_t micros = absl::ToInt64Microseconds(duration);
  result.set_seconds(micros / 1000000);
  result.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
  return result;
}

// The token where deliveries begin; `present`: where the webhook stands, empty for a new one.
absl::StatusOr<std::string> PositionFor(const Context& context, Scope& scope, StartPoint point,
                                        const std::string& resume_token, const std::string& present) {
  const std::string& given = resume_token.empty() && point == START_POINT_UNSPECIFIED ? present : resume_token;
  if (!given.empty()) {
    OCOP_ASSIGN_OR_RETURN(const journal::ResumeToken token, journal::ResumeToken::FromText(given));
    OCOP_RETURN_IF_ERROR(context.reader->CheckToken(scope.transaction(), token));
    return token.ToText();
  }
  OCOP_ASSIGN_OR_RETURN(journal::ResumeToken token, context.reader->TokenOfSnapshot(scope.transaction()));
  if (point == START_POINT_BEGINNING) token = {.database = token.database};
  return token.ToText();
}

absl::StatusOr<CreateWebhookResponse> Create(const Context& context, Scope& scope,
                                             const CreateWebhookRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), context.options.roles));
  const resource::Table& table = context.store->table();
  const resource_name::Pattern parents = table.pattern().Parent();
  status::Violations violations;
  if (!parents.Match(request.parent())) {
    violations.Add("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  CheckWebhook(request.webhook(), context.options.sender, context.types, violations);
  CheckSecret(request.secret(), violations);
  CheckStart(request.start_point(), request.resume_token(), violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());

  CreateWebhookResponse response;
  Webhook& webhook = *response.mutable_webhook();
  webhook = request.webhook();
  const std::string id = request.webhook_id().empty() ? context.home.ids.Next(scope.call().now) : request.webhook_id();
  webhook.set_name(absl::StrCat(request.parent(), "/", std::string(table.pattern().collection()), "/", id));
  webhook.set_state(Webhook::STATE_ACTIVE);
  OCOP_ASSIGN_OR_RETURN(*webhook.mutable_position(),
                        PositionFor(context, scope, request.start_point(), request.resume_token(), ""));
  response.set_secret(request.secret().empty() ? NewSecret() : request.secret());
  OCOP_RETURN_IF_ERROR(table.Insert(scope.transaction(), webhook));
  OCOP_RETURN_IF_ERROR(context.store->AddSecret(scope.transaction(), webhook.name(), response.secret()));
  scope.Record(table, JournalEntry::ACTION_CREATE, webhook);
  return response;
}

// What the standard methods ask for beyond the standard.
resource::Rules RulesFor(const Context& context) {
  resource::Rules rules = resource::RulesOf<Webhook>([context](Scope&, const Webhook* before, Webhook& after) {
    status::Violations violations;
    CheckWebhook(after, context.options.sender, context.types, violations);
    // Whoever mends the address need not wait for the next attempt at the old one.
    if (before != nullptr && before->uri() != after.uri()) after.clear_next_attempt_time();
    return violations.ToStatus();
  });
  // Before anything is looked up.
  rules.lock_first = [context](Scope& scope, const std::string&) {
    return RequireRole(scope.call(), context.options.roles);
  };
  rules.may_read = [context](const rpc::Call& call) { return RequireRole(call, context.options.roles); };
  return rules;
}

// The webhook that a named method changes, locked.
template <class Request>
absl::StatusOr<Webhook> ReadToChange(const Context& context, Scope& scope, const Request& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(scope.call(), context.options.roles));
  OCOP_ASSIGN_OR_RETURN(Webhook webhook, scope.Read<Webhook>(context.store->table(), request.name(), true));
  OCOP_RETURN_IF_ERROR(resource::RequireCurrent(request, webhook));
  return webhook;
}

absl::Status Save(const Context& context, Scope& scope, Webhook& webhook) {
  OCOP_RETURN_IF_ERROR(context.store->table().Update(scope.transaction(), webhook));
  scope.Record(context.store->table(), JournalEntry::ACTION_UPDATE, webhook);
  return absl::OkStatus();
}

absl::StatusOr<RotateWebhookSecretResponse> Rotate(const Context& context, Scope& scope,
                                                   const RotateWebhookSecretRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Webhook webhook, ReadToChange(context, scope, request));
  status::Violations violations;
  CheckSecret(request.secret(), violations);
  const absl::Duration overlap = OverlapOf(request, violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  RotateWebhookSecretResponse response;
  response.set_secret(request.secret().empty() ? NewSecret() : request.secret());
  OCOP_ASSIGN_OR_RETURN(const absl::Time expires,
                        context.store->RotateSecret(scope.transaction(), webhook.name(), response.secret(), overlap));
  *response.mutable_previous_secret_expire_time() = clock::MicrosToTimestamp(absl::ToUnixMicros(expires));
  OCOP_RETURN_IF_ERROR(Save(context, scope, webhook));
  *response.mutable_webhook() = std::move(webhook);
  return response;
}

absl::StatusOr<Webhook> Pause(const Context& context, Scope& scope, const PauseWebhookRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Webhook webhook, ReadToChange(context, scope, request));
  if (webhook.state() == Webhook::STATE_PAUSED) return webhook;
  webhook.set_state(Webhook::STATE_PAUSED);
  webhook.clear_disable_reason();
  webhook.clear_next_attempt_time();
  OCOP_RETURN_IF_ERROR(Save(context, scope, webhook));
  return webhook;
}

absl::StatusOr<Webhook> Resume(const Context& context, Scope& scope, const ResumeWebhookRequest& request) {
  OCOP_ASSIGN_OR_RETURN(Webhook webhook, ReadToChange(context, scope, request));
  status::Violations violations;
  CheckStart(request.start_point(), request.resume_token(), violations);
  OCOP_RETURN_IF_ERROR(violations.ToStatus());
  OCOP_ASSIGN_OR_RETURN(const std::string position,
                        PositionFor(context, scope, request.start_point(), request.resume_token(), webhook.position()));
  if (position != webhook.position()) {
    OCOP_RETURN_IF_ERROR(context.store->CountReplay(scope.transaction(), webhook.name()));
  }
  webhook.set_position(position);
  webhook.set_state(Webhook::STATE_ACTIVE);
  webhook.clear_disable_reason();
  webhook.clear_consecutive_failures();
  webhook.clear_failing_since_time();
  webhook.clear_next_attempt_time();
  OCOP_RETURN_IF_ERROR(Save(context, scope, webhook));
  return webhook;
}

void SendPing(const Context& context, const Hook& hook, std::shared_ptr<rpc::Exchange> exchange) {
  const auto& request = static_cast<const PingWebhookRequest&>(exchange->request());
  const absl::Time now = absl::Now();
  const std::string id = request.request_id().empty() ? context.home.ids.Next(now) : request.request_id();
  const auto ping = MakePing(id, hook.name, context.store->schema(), now);
  if (!ping.ok()) return exchange->Answer(ping.status());
  const absl::Duration timeout = std::min(context.options.timeout, exchange->call().deadline - now);
  context.sender->Send(PostOf(*ping, hook.uri, hook.secrets, now, timeout), [exchange, id](const Outcome& outcome) {
    PingWebhookResponse response;
    response.set_delivery_id(id);
    response.set_http_status(outcome.http_status);
    response.set_error(outcome.error);
    *response.mutable_duration() = DurationOf(outcome.duration);
    exchange->Answer(&response);
  });
}

void Ping(const Context& context, std::shared_ptr<rpc::Exchange> exchange) {
  const absl::Status allowed = RequireRole(exchange->call(), context.options.roles);
  if (!allowed.ok()) return exchange->Answer(allowed);
  auto hook = std::make_shared<Hook>();
  context.home.database.Read(
      database::Isolation::kAutoCommit, resource::AskerOf(exchange),
      [context, hook, exchange](database::Transaction& transaction) -> absl::Status {
        const auto& request = static_cast<const PingWebhookRequest&>(exchange->request());
        OCOP_ASSIGN_OR_RETURN(*hook, context.store->Read(transaction, request.name()));
        return absl::OkStatus();
      },
      [context, hook, exchange](const absl::Status& status) {
        if (!status.ok()) return exchange->Answer(status);
        SendPing(context, *hook, exchange);
      });
}

absl::StatusOr<ListWebhookDeliveriesResponse> ListDeliveries(const Context& context, database::Transaction& transaction,
                                                             const rpc::Call& call,
                                                             const ListWebhookDeliveriesRequest& request) {
  OCOP_RETURN_IF_ERROR(RequireRole(call, context.options.roles));
  const uint64_t query = pagination::Fingerprint({"webhook deliveries", request.parent()});
  std::optional<int64_t> before;
  if (!request.page_token().empty()) {
    OCOP_ASSIGN_OR_RETURN(const std::vector<std::string> last, pagination::Decode(request.page_token(), query, 1));
    int64_t number = 0;
    if (!absl::SimpleAtoi(last.front(), &number)) return pagination::DamagedToken();
    before = number;
  }
  OCOP_RETURN_IF_ERROR(context.store->Read(transaction, request.parent()).status());
  OCOP_ASSIGN_OR_RETURN(Store::Deliveries read, context.store->List(transaction, request.parent(), before,
                                                                    pagination::ClampPageSize(request.page_size())));
  ListWebhookDeliveriesResponse response;
  for (WebhookDelivery& delivery : read.page) *response.add_deliveries() = std::move(delivery);
  if (read.more) response.set_next_page_token(pagination::Encode(query, {absl::StrCat(read.last)}));
  return response;
}

}  // namespace

rpc::Service WebhookService(const Context& context) {
  rpc::Service service("ocop.journal.v1.WebhookService");
  BindStandard(service, context.home, context.store->table(), RulesFor(context));
  const auto bind = [&]<class Request, class Response>(
                        std::string_view method,
                        absl::StatusOr<Response> (*function)(const Context&, Scope&, const Request&)) {
    resource::BindWrite<Request, Response>(
        service, method, context.home,
        [context, function](Scope& scope, const Request& request) { return function(context, scope, request); });
  };
  // In place of the standard one: it answers with the secret.
  bind("CreateWebhook", &Create);
  bind("RotateWebhookSecret", &Rotate);
  bind("PauseWebhook", &Pause);
  bind("ResumeWebhook", &Resume);
  service.BindHandler("PingWebhook",
                      [context](std::shared_ptr<rpc::Exchange> exchange) { Ping(context, std::move(exchange)); });
  resource::BindRead<ListWebhookDeliveriesRequest, ListWebhookDeliveriesResponse>(
      service, "ListWebhookDeliveries", context.home,
      [context](database::Transaction& transaction, const rpc::Call& call,
                const ListWebhookDeliveriesRequest& request) {
        return ListDeliveries(context, transaction, call, request);
      });
  return service;
}

}  // namespace ocop::webhook
