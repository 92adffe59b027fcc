// What a webhook must be, beyond what its proto says.
#pragma once

#include <set>
#include <string>

#include "absl/time/time.h"
#include "common/status/status.h"
#include "common/webhook/sender.h"
#include "ocop/journal/v1/webhook_service.pb.h"

namespace ocop::webhook {

// Adds what is wrong with the uri and the types. `types`: those that the journal has.
void CheckWebhook(const ocop::journal::v1::Webhook& webhook, const Sender::Options& sender,
                  const std::set<std::string>& types, status::Violations& violations);

// An empty secret is none given.
void CheckSecret(const std::string& secret, status::Violations& violations);

// A place to start from is said once.
void CheckStart(ocop::journal::v1::StartPoint point, const std::string& resume_token, status::Violations& violations);

// How long the present secret stays valid.
absl::Duration OverlapOf(const ocop::journal::v1::RotateWebhookSecretRequest& request, status::Violations& violations);

}  // namespace ocop::webhook
