#!/usr/bin/env node
// How fast synthesis of everything is, against CDKTF's stock command with the entry of its own template
// (`npx ts-node main.ts`). All figures are of this run, on this machine; the bytes of both have to be the same.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, printTable, repeat } from "./measure.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join("build", "bench");
const cache = join(root, "node_modules", ".cache", "lintel");

function contents(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => `${file.slice(directory.length)}\n${readFileSync(file, "utf8")}`)
    .join("\n");
}

const out = (name) => join(folder, name);
const ours = (outdir) => measure(process.execPath, ["bin/app.mjs"], { cwd: root, env: { CDKTF_OUTDIR: outdir } });
const cli = (outdir, ...args) =>
  measure(process.execPath, ["node_modules/.bin/cdktf", "synth", "--output", outdir, ...args], {
    cwd: root,
    env: { CDKTF_OUTDIR: outdir },
  });

rmSync(join(root, folder), { recursive: true, force: true });
const rows = [];
rows.push(
  await repeat("npm run synth, first time (makes the bundle)", 3, () => {
    rmSync(cache, { recursive: true, force: true });
    return ours(out("ours"));
  }),
);
rows.push(await repeat("npm run synth", 7, () => ours(out("ours"))));
rows.push(await repeat("cdktf synth, with the same entry", 3, () => cli(out("cli"))));
rows.push(await repeat("cdktf synth, stock (ts-node)", 3, () => cli(out("stock"), "--app", "npx ts-node main.ts")));

const expected = contents(join(root, out("ours")));
const same = ["cli", "stock"].every((name) => contents(join(root, out(name))) === expected);
const stock = rows.at(-1);
if (process.argv.includes("--json")) {
  process.stdout.write(
    `${JSON.stringify({ rows, sameBytes: same, ratio: stock.seconds / rows[1].seconds }, null, 2)}\n`,
  );
} else {
  printTable(rows, "stock takes", ({ seconds }) => stock.seconds / seconds);
  process.stdout.write(`Bytes: ${same ? "the same from all three" : "DIFFERENT"}\n`);
}
if (!same) process.exitCode = 1;
