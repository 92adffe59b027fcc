#include "common/tokens/claims.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "common/tokens/errors.h"
#include "common/tokens/key_set.h"

namespace ocop::tokens {
namespace {

using Json = nlohmann::json;

// As of the metadata in which a caller is named where no token is asked for.
constexpr size_t kLongestActor = 200;

// Null unless the text is one object.
Json ObjectIn(std::string_view text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? json : Json();
}

// Null when there is none.
const Json& MemberOf(const Json& object, const std::string& name) {
  static const Json& none = *new Json();
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

// Empty when it is no text.
std::string TextOf(const Json& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

bool IsAccessToken(const Json& type) {
  if (type.is_null()) return true;
  const std::string name = TextOf(type);
  absl::string_view text = name;
  // A media type may be told without its first half (RFC 7515, 4.1.9).
  if (absl::StartsWithIgnoreCase(text, "application/")) text.remove_prefix(sizeof("application/") - 1);
  return absl::EqualsIgnoreCase(text, "JWT") || absl::EqualsIgnoreCase(text, "at+jwt");
}

bool Names(const Json& audience, const std::string& wanted) {
  if (audience.is_array()) return absl::c_any_of(audience, [&](const Json& each) { return each == wanted; });
  return audience == wanted;
}

// Seconds since 1970, with a fraction or without.
absl::StatusOr<absl::Time> TimeOf(const Json& claims, const char* name, absl::Time otherwise) {
  const Json& value = MemberOf(claims, name);
  if (value.is_null()) return otherwise;
  if (!value.is_number() || !std::isfinite(value.get<double>())) return WrongClaim(name, "must be a number of seconds");
  return absl::UnixEpoch() + absl::Seconds(value.get<double>());
}

absl::Status TakeTimes(const Json& claims, const Rules& rules, absl::Time now, Identity& identity) {
  OCOP_ASSIGN_OR_RETURN(const absl::Time expires, TimeOf(claims, "exp", absl::InfiniteFuture()));
  if (expires == absl::InfiniteFuture()) return WrongClaim("exp", "must say when it expires");
  OCOP_ASSIGN_OR_RETURN(const absl::Time not_before, TimeOf(claims, "nbf", absl::InfinitePast()));
  OCOP_ASSIGN_OR_RETURN(identity.issued, TimeOf(claims, "iat", absl::InfinitePast()));
  if (expires + rules.leeway <= now) return Expired();
  if (std::max(not_before, identity.issued) > now + rules.leeway) return NotYetValid();
  identity.end = expires + rules.leeway;
  return absl::OkStatus();
}

absl::StatusOr<std::string> ActorIn(const Json& claims, const std::string& name) {
  std::string actor = TextOf(MemberOf(claims, name));
  if (actor.empty()) return WrongClaim(name, "must name the caller");
  if (actor.size() > kLongestActor) return WrongClaim(name, "is too long for the name of a caller");
  if (absl::c_any_of(actor, absl::ascii_iscntrl)) return WrongClaim(name, "has control characters in it");
  // Who may enter any address could take another's name.
  const Json& verified = MemberOf(claims, "email_verified");
  if (name == "email" && !verified.is_null() && verified != true && verified != "true") {
    return WrongClaim(name, "has not been verified by the issuer");
  }
  return actor;
}

// Of a claim whose own name may have points in it (`https://example.vn/roles`), or inside of others.
const Json& ClaimAt(const Json& claims, const std::string& path) {
  const Json* value = &MemberOf(claims, path);
  if (!value->is_null()) return *value;
  value = &claims;
  for (const absl::string_view name : absl::StrSplit(path, '.')) value = &MemberOf(*value, std::string(name));
  return *value;
}

std::vector<std::string> RolesOf(const Json& claim) {
  if (claim.is_string()) return absl::StrSplit(claim.get_ref<const std::string&>(), ' ', absl::SkipEmpty());
  std::vector<std::string> roles;
  if (!claim.is_array()) return roles;
  for (const Json& each : claim) {
    if (std::string role = TextOf(each); !role.empty()) roles.push_back(std::move(role));
  }
  return roles;
}

}  // namespace

absl::StatusOr<Header> ReadHeader(std::string_view json) {
  const Json header = ObjectIn(json);
  if (header.is_null()) return Malformed("has a header that is no JSON object");
  if (header.contains("crit")) return Malformed("has a header that demands extensions, of which none is known here");
  Header read{.algorithm = TextOf(MemberOf(header, "alg")), .key_id = TextOf(MemberOf(header, "kid"))};
  if (!IsAllowed(read.algorithm)) return WrongAlgorithm();
  if (!IsAccessToken(MemberOf(header, "typ"))) return WrongType();
  return read;
}

absl::StatusOr<Identity> ReadClaims(std::string_view json, const Rules& rules, absl::Time now) {
  const Json claims = ObjectIn(json);
  if (claims.is_null()) return Malformed("has claims that are no JSON object");
  if (TextOf(MemberOf(claims, "iss")) != rules.issuer) return WrongIssuer(rules.issuer);
  if (!Names(MemberOf(claims, "aud"), rules.audience)) return WrongAudience(rules.audience);
  Identity identity;
  OCOP_RETURN_IF_ERROR(TakeTimes(claims, rules, now, identity));
  if (TextOf(MemberOf(claims, "sub")).empty()) return WrongClaim("sub", "must name the caller");
  OCOP_ASSIGN_OR_RETURN(identity.actor, ActorIn(claims, rules.actor_claim));
  identity.roles = RolesOf(ClaimAt(claims, rules.roles_claim));
  return identity;
}

}  // namespace ocop::tokens
