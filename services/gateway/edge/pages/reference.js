// Renders openapi.json: services and methods to choose from, the fields of a method, and a form that calls it.
const api = await (await fetch("openapi.json")).json();
const main = document.getElementById("main");

// element("p", { className: "text" }, "words", …)
function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const nameOf = (schema) => schema.$ref?.slice("#/components/schemas/".length);
const parameterOf = ({ $ref, ...own }) => ($ref ? api.components.parameters[$ref.slice("#/components/parameters/".length)] : own);
const resolve = (schema) => (schema.$ref ? api.components.schemas[nameOf(schema)] : schema);

// --- What a method takes and gives --------------------------------------------------------------------------------------

function typeOf(schema) {
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.$ref) return nameOf(schema).split(".").slice(3).join(".") || nameOf(schema);
  return schema.format ?? schema.contentEncoding ?? schema.type;
}

function limitsOf(schema, required) {
  const limits = [required && "required", schema.readOnly && "output only"];
  for (const key of ["maxLength", "pattern", "minimum", "maximum", "maxItems"]) {
    if (schema[key] !== undefined) limits.push(`${key} ${schema[key]}`);
  }
  return limits.filter(Boolean).join(" · ");
}

// The fields of a message; those of its parts open on demand, for messages may contain themselves.
function fields(schema) {
  const message = resolve(schema);
  if (message.enum) return element("div", { className: "text" }, message.description ?? "");
  const list = element("dl", { className: "fields" });
  for (const [name, field] of Object.entries(message.properties ?? {})) {
    const limits = limitsOf(field, message.required?.includes(name));
    list.append(element("dt", {}, name, element("span", {}, `  ${typeOf(field)}  ${limits}`)), element("dd", {}, field.description ?? ""));
    const part = field.items ?? field.additionalProperties ?? field;
    if (part.$ref) {
      const details = element("details", {}, element("summary", {}, nameOf(part)));
      details.addEventListener("toggle", () => details.childElementCount < 2 && details.append(fields(part)), { once: true });
      list.append(element("dd", {}, details));
    }
  }
  return list;
}

// --- A request to begin with --------------------------------------------------------------------------------------------

function sample(schema, depth = 0) {
  const { type, ...rest } = resolve(schema);
  if (rest.enum) return rest.enum[1] ?? rest.enum[0];
  if (type === "array") return [];
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return rest.minimum ?? 0;
  if (type === "string") return rest.format === "int64" ? "0" : "";
  const message = {};
  for (const [name, field] of Object.entries(rest.properties ?? {})) {
    if (rest.required?.includes(name) && !field.readOnly && depth < 4) message[name] = sample(field, depth + 1);
  }
  return message;
}

// --- Calling ------------------------------------------------------------------------------------------------------------

// Reads the frames of a stream: a byte of flags, four of length, JSON.
async function* frames(body) {
  let bytes = new Uint8Array();
  for (const reader = body.getReader(); ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(bytes.length + value.length);
    joined.set(bytes);
    joined.set(value, bytes.length);
    bytes = joined;
    while (bytes.length >= 5) {
      const size = new DataView(bytes.buffer).getUint32(1);
      if (bytes.length < 5 + size) break;
      yield new TextDecoder().decode(bytes.slice(5, 5 + size));
      bytes = bytes.slice(5 + size);
    }
  }
}

function framed(text) {
  const content = new TextEncoder().encode(text);
  const frame = new Uint8Array(5 + content.length);
  new DataView(frame.buffer).setUint32(1, content.length);
  frame.set(content, 5);
  return frame;
}

const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

async function call(path, type, text, headers, signal, show) {
  for (const [name, value] of Object.entries(headers)) {
    if (/[^ -~]/.test(value)) return show(`${name}: a header field holds printable ASCII alone`);
  }
  const streams = type.startsWith("application/connect");
  const answer = await fetch(path, {
    method: "POST", body: streams ? framed(text) : text, headers: { "content-type": type, ...headers }, signal });
  show(`HTTP ${answer.status} · ${answer.headers.get("x-request-id")}\n\n`);
  if (!streams || !answer.headers.get("content-type")?.startsWith("application/connect")) return show(pretty(await answer.text()));
  for await (const message of frames(answer.body)) show(`${pretty(message)}\n`);
}

function form(path, operation) {
  const [type] = Object.keys(operation.requestBody.content);
  const request = element("textarea", { id: "request", spellcheck: false, value: JSON.stringify(sample(operation.requestBody.content[type].schema), null, 2) });
  const headers = element("div", { className: "headers" });
  const parameters = operation.parameters.map(parameterOf).filter((p) => p.in === "header");
  const inputs = [...parameters.map((p) => p.name.toLowerCase()), "authorization"].map((name) => {
    const allowed = parameters.find((p) => p.name.toLowerCase() === name)?.schema.enum;
    const input = allowed ? element("select", {}, ...allowed.map((value) => element("option", {}, value))) : element("input", {});
    input.name = input.id = name;
    if (name === "authorization") input.placeholder = "Bearer …";
    headers.append(element("label", { htmlFor: name }, name), input);
    return input;
  });
  const answer = element("pre", { id: "answer", hidden: true });
  const send = element("button", { id: "send" }, "Send");
  const stop = element("button", { hidden: true }, "Stop");
  send.addEventListener("click", async () => {
    const leave = new AbortController();
    stop.onclick = () => leave.abort();
    answer.textContent = "";
    answer.hidden = stop.hidden = false;
    const given = Object.fromEntries(inputs.filter((input) => input.value).map((input) => [input.name, input.value]));
    try {
      await call(path, type, request.value, given, leave.signal, (text) => answer.append(text));
    } catch (error) {
      answer.append(String(error));
    }
    stop.hidden = true;
    answer.dataset.done = "yes";
  });
  return [headers, element("label", { htmlFor: "request" }, "Request"), request, send, stop, answer];
}

// --- The page -----------------------------------------------------------------------------------------------------------

function showMethod(path) {
  const operation = api.paths[path].post;
  const [type] = Object.keys(operation.requestBody.content);
  const [answerType] = Object.keys(operation.responses[200].content);
  const request = operation.requestBody.content[type].schema;
  const response = operation.responses[200].content[answerType].schema;
  const verbs = api.paths[path].get ? "POST, GET" : "POST";
  main.replaceChildren(
    element("h2", {}, path.split("/")[2]),
    element("p", {}, element("code", {}, `${operation["x-ocop-grpc-only"] ? "gRPC" : verbs} ${path}`)),
    element("p", { className: "text" }, operation.description),
    element("h3", {}, "Request"), fields(request),
    element("h3", {}, operation["x-ocop-streams"] ? "Answer, a stream of" : "Answer"), fields(response),
  );
  if (!operation["x-ocop-grpc-only"]) main.append(element("h3", {}, "Try it"), ...form(path, operation));
  main.scrollTop = 0;
}

function showStart() {
  main.replaceChildren(element("h2", {}, "Reference"), element("p", { className: "text" }, api.info.description));
  for (const tag of api.tags) main.append(element("h3", {}, tag.name), element("p", { className: "text" }, tag.description));
}

function route() {
  const path = decodeURIComponent(location.hash.slice(1));
  if (api.paths[path]) showMethod(path);
  else showStart();
  for (const link of document.querySelectorAll("nav details a")) {
    link.toggleAttribute("aria-current", link.hash === location.hash);
    if (link.hash === location.hash) link.parentElement.open = true;
  }
}

for (const tag of api.tags) {
  const links = Object.keys(api.paths)
    .filter((path) => path.startsWith(`/${tag.name}/`))
    .map((path) => element("a", { href: `#${path}` }, path.split("/")[2]));
  document.getElementById("services").append(element("details", {}, element("summary", {}, tag.name), ...links));
}

document.getElementById("search").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase();
  for (const details of document.querySelectorAll("nav details")) {
    let found = false;
    for (const link of details.querySelectorAll("a")) {
      link.hidden = !link.hash.toLowerCase().includes(words);
      found ||= !link.hidden;
    }
    details.hidden = !found;
    details.open = found && words !== "";
  }
});
window.addEventListener("hashchange", route);
route();
