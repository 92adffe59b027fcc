// An OpenID provider that nobody here wrote (https://github.com/panva/node-oidc-provider), with clients that get access
// tokens for themselves. Its key is new with every start and has the id it is given.
//
// Usage: node provider.js PORT KEY-ID
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const [port, kid] = process.argv.slice(2);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

// Seconds that a token is valid, and the roles that stand in it.
const callers = {
  "province@example.vn": { seconds: 3600, roles: ["province_officer"] },
  "producer@example.vn": { seconds: 3600, roles: ["producer"] },
  "late@example.vn": { seconds: -3600, roles: ["province_officer"] },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [{ ...key, kid, use: "sig", alg: "RS256" }] },
  clients: Object.keys(callers).map((id) => ({
    client_id: id,
    client_secret: "secret",
    grant_types: ["client_credentials"],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: "client_secret_post",
  })),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (context, resource, client) => ({
        audience: resource,
        scope: "",
        accessTokenTTL: callers[client.clientId].seconds,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
  // As Keycloak has it.
  extraTokenClaims: (context, token) => ({ realm_access: { roles: callers[token.clientId].roles } }),
});

provider.listen(Number(port), "127.0.0.1", () => console.error("listening"));
