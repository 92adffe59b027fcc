// curl, which knows nothing of the protocols.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, describe, it } from "node:test";
import { writeFileSync } from "node:fs";
import { grpc, http, newProduct, parent } from "./suite.js";

const products = `${http}/ocop.registry.v1.ProductService`;
const json = ["-H", "content-type: application/json"];

// Of the protocol that is tested.
let version;

function curl(...args) {
  return execFileSync("curl", ["-sS", version, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

// The status and header fields of an answer.
function head(...args) {
  const [status, ...lines] = curl("-o", "/dev/null", "-D", "-", ...args).trim().split("\r\n");
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]));
  return { status: Number(status.split(" ")[1]), fields };
}

const envelope = (flags, text) => {
  const frame = Buffer.alloc(5 + Buffer.byteLength(text), text);
  frame[0] = flags;
  frame.writeUInt32BE(Buffer.byteLength(text), 1);
  frame.write(text, 5);
  return frame;
};

for (const each of ["--http1.1", "--http2-prior-knowledge"]) describe(`curl ${each}`, () => {
  let get;
  before(() => {
    version = each;
    const made = JSON.parse(curl(...json, "-H", "x-roles: province_officer", "-H", "x-actor: t@example.vn", `${products}/CreateProduct`,
      "-d", JSON.stringify({ ...newProduct(), product: { ...newProduct().product, productGroup: "GROUP_FOOD" } })));
    get = `${products}/GetProduct?connect=v1&encoding=json&message=${encodeURIComponent(JSON.stringify({ name: made.name }))}`;
  });

  it("reads with GET, and is told when nothing has changed", () => {
    assert.equal(JSON.parse(curl(get)).displayName, "Kẹo dừa");
    const first = head(get);
    assert.equal(first.status, 200);
    assert.match(first.fields.get("etag"), /^"[0-9a-f]{32}"$/);
    assert.equal(first.fields.get("cache-control"), "private, no-cache");
    const again = head("-H", `if-none-match: ${first.fields.get("etag")}`, get);
    assert.equal(again.status, 304);
    assert.equal(head("-H", 'if-none-match: "other"', get).status, 200);
  });

  it("compares tags by itself", () => {
    const tag = `${process.cwd()}/curl.etag`;
    curl("-o", "/dev/null", "--etag-save", tag, get);
    assert.equal(curl("-o", "/dev/null", "-w", "%{http_code}", "--etag-compare", tag, get), "304");
  });

  it("unpacks gzip", () => {
    const page = head("--compressed", `${http}/openapi.json`);
    assert.equal(page.fields.get("content-encoding"), "gzip");
    JSON.parse(curl("--compressed", `${http}/openapi.json`));
  });

  // The longest timeout that gRPC can write ends after the end of some clocks.
  for (const timeout of ["99999999H", "1H"]) {
    it(`speaks gRPC, with a timeout of ${timeout}`, () => {
      const message = Buffer.concat([Buffer.from([0x0a, parent.length]), Buffer.from(parent)]);
      const frame = `${process.cwd()}/curl.grpc`;
      writeFileSync(frame, Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
      for (const method of ["ocop.indicators.v1.IndicatorService/ListIndicators", "ocop.registry.v1.ProductService/ListProducts"]) {
        const answer = head("--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H", "te: trailers",
          "-H", `grpc-timeout: ${timeout}`, "--data-binary", `@${frame}`, `http://${grpc}/${method}`);
        assert.equal(answer.status, 200);
        assert.equal(answer.fields.get("grpc-status"), "0", `${method}: ${answer.fields.get("grpc-message")}`);
      }
    });
  }

  it("is let in from a page that is allowed, and from no other", () => {
    const preflight = (origin) => head("-X", "OPTIONS", "-H", `origin: ${origin}`, "-H", "access-control-request-method: POST",
      "-H", "access-control-request-headers: content-type,connect-protocol-version", `${products}/GetProduct`);
    const allowed = preflight("http://page.example");
    assert.equal(allowed.status, 204);
    assert.equal(allowed.fields.get("access-control-allow-origin"), "http://page.example");
    assert.match(allowed.fields.get("access-control-allow-headers"), /connect-protocol-version/);
    assert.equal(allowed.fields.has("content-length"), false);
    const other = preflight("http://other.example");
    assert.equal(other.status, 403);
    assert.equal(other.fields.has("access-control-allow-origin"), false);
  });

  it("follows a stream until the deadline that it sends", () => {
    const body = execFileSync("curl", ["-sS", version, "-H", "content-type: application/connect+json", "-H", "ocop-service: registry",
      "-H", "connect-timeout-ms: 300", "--data-binary", "@-", `${http}/ocop.journal.v1.JournalService/Watch`],
      { input: envelope(0, "{}"), maxBuffer: 1 << 28 });
    let last;
    for (let at = 0; at < body.length; at += 5 + body.readUInt32BE(at + 1)) last = body.subarray(at);
    assert.equal(last[0], 2);
    assert.equal(JSON.parse(last.subarray(5)).error.code, "deadline_exceeded");
  });

  it("is told what GET may not do", () => {
    const refused = head(`${products}/CreateProduct?encoding=json&message=%7B%7D`);
    assert.equal(refused.status, 405);
    assert.equal(refused.fields.get("allow"), "POST");
  });
});
