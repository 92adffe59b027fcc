// Real headless Chromium: clients in a page of another origin, and the reference page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { caller, http, newProduct } from "./suite.js";

const page = (script) => `<!DOCTYPE html><script type="module">
  window.ocop = {
    http: ${JSON.stringify(http)}, caller: ${JSON.stringify(caller)},
    request: () => ({ ...${JSON.stringify(newProduct())}, productId: "t-" + crypto.getRandomValues(new Uint32Array(3)).join("-") }),
  };
</script><script type="module">${script}</script>`;

describe("Chromium", () => {
  let browser;
  let server;
  let script;
  before(async () => {
    const bundle = await build({ entryPoints: ["browser_page.js"], bundle: true, format: "esm", write: false, logLevel: "error" });
    script = bundle.outputFiles[0].text;
    server = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(page(script));
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        // Origins that the gateway knows and does not know (clients_test.cc).
        `--host-resolver-rules=MAP *.example 127.0.0.1:${server.address().port}`],
    });
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  it("runs the clients of a page that is allowed", { timeout: 120_000 }, async () => {
    const tab = await browser.newPage();
    await tab.goto("http://page.example/");
    await tab.waitForFunction(() => window.results, null, { timeout: 100_000 });
    const results = await tab.evaluate(() => window.results);
    assert.equal(Object.keys(results).length, 7);
    for (const [name, result] of Object.entries(results)) assert.equal(result, "ok", name);
  });

  it("keeps the answers from a page that is not", async () => {
    const tab = await browser.newPage();
    await tab.goto("http://other.example/");
    const read = (path, init) =>
      tab.evaluate(([url, init]) => fetch(url, init).then((answer) => answer.status, (error) => error.name), [http + path, init]);
    assert.equal(await read("/healthz"), "TypeError");
    assert.equal(await read("/ocop.registry.v1.ProductService/GetProduct",
      { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }), "TypeError");
  });

  it("shows the reference, and calls a method from it", async () => {
    const tab = await browser.newPage();
    const complaints = [];
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await tab.goto(`${http}/reference`, { waitUntil: "networkidle" });
    assert.deepEqual(complaints, []);
    await tab.getByPlaceholder("Find a method").fill("GetProduct");
    await tab.getByRole("link", { name: "GetProduct", exact: true }).click();
    await tab.getByText("Reads one product.").waitFor();
    await tab.getByText("Name of the product.").first().waitFor();
    await tab.locator("#request").fill('{"name": "provinces/82/products/nothing"}');
    await tab.locator("#send").click();
    await tab.locator("#answer[data-done]").waitFor();
    const answer = await tab.locator("#answer").textContent();
    assert.match(answer, /^HTTP 404/);
    assert.match(answer, /RESOURCE_NOT_FOUND/);
    // A refusal is the one thing that the browser itself complains about.
    assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  });

  it("shows the reference on a phone, and says what a header field may hold", async () => {
    const tab = await browser.newPage({ viewport: { width: 360, height: 640 } });
    await tab.goto(`${http}/reference#/ocop.registry.v1.ProductService/GetProduct`);
    await tab.getByLabel("Request").waitFor();
    assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth), 360, "nothing is beside the screen");
    assert.ok((await tab.getByLabel("Request").boundingBox()).width > 250);
    await tab.getByLabel("x-actor").fill("Nguyễn");
    await tab.locator("#send").click();
    await tab.locator("#answer[data-done]").waitFor();
    assert.match(await tab.locator("#answer").textContent(), /^x-actor: a header field holds printable ASCII alone$/);
  });

  it("follows a stream from the reference", async () => {
    const tab = await browser.newPage();
    await tab.goto(`${http}/reference#/ocop.journal.v1.JournalService/Watch`);
    await tab.locator("#send").click();
    await tab.getByText('"synced": true').waitFor();
    await tab.getByRole("button", { name: "Stop" }).click();
    await tab.locator("#answer[data-done]").waitFor();
  });
});
