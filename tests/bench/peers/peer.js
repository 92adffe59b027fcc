// What the peers share: a process for each core, as one would run them, and a pool of connections for each process.
"use strict";
const cluster = require("node:cluster");
const os = require("node:os");
const { Pool } = require("pg");

// DATABASE is libpq's `host=… port=… user=… dbname=…`.
function settings() {
  const given = Object.fromEntries(process.env.DATABASE.replaceAll("'", "").split(" ").map((part) => part.split("=")));
  return { host: given.host, port: Number(given.port), user: given.user, database: given.dbname, max: 8 };
}

// GetProduct, prepared once on each connection.
const product = {
  name: "product",
  text: `SELECT province_code, product_id, display_name, producer_id, product_group, score_sheet, product_code, specification,
                entry_date::text, source, synthetic, create_time, update_time, revision, delete_time
         FROM registry.product WHERE province_code = $1 AND product_id = $2`,
};
const e1 = { name: "e1", text: "SELECT numerator, denominator FROM peers.e1($1, $2)" };

// `provinces/82/products/7` → ["82", "7"]
const keysOf = (name) => name.split("/").filter((_, i) => i % 2 === 1);

function run(serve) {
  if (cluster.isPrimary) {
    for (let i = 0; i < os.availableParallelism(); ++i) cluster.fork();
    process.on("SIGTERM", () => process.exit(0));
    return;
  }
  serve(Number(process.env.PORT), new Pool(settings()));
}

module.exports = { e1, keysOf, product, run };
