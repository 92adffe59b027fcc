// The description of the interface, read by a validator that others wrote and compared with the contracts.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { createFileRegistry, fromBinary, getOption, hasOption } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import parser from "@readme/openapi-parser";
import { descriptorSet, http } from "./suite.js";

describe("openapi.json", () => {
  let api;
  let services;
  let onlyReads;
  before(async () => {
    api = await (await fetch(`${http}/openapi.json`)).json();
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await descriptorSet()));
    services = [...registry].filter((type) => type.kind === "service");
    // Google's own protos say it by their mapping to HTTP.
    const rule = registry.getExtension("google.api.http");
    onlyReads = (method) =>
      method.idempotency === 1 || (hasOption(method, rule) && getOption(method, rule).pattern.case === "get");
  });
  const schema = (name) => api.components.schemas[name];

  it("is valid OpenAPI 3.1", async () => {
    assert.equal(api.openapi, "3.1.0");
    // It throws with what is wrong, and says so of what is no OpenAPI.
    await parser.validate(structuredClone(api));
    await assert.rejects(parser.validate({ ...structuredClone(api), paths: { "/x": { post: { responses: 1 } } } }));
  });

  it("has every method of every service, and GET where it only reads", () => {
    assert.equal(services.length, api.tags.length);
    let count = 0;
    for (const service of services) {
      for (const method of service.methods) {
        const path = api.paths[`/${service.typeName}/${method.name}`];
        assert.ok(path?.post, method.name);
        assert.equal(Boolean(path.get), method.methodKind === "unary" && onlyReads(method), method.name);
        assert.equal(Boolean(path.post["x-ocop-streams"]), method.methodKind === "server_streaming", method.name);
        ++count;
      }
    }
    assert.equal(count, Object.keys(api.paths).length);
  });

  it("refers only to what is there", () => {
    const text = JSON.stringify(api);
    for (const [, kind, name] of text.matchAll(/"#\/components\/([^"/]+)\/([^"]+)"/g)) assert.ok(api.components[kind]?.[name], name);
  });

  it("says what a field must be", () => {
    const product = schema("ocop.registry.v1.Product");
    assert.deepEqual(product.required, ["displayName", "producer", "productGroup"]);
    assert.equal(product.properties.displayName.maxLength, 300);
    assert.equal(product.properties.displayName.description, "Required. Name on the label.");
    assert.deepEqual([product.properties.scoreSheet.minimum, product.properties.scoreSheet.maximum], [0, 26]);
    assert.equal(product.properties.createTime.readOnly, true);
    assert.equal(schema("google.protobuf.Timestamp").format, "date-time");
    assert.equal(schema("ocop.registry.v1.Product.Partial").required, undefined);
    assert.ok(schema("ocop.registry.v1.Plan").required.includes("year"));
    const code = new RegExp(product.properties.productCode.pattern);
    for (const good of ["82-28501-1-2024", "82-815-28501-12-2024", ""]) assert.match(good, code);
    for (const bad of ["82", "x82-28501-1-2024", "82-28501-1-2024x"]) assert.doesNotMatch(bad, code);
    assert.ok(schema("ocop.registry.v1.Product.Group").enum.includes("GROUP_FOOD"));
    assert.match(schema("ocop.registry.v1.Product.Group").description, /`GROUP_FOOD`: I\. Thực phẩm\./);
    assert.equal(schema("ocop.salespoints.v1.Document").properties.sizeBytes.type, "string");
  });

  it("carries the words of the contracts", () => {
    const get = api.paths["/ocop.registry.v1.ProductService/GetProduct"].post;
    assert.equal(get.summary, "Reads one product");
    assert.match(get.description, /NOT_FOUND `RESOURCE_NOT_FOUND`/);
  });

  it("tells of every method how to say who calls", () => {
    for (const name of ["X-Actor", "X-Roles"]) {
      const { description, ...parameter } = api.components.parameters[name];
      assert.ok(description, name);
      assert.deepEqual(parameter, { name, in: "header", required: false, schema: { type: "string" } });
      for (const [path, operations] of Object.entries(api.paths)) {
        for (const [verb, { parameters }] of Object.entries(operations)) {
          const referring = parameters.filter(({ $ref }) => $ref === `#/components/parameters/${name}`);
          assert.equal(referring.length, 1, `${verb} ${path} ${name}`);
        }
      }
    }
  });

  it("asks whose journal is meant", () => {
    const watch = api.paths["/ocop.journal.v1.JournalService/Watch"].post;
    const named = watch.parameters.find((parameter) => parameter.name === "Ocop-Service");
    assert.deepEqual(named.schema.enum, ["registry", "evaluation", "salespoints", "training"]);
  });
});

describe("service-config.json", () => {
  it("repeats reads alone, and them only when a service is not there", async () => {
    const config = await (await fetch(`${http}/service-config.json`)).json();
    const [{ name, retryPolicy }] = config.methodConfig;
    assert.deepEqual(retryPolicy.retryableStatusCodes, ["UNAVAILABLE"]);
    assert.ok(name.some(({ method }) => method === "GetProduct"));
    for (const { method } of name) assert.match(method, /^(Get|BatchGet|List|Search|Find|Check|Explain|Freeze|Verify|Simulate|Suggest|LookUp)/);
  });
});
