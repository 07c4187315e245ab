// Makes the script of the query page, with the licences it is under, and says its digest:
// node build.mjs FOLDER DIGEST
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const NAME = "query.js";
const [folder, digest] = process.argv.slice(2);
const here = import.meta.dirname;

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["query.mjs"],
  outfile: NAME,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  legalComments: "none", // their licences stand in a file of their own
  metafile: true,
  write: false,
});

const used = Object.entries(metafile.outputs[NAME].inputs)
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .map(([path]) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1])
  .filter(Boolean);
const packages = await Promise.all(
  [...new Set(used)].sort().map(async (name) => {
    const place = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(place, "package.json"), "utf8"));
    const file = (await readdir(place)).find((each) => /^licen[cs]e/i.test(each));
    const text = await readFile(join(place, file), "utf8");
    return { title: `${name} ${version} (${license})`, text: text.trim() };
  }),
);

const header = [
  "/*! Made from server/editor by “make editor”: to change it, change what is there.",
  ` * It holds, under the licences of ${NAME}.LICENSE:`,
  ...packages.map(({ title }) => ` * ${title}`),
  " */",
].join("\n");
const script = `${header}\n${outputFiles[0].text}`;
const licences = packages.map(({ title, text }) => `${title}\n\n${text}\n`).join(`\n${"-".repeat(72)}\n\n`);

await writeFile(join(folder, NAME), script);
await writeFile(join(folder, `${NAME}.LICENSE`), licences);
await writeFile(digest, `${createHash("sha256").update(script).digest("hex")}  ${NAME}\n`);
