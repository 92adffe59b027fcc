#include "common/tokens/settings.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/logging/logging.h"
#include "common/tokens/fetcher.h"

namespace ocop::tokens {
namespace {

// A verifier with what keeps its keys current.
struct Kept {
  Kept(Rules rules, Fetcher::Options options)
      : keys(std::make_shared<Keys>()), verifier(std::move(rules), keys), fetcher(std::move(options), keys) {}

  const std::shared_ptr<Keys> keys;
  const Verifier verifier;
  const Fetcher fetcher;
};

std::shared_ptr<const Verifier> Keep(Rules rules, Fetcher::Options options) {
  auto kept = std::make_shared<const Kept>(std::move(rules), std::move(options));
  const Verifier* verifier = &kept->verifier;
  return {std::move(kept), verifier};
}

}  // namespace

std::function<std::shared_ptr<const Verifier>()> AddSettings(config::Settings& settings) {
  const Rules defaults;
  const std::string& issuer = settings.Text(
      "token-issuer", "", "OpenID Connect issuer whose access tokens say who calls; empty: callers are believed");
  const std::string& audience = settings.Text("token-audience", "", "Audience (aud) that tokens must be for");
  const std::string& roles = settings.Text("token-roles-claim", defaults.roles_claim,
                                           "Claim with the roles, or the path to one, such as realm_access.roles");
  const std::string& actor = settings.Text("token-actor-claim", defaults.actor_claim,
                                           "Claim that names the caller, such as preferred_username or email");
  const std::string& ca_file =
      settings.File("token-ca-file", "", "PEM of the authorities to trust for the issuer in place of the system's");
  settings.Requires("token-issuer", "token-audience");
  settings.Requires("token-audience", "token-issuer");
  settings.Rule([&]() -> std::string {
    return actor.empty() || roles.empty() ? "token-actor-claim and token-roles-claim must name a claim" : "";
  });
  settings.Rule([&]() -> std::string {
    const absl::Status checked = issuer.empty() ? absl::OkStatus() : CheckIssuer(issuer);
    return checked.ok() ? "" : absl::StrCat("token-issuer ", checked.message());
  });
  return [&]() -> std::shared_ptr<const Verifier> {
    if (issuer.empty()) {
      logging::Warning("callers are believed: without --token-issuer nobody proves who x-actor and x-roles are");
      return nullptr;
    }
    return Keep({.issuer = issuer, .audience = audience, .actor_claim = actor, .roles_claim = roles},
                {.issuer = issuer, .ca_file = ca_file});
  };
}

}  // namespace ocop::tokens
