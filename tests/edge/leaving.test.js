// A gateway that is told to end while clients call: none of them loses a call.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import grpcJs from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { ProducerService } from "./gen/ocop/registry/v1/producer_service_pb.js";
import { descriptorSet, grpc, producer } from "./suite.js";

// The gateway that will leave; the one of `grpc` stays.
const leaving = {
  grpc: process.env.EDGE_LEAVING_GRPC,
  http: process.env.EDGE_LEAVING_HTTP,
  pid: Number(process.env.EDGE_LEAVING_PID),
};
const atATime = 4;

// Whether somebody listens there.
function listens(address) {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

describe("a gateway that leaves", () => {
  let gone = false;
  const clients = [];
  // Calls again and again until the gateway is gone and for a while after; returns how many calls were answered. An
  // error ends the calls when `nobodyIsThere` knows it, and fails the test unless `neverLookedAt` does.
  async function callOn(call, nobodyIsThere = () => false, neverLookedAt = () => false) {
    let calls = 0;
    const worker = async () => {
      for (let more = 20; more > 0; more -= gone ? 1 : 0) {
        try {
          await call();
          ++calls;
        } catch (error) {
          if (nobodyIsThere(error)) return;
          if (!neverLookedAt(error)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    return calls;
  }

  before(async () => {
    const set = await descriptorSet();
    const { ocop } = grpcJs.loadPackageDefinition(protoLoader.loadFileDescriptorSetFromBuffer(Buffer.from(set)));
    const config = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] });
    clients.push(new ocop.registry.v1.ProducerService(`ipv4:${grpc},${leaving.grpc}`, grpcJs.credentials.createInsecure(),
      { "grpc.service_config": config }));
  });
  after(() => clients.forEach((client) => client.close()));

  it("loses no call of clients over gRPC and Connect", async () => {
    const [balanced] = clients;
    const get = promisify(balanced.getProducer.bind(balanced));
    const nobodyIsThere = (error) => /ECONNREFUSED/.test(error.message);
    // What it has not sent yet when it is told to go, Node itself gives up, and says so (RFC 9113, 8.7); grpc-js opens
    // such a call elsewhere, connect-node leaves that to its caller.
    const neverLookedAt = (error) => /NGHTTP2_REFUSED_STREAM/.test(error.message);
    const over = (transport) => {
      const client = createClient(ProducerService, transport);
      return callOn(() => client.getProducer({ name: producer }), nobodyIsThere, neverLookedAt);
    };
    const running = [
      callOn(() => get({ name: producer })),  // knows both gateways, so that nothing at all may fail
      over(createGrpcTransport({ baseUrl: `http://${leaving.grpc}` })),
      over(createConnectTransport({ baseUrl: `http://${leaving.http}`, httpVersion: "2" })),
    ];
    await Promise.all(Array.from({ length: 20 }, () => get({ name: producer })));
    process.kill(leaving.pid, "SIGTERM");
    while ((await listens(leaving.grpc)) || (await listens(leaving.http)));
    gone = true;
    for (const calls of await Promise.all(running)) assert.ok(calls > 0);
  });
});
