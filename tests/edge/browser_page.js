// Runs in a page of another origin than the gateway's: clients that others wrote, in a browser that others wrote.
// The test reads window.results.
import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { create } from "@bufbuild/protobuf";
import { GrpcWebClientBase, MethodDescriptor, MethodType } from "grpc-web";
import { BadRequestSchema } from "./gen/google/rpc/error_details_pb.js";
import { JournalService, WatchRequestSchema, WatchResponseSchema } from "./gen/ocop/journal/v1/journal_service_pb.js";
import { GetProductRequestSchema, ProductSchema, ProductService } from "./gen/ocop/registry/v1/product_service_pb.js";

const { http, request, caller } = window.ocop;
const headers = { "ocop-service": "registry" };

function expect(condition, what) {
  if (!condition) throw new Error(what);
}

async function refusal(call) {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error("the call was not refused");
}

async function everything(transport) {
  const products = createClient(ProductService, transport);
  const journal = createClient(JournalService, transport);
  let seen;
  const made = await products.createProduct(request(), { headers: caller, onHeader: (fields) => (seen = fields) });
  expect(seen.get("x-request-id"), "a header field of the answer is hidden");
  expect((await products.getProduct({ name: made.name })).displayName === "Kẹo dừa", "the product is another");

  const error = await refusal(products.createProduct({ parent: "provinces/82", product: {} }, { headers: caller }));
  expect(error.code === Code.InvalidArgument, `code ${error.code}`);
  expect(error.findDetails(BadRequestSchema)[0].fieldViolations.length === 3, "violations");

  const leave = new AbortController();
  let synced = false;
  const left = await refusal(
    (async () => {
      for await (const response of journal.watch({}, { headers, signal: leave.signal })) {
        if (!response.synced) continue;
        synced = true;
        leave.abort();
      }
    })(),
  );
  expect(synced && left.code === Code.Canceled, `the stream ended with ${left.code}`);

  const late = await refusal(
    (async () => {
      for await (const _ of journal.watch({}, { headers, timeoutMs: 200 }));
    })(),
  );
  expect(late.code === Code.DeadlineExceeded, `the deadline ended with ${late.code}`);
}

// Google's own client of gRPC-Web, which reads streams as text.
async function googles(format) {
  const client = new GrpcWebClientBase({ format });
  const bytesOf = (schema) => (message) => toBinary(schema, message);
  const messageOf = (schema) => (bytes) => fromBinary(schema, new Uint8Array(bytes));
  const get = new MethodDescriptor("/ocop.registry.v1.ProductService/GetProduct", MethodType.UNARY, Object, Object,
    bytesOf(GetProductRequestSchema), messageOf(ProductSchema));
  const made = await createClient(ProductService, createConnectTransport({ baseUrl: http })).createProduct(request(), { headers: caller });
  const product = await client.thenableCall(http + get.getName(), create(GetProductRequestSchema, { name: made.name }), {}, get);
  expect(product.displayName === "Kẹo dừa", "the product is another");
  const missing = await client
    .thenableCall(http + get.getName(), create(GetProductRequestSchema, { name: "provinces/82/products/nothing" }), {}, get)
    .catch((error) => error);
  expect(missing.code === 5, `code ${missing.code}`);
  if (format !== "text") return;

  const watch = new MethodDescriptor("/ocop.journal.v1.JournalService/Watch", MethodType.SERVER_STREAMING, Object, Object,
    bytesOf(WatchRequestSchema), messageOf(WatchResponseSchema));
  await new Promise((done, failed) => {
    const stream = client.serverStreaming(http + watch.getName(), create(WatchRequestSchema), headers, watch);
    stream.on("error", failed);
    stream.on("data", (response) => {
      if (!response.synced) return;
      stream.cancel();
      done();
    });
  });
}

const registry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, new Uint8Array(await (await fetch(`${http}/descriptor-set`)).arrayBuffer())),
);
const options = { baseUrl: http, jsonOptions: { registry } };
const tests = {
  "connect-web, Connect JSON": () => everything(createConnectTransport(options)),
  "connect-web, Connect binary": () => everything(createConnectTransport({ ...options, useBinaryFormat: true })),
  "connect-web, Connect with GET": () => everything(createConnectTransport({ ...options, useHttpGet: true })),
  "connect-web, gRPC-Web binary": () => everything(createGrpcWebTransport(options)),
  "connect-web, gRPC-Web JSON": () => everything(createGrpcWebTransport({ ...options, useBinaryFormat: false })),
  "grpc-web, text": () => googles("text"),
  "grpc-web, binary": () => googles("binary"),
};
const results = {};
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    results[name] = "ok";
  } catch (error) {
    results[name] = `${error}\n${error.stack}`;
  }
}
window.results = results;
