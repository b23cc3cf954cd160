#!/usr/bin/env node
// How fast synthesis of everything is, against CDKTF's stock command with the entry of its own template
// (`npx ts-node main.ts`). All figures are of this run, on this machine; the bytes of both have to be the same.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");
const folder = join("build", "bench");
const cache = join(root, "node_modules", ".cache", "lintel");
const isTerminal = process.stderr.isTTY;

/** Runs a command. Returns seconds and the most memory that it and its children held at once, where /proc tells. */
async function measure(command, args, outdir) {
  const started = process.hrtime.bigint();
  const env = { ...process.env, CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: "1", LINTEL_BACKEND_FILE: "" };
  const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  let peak = 0;
  child.stderr.on("data", (data) => (errors += data));
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid))), 50);
  const code = await new Promise((done) => child.on("exit", done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${errors}`);
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, megabytes: peak / 1024 };
}

/** KiB in memory of a process and everything that it started. */
function memoryOf(pid) {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return children.reduce((sum, child) => sum + memoryOf(child), own);
  } catch {
    return 0;
  }
}

async function repeat(name, times, run) {
  const runs = [];
  for (let index = 0; index < times; index += 1) {
    if (isTerminal) process.stderr.write(`\r\u001b[K${name}: ${index + 1} of ${times}`);
    runs.push(await run());
  }
  if (isTerminal) process.stderr.write("\r\u001b[K");
  runs.sort((one, other) => one.seconds - other.seconds);
  const median = runs[Math.floor(runs.length / 2)];
  return { name, runs: times, seconds: median.seconds, megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)) };
}

function contents(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((file) => `${file.slice(directory.length)}\n${readFileSync(file, "utf8")}`)
    .join("\n");
}

const out = (name) => join(folder, name);
const ours = (outdir) => measure(process.execPath, ["bin/app.mjs"], outdir);
const cli = (outdir, ...args) =>
  measure(process.execPath, ["node_modules/.bin/cdktf", "synth", "--output", outdir, ...args], outdir);

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
  const width = Math.max(...rows.map(({ name }) => name.length));
  process.stdout.write(`${"".padEnd(width)}   median   peak memory   stock takes\n`);
  for (const { name, seconds, megabytes } of rows) {
    const memory = megabytes > 0 ? `${megabytes.toFixed(0)} MB` : "unknown";
    const ratio = `${(stock.seconds / seconds).toFixed(1)} x`;
    process.stdout.write(
      `${name.padEnd(width)}  ${seconds.toFixed(2).padStart(5)} s  ${memory.padStart(11)}  ${ratio.padStart(11)}\n`,
    );
  }
  process.stdout.write(`Bytes: ${same ? "the same from all three" : "DIFFERENT"}\n`);
}
if (!same) process.exitCode = 1;
