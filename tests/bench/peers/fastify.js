// Fastify and node-postgres: GET /products/{province}/{id}, GET /e1/{province}/{day}.
"use strict";
const fastify = require("fastify");
const { e1, product, run } = require("./peer.js");

const text = { type: "string" };
// With a schema Fastify writes JSON by code made for it.
const schema = {
  response: {
    200: {
      type: "object",
      properties: {
        name: text, displayName: text, producer: text, productGroup: text, scoreSheet: { type: "integer" }, productCode: text,
        specification: text, entryDate: text, source: text, synthetic: { type: "boolean" }, createTime: text, updateTime: text,
        etag: text,
      },
    },
  },
};

run(async (port, pool) => {
  const app = fastify();
  app.get("/products/:province/:id", { schema }, async (request, reply) => {
    const { province, id } = request.params;
    const { rows } = await pool.query({ ...product, values: [province, id] });
    if (rows.length === 0) return reply.code(404).send({ message: "no such product" });
    const [row] = rows;
    return {
      name: `provinces/${row.province_code}/products/${row.product_id}`,
      displayName: row.display_name,
      producer: `provinces/${row.province_code}/producers/${row.producer_id}`,
      productGroup: row.product_group,
      scoreSheet: row.score_sheet,
      productCode: row.product_code,
      specification: row.specification,
      entryDate: row.entry_date,
      source: row.source,
      synthetic: row.synthetic,
      createTime: row.create_time.toISOString(),
      updateTime: row.update_time.toISOString(),
      etag: row.revision,
    };
  });
  app.get("/e1/:province/:day", async (request) => {
    const { rows } = await pool.query({ ...e1, values: [request.params.province, request.params.day] });
    return rows[0];
  });
  await app.listen({ host: "127.0.0.1", port });
});
