// @grpc/grpc-js, which learns the services from the descriptor set that the gateway serves.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import grpcJs from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { fromBinary } from "@bufbuild/protobuf";
import { BadRequestSchema } from "./gen/google/rpc/error_details_pb.js";
import { StatusSchema } from "./gen/google/rpc/status_pb.js";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { caller, descriptorSet, grpc, http, parent, producer } from "./suite.js";

// Fields have the names of the proto here.
const newProduct = () => ({
  parent, product: { display_name: "Kẹo dừa", producer, product_group: "GROUP_FOOD", source: "tests/edge", synthetic: true },
});

function metadataOf(fields) {
  const metadata = new grpcJs.Metadata();
  for (const [name, value] of Object.entries(fields)) metadata.set(name, value);
  return metadata;
}

describe("grpc-js", () => {
  let ocop;
  const clients = [];
  const client = (Service, options = {}) => {
    const made = new Service(grpc, grpcJs.credentials.createInsecure(), options);
    clients.push(made);
    return made;
  };
  const call = (of, method, request, fields = {}, options = {}) =>
    promisify(of[method].bind(of))(request, metadataOf(fields), options);

  before(async () => {
    const set = await descriptorSet();
    ocop = grpcJs.loadPackageDefinition(protoLoader.loadFileDescriptorSetFromBuffer(Buffer.from(set), { longs: Number, defaults: true })).ocop;
  });
  after(() => clients.forEach((made) => made.close()));

  it("writes and reads, with the service config of the gateway", async () => {
    const config = await (await fetch(`${http}/service-config.json`)).text();
    const products = client(ocop.registry.v1.ProductService, { "grpc.service_config": config });
    const made = await call(products, "CreateProduct", newProduct(), caller);
    assert.equal((await call(products, "GetProduct", { name: made.name })).display_name, "Kẹo dừa");
  });

  it("says who calls in metadata, and is told the details of a refusal in the trailers", async () => {
    const products = client(ocop.registry.v1.ProductService);
    const made = await call(products, "CreateProduct", newProduct(), caller);
    const journal = client(ocop.journal.v1.JournalService);
    const { entries } = await call(journal, "ListEntries", { resource_name: made.name }, { "ocop-service": "registry" });
    assert.deepEqual(entries.map((entry) => entry.actor), [caller["x-actor"]]);
    await assert.rejects(call(products, "GetProduct", { name: `${parent}/products/none` }), (error) => {
      const [details] = error.metadata.get("grpc-status-details-bin");
      assert.equal(fromBinary(StatusSchema, details).code, grpcJs.status.NOT_FOUND);
      return true;
    });
  });

  it("is told every violation", async () => {
    const products = client(ocop.registry.v1.ProductService);
    const error = await call(products, "CreateProduct", { parent, product: {} }, caller).catch((e) => e);
    assert.equal(error.code, grpcJs.status.INVALID_ARGUMENT);
    const status = fromBinary(StatusSchema, error.metadata.get("grpc-status-details-bin")[0]);
    const bad = status.details.map((detail) => anyUnpack(detail, BadRequestSchema)).find((detail) => detail);
    assert.deepEqual(bad.fieldViolations.map((v) => v.field).sort(),
      ["product.display_name", "product.producer", "product.product_group"]);
  });

  it("keeps its deadline", async () => {
    const journal = client(ocop.journal.v1.JournalService);
    const stream = journal.Watch({}, metadataOf({ "ocop-service": "registry" }), { deadline: Date.now() + 300 });
    const error = await new Promise((resolve) => stream.on("error", resolve).resume());
    assert.equal(error.code, grpcJs.status.DEADLINE_EXCEEDED);
  });

  it("leaves a stream in the middle", async () => {
    const journal = client(ocop.journal.v1.JournalService);
    const stream = journal.Watch({}, metadataOf({ "ocop-service": "registry" }));
    stream.on("data", (response) => response.synced && stream.cancel());
    const error = await new Promise((resolve) => stream.on("error", resolve));
    assert.equal(error.code, grpcJs.status.CANCELLED);
  });

  it("is asked whose journal", async () => {
    const journal = client(ocop.journal.v1.JournalService);
    const error = await call(journal, "ListEntries", {}).catch((e) => e);
    assert.match(error.details, /ocop-service: registry, evaluation, salespoints, training/);
  });

  it("uploads a file as a stream and gets it back as one", async () => {
    const points = client(ocop.salespoints.v1.SalesPointService);
    const documents = client(ocop.salespoints.v1.DocumentService);
    const point = await call(points, "CreateSalesPoint", {
      parent, sales_point: { display_name: "Điểm bán", place_kind: 1, locality: `${parent}/localities/28501`,
        opening_date: { year: 2024, month: 1, day: 1 } } }, caller);
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64");
    const content = Buffer.concat([png, randomBytes(700_000)]);
    const made = await call(documents, "CreateDocument", {
      parent,
      document: {
        subject: point.name, kind: "KIND_PHOTO", display_name: "Ảnh", file_name: "a.png", media_type: "image/png",
        size_bytes: content.length, sha256: createHash("sha256").update(content).digest("hex"),
      },
    }, caller);

    const complete = await new Promise((resolve, reject) => {
      const upload = documents.UploadDocument(metadataOf(caller), (error, answer) => (error ? reject(error) : resolve(answer)));
      for (let offset = 0; offset < content.length; offset += 100_000) {
        upload.write({ name: made.name, offset, data: content.subarray(offset, offset + 100_000) });
      }
      upload.end();
    });
    assert.equal(complete.complete, true);

    const parts = [];
    for await (const part of documents.DownloadDocument({ name: made.name }, metadataOf(caller))) parts.push(part.data);
    assert.ok(Buffer.concat(parts).equals(content));
  });
});
