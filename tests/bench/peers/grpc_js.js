// @grpc/grpc-js and node-postgres, serving the suite's own contracts: ProductService.GetProduct and
// IndicatorService.GetIndicatorValues (E1). PROTO is the folder of the protos.
"use strict";
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");
const { e1, keysOf, product, run } = require("./peer.js");

const definition = protoLoader.loadSync(
  ["ocop/registry/v1/product_service.proto", "ocop/indicators/v1/indicator_service.proto"],
  { includeDirs: [process.env.PROTO, `${process.env.PROTO}/vendor`], keepCase: true, enums: String },
);
const { registry, indicators } = grpc.loadPackageDefinition(definition).ocop;

const dateOf = (text) => {
  const [year, month, day] = text.split("-").map(Number);
  return { year, month, day };
};
const timeOf = (time) => ({ seconds: Math.floor(time.getTime() / 1000), nanos: (time.getTime() % 1000) * 1e6 });

async function getProduct(pool, request) {
  const { rows } = await pool.query({ ...product, values: keysOf(request.name) });
  if (rows.length === 0) throw { code: grpc.status.NOT_FOUND, message: "no such product" };
  const [row] = rows;
  return {
    name: request.name, display_name: row.display_name, producer: `provinces/${row.province_code}/producers/${row.producer_id}`,
    product_group: row.product_group, score_sheet: row.score_sheet, product_code: row.product_code,
    specification: row.specification, entry_date: row.entry_date && dateOf(row.entry_date), source: row.source,
    synthetic: row.synthetic, create_time: timeOf(row.create_time), update_time: timeOf(row.update_time), etag: row.revision,
  };
}

async function getValues(pool, request) {
  const [province] = keysOf(request.parent);
  const [{ year, month, day }] = request.as_of;
  const { rows } = await pool.query({ ...e1, values: [province, `${year}-${month}-${day}`] });
  return { values: [{ indicator: request.indicators[0], as_of: request.as_of[0], ...rows[0] }] };
}

run((port, pool) => {
  const unary = (method) => (call, done) => method(pool, call.request).then((answer) => done(null, answer), done);
  const server = new grpc.Server();
  server.addService(registry.v1.ProductService.service, { GetProduct: unary(getProduct) });
  server.addService(indicators.v1.IndicatorService.service, { GetIndicatorValues: unary(getValues) });
  server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error) => {
    if (error) throw error;
  });
});
