// What the tests share: where the gateway is, and resources to ask for.
import { randomUUID } from "node:crypto";

export const http = `http://${process.env.EDGE_HTTP}`;
export const grpc = process.env.EDGE_GRPC;
export const parent = "provinces/82";
export const producer = "provinces/82/producers/p1";
// Header fields that say who calls.
export const caller = { "x-actor": "tester@example.vn", "x-roles": "province_officer" };

// The contracts, as the gateway tells them.
export async function descriptorSet() {
  return new Uint8Array(await (await fetch(`${http}/descriptor-set`)).arrayBuffer());
}

// A request to make a product that there is not yet.
export function newProduct(displayName = "Kẹo dừa") {
  return {
    parent,
    productId: `t-${randomUUID()}`,
    product: { displayName, producer, productGroup: 1, source: "tests/edge", synthetic: true },
  };
}
