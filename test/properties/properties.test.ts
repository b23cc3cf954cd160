import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
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
const directory = join(ROOT, "build", "properties");
let report: Report;

beforeAll(() => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, "tmp"), { recursive: true });
  const request: Request = { directory, seed: SEED, parts: 2000, whole: 60, keep: 20 };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["bin/app.mjs", "test/properties/generate.ts", JSON.stringify(request)],
    {
      cwd: ROOT,
      encoding: "utf8",
      timeout: 280_000,
      env: { ...process.env, LINTEL_BACKEND_FILE: "", TMPDIR: join(directory, "tmp") },
    },
  );
  if (status !== 0) throw new Error(`the generated cases did not come to an end:\n${stderr}`);
  report = JSON.parse(stdout) as Report;
}, 300_000);

test("every generated configuration is synthesized, or refused with all four parts, and nothing else is written", () => {
  expect(report.failures).toEqual([]);
});

test("enough configurations of both sorts were generated, and many things were refused", () => {
  expect(report.accepted).toBeGreaterThan(1000);
  expect(report.refused).toBeGreaterThan(200);
  expect(report.messages.length).toBeGreaterThan(15);
});

terraformTest(
  "configurations that are accepted although something in them is odd are valid for the provider",
  async () => {
    const stacks = report.kept
      .flatMap((folder) => readStacks(join(folder, "out")))
      .filter(({ name }) => !name.startsWith("lintel-state-"));
    expect(stacks.length).toBeGreaterThan(60);
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
  const given = fc.option(fc.array(blocks.map(formatCidr), { maxLength: 3 }), { nil: undefined, freq: 3 });
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
  fc.assert(property, { seed: SEED, numRuns: 500 });
  expect(accepted).toBeGreaterThan(100);
});
