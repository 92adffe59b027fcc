// PostGraphile, which makes its GraphQL interface from the tables and functions: POST /graphql.
"use strict";
const http = require("node:http");
const { postgraphile } = require("postgraphile");
const { run } = require("./peer.js");

run((port, pool) => {
  const handler = postgraphile(pool, ["registry", "peers"], { disableQueryLog: true, dynamicJson: true });
  http.createServer(handler).listen(port, "127.0.0.1");
});
