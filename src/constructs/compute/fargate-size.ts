import type { Construct } from "constructs";
import { check } from "../../config/errors";

const GIB = 1024;

/** Memory in MiB that Fargate offers for each number of CPU units. */
const FARGATE_SIZES: Readonly<Record<number, readonly number[]>> = {
  256: [512, GIB, 2 * GIB],
  512: steps(1, 4, 1),
  1024: steps(2, 8, 1),
  2048: steps(4, 16, 1),
  4096: steps(8, 30, 1),
  8192: steps(16, 60, 4),
  16384: steps(32, 120, 8),
};

/** From one number of GiB to another, in MiB. */
function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => (from + index * by) * GIB);
}

/**
 * Reports a pair of CPU units and memory that Fargate does not offer.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export function checkFargateSize(scope: Construct, cpu: number, memoryMib: number): void {
  const memories = FARGATE_SIZES[cpu];
  const isCpu = check(scope, memories !== undefined, {
    property: "cpu",
    got: cpu,
    allowed: Object.keys(FARGATE_SIZES).join(", "),
    fix: "take one of Fargate's sizes; 1024 is one vCPU",
  });
  if (!isCpu) return;
  check(scope, memories?.includes(memoryMib) ?? false, {
    property: "memoryMib",
    got: memoryMib,
    allowed: `with cpu ${cpu} one of ${memories?.join(", ")}`,
    fix: "change the memory, or the cpu with it",
  });
}
