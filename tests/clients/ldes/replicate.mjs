// Replicates a stream with ldes-client, and prints its members and the addresses that it fetched.
// Usage: node replicate.mjs ADDRESS ORDER STATE
import { replicateLDES } from "ldes-client";
import { Writer } from "n3";

const [, , url, order, statePath] = process.argv;
const fetched = [];

async function told(address, options) {
  fetched.push(String(address.url ?? address));
  return fetch(address, options);
}

const members = [];
const client = replicateLDES({ url, statePath, fetch: told }, order);
const reader = client.stream({ highWaterMark: 10 }).getReader();
for (let read = await reader.read(); !read.done; read = await reader.read()) {
  const { id, quads, timestamp, isVersionOf } = read.value;
  const text = new Writer({ format: "N-Quads" }).quadsToString(quads);
  members.push({ id: id.value, quads: text, timestamp, isVersionOf });
}
process.stdout.write(JSON.stringify({ members, fetched }));
