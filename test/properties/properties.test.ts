import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { formatCidr, parseCidr, size, subnet } from "../../src/config/cidr";
import { Vpc } from "../../src/constructs/network/vpc";
import { preview } from "../../src/preview/preview";
import { readStacks } from "../../src/template/template";
import { build } from "../support/construct";
import { ROOT } from "../support/output";
import { terraformTest } from "../support/terraform";
import type { Report, Request } from "./generate";

const SEED = 20260101;
/** For a busy machine; a quiet one needs a minute. */
const TIME_LIMIT_MS = 900_000;
const directory = join(ROOT, "build", "properties");
let report: Report;

/** Runs the generator with a seed. Two at once, because each one uses one core. */
async function generate(seed: number): Promise<Report> {
  const own = join(directory, String(seed));
  mkdirSync(join(own, "tmp"), { recursive: true });
  const request: Request = { directory: own, seed, parts: 500, whole: 15, keep: 10 };
  const args = ["bin/app.mjs", "test/properties/generate.ts", JSON.stringify(request)];
  const env = { ...process.env, LINTEL_BACKEND_FILE: "", TMPDIR: join(own, "tmp") };
  const options = { cwd: ROOT, env, timeout: TIME_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return JSON.parse(stdout) as Report;
}

beforeAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  const reports = await Promise.all([generate(SEED), generate(SEED + 1)]);
  report = {
    accepted: reports.reduce((sum, { accepted }) => sum + accepted, 0),
    refused: reports.reduce((sum, { refused }) => sum + refused, 0),
    messages: [...new Set(reports.flatMap(({ messages }) => messages))],
    kept: reports.flatMap(({ kept }) => kept),
    failures: reports.flatMap(({ failures }) => failures),
  };
}, TIME_LIMIT_MS);

test("every generated configuration is synthesized, or refused with all four parts, and nothing else is written", () => {
  expect(report.failures).toEqual([]);
});

test("enough configurations of both sorts were generated, and many things were refused", () => {
  expect(report.accepted).toBeGreaterThan(500);
  expect(report.refused).toBeGreaterThan(100);
  expect(report.messages.length).toBeGreaterThan(15);
});

terraformTest(
  "configurations that are accepted although something in them is odd are valid for the provider",
  async () => {
    const stacks = report.kept
      .flatMap((folder) => readStacks(join(folder, "out")))
      .filter(({ name }) => !name.startsWith("lintel-state-"));
    expect(stacks.length).toBeGreaterThan(15);
    const { findings } = await preview(stacks, { mode: "validate" });
    expect(findings).toEqual([]);
  },
);

/** The least and the greatest address of a block. */
function range(text: string): [number, number] {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(`${text} is no block`);
  return [block.first, block.first + size(block.prefix) - 1];
}

const blocks = fc
  .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 16, max: 28 }))
  .map(([address, prefix]) => ({ first: address - (address % size(prefix)), prefix }));

test("parts of a block lie in it, do not overlap, and leave nothing out", () => {
  const property = fc.property(blocks, fc.integer({ min: 1, max: 4 }), (block, newBits) => {
    const parts = Array.from({ length: 2 ** newBits }, (_, index) => subnet(block, newBits, index));
    let next = block.first;
    for (const part of parts) {
      if (part === undefined) throw new Error("a part is missing");
      expect(range(formatCidr(part))[0]).toBe(next);
      next = range(formatCidr(part))[1] + 1;
    }
    expect(next).toBe(block.first + size(block.prefix));
    expect(subnet(block, newBits, 2 ** newBits)).toBeUndefined();
    expect(subnet(block, newBits, -1)).toBeUndefined();
  });
  fc.assert(property, { seed: SEED, numRuns: 2000 });
});

test("the subnets of a VPC lie in it and do not overlap, or the VPC is refused", () => {
  const zones = fc.integer({ min: 2, max: 10 }).map((count) => [..."abcdefghij"].slice(0, count));
  const given = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.array(blocks.map(formatCidr), { maxLength: 3 }) },
  );
  let accepted = 0;
  const property = fc.property(blocks, zones, given, (block, letters, publicSubnets) => {
    const cidrBlock = formatCidr(block);
    const { subject, problems } = build(
      (stack) => {
        new Vpc(stack, "vpc", { cidrBlock, natGateways: "none", ...(publicSubnets ? { publicSubnets } : {}) });
      },
      { zones: letters.map((letter) => `eu-central-1${letter}`) },
    );
    if (problems.length > 0) return;
    accepted += 1;
    const [first, last] = range(cidrBlock);
    const subnets = subject.all("aws_subnet").map((each) => range(String(each.get("cidr_block"))));
    expect(subnets).toHaveLength(2 * letters.length);
    for (const [index, [from, to]] of subnets.entries()) {
      expect(from >= first && to <= last && to - from >= 15).toBe(true);
      const others = subnets.slice(index + 1);
      expect(others.filter(([start, end]) => from <= end && start <= to)).toEqual([]);
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 300 });
  expect(accepted).toBeGreaterThan(60);
});
