// What the benchmarks share: time and memory of a command, and tables of them.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const isTerminal = process.stderr.isTTY;

/** Runs a command. Returns seconds and the most memory that it and its children held at once, where /proc tells. */
export async function measure(command, args, { env = {}, cwd } = {}) {
  const started = process.hrtime.bigint();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, CHECKPOINT_DISABLE: "1", LINTEL_BACKEND_FILE: "", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  let peak = 0;
  child.stderr.on("data", (data) => (errors += data));
  const timer = setInterval(() => (peak = Math.max(peak, memoryOf(child.pid))), 100);
  const code = await new Promise((done) => child.on("exit", done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${errors}`);
  return { seconds: Number(process.hrtime.bigint() - started) / 1e9, megabytes: peak / 1024 };
}

/** KiB of a process and everything that it started; what processes share is counted once (PSS). */
function memoryOf(pid) {
  try {
    const own = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return children.reduce((sum, child) => sum + memoryOf(child), own);
  } catch {
    return 0;
  }
}

/** Measures several times: the median time, and the most memory of all runs. */
export async function repeat(name, times, run) {
  const runs = [];
  for (let index = 0; index < times; index += 1) {
    if (isTerminal) process.stderr.write(`\r\u001b[K${name}: ${index + 1} of ${times}`);
    runs.push(await run(index));
  }
  if (isTerminal) process.stderr.write("\r\u001b[K");
  runs.sort((one, other) => one.seconds - other.seconds);
  const median = runs[Math.floor(runs.length / 2)];
  return { name, runs: times, seconds: median.seconds, megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)) };
}

/** Prints rows with the ratio that each one's time has to another. */
export function printTable(rows, title, ratioOf) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  process.stdout.write(`${"".padEnd(width)}    median   peak memory  ${title.padStart(11)}\n`);
  for (const row of rows) {
    const memory = row.megabytes > 0 ? `${row.megabytes.toFixed(0)} MB` : "unknown";
    const ratio = `${ratioOf(row).toFixed(1)} x`;
    process.stdout.write(
      `${row.name.padEnd(width)}  ${row.seconds.toFixed(2).padStart(6)} s  ${memory.padStart(12)}  ${ratio.padStart(11)}\n`,
    );
  }
}
