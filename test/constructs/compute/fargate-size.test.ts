import { checkFargateSize } from "../../../src/constructs/compute/fargate-size";
import { build } from "../../support/construct";

function problems(cpu: number, memoryMib: number): readonly string[] {
  return build((stack) => {
    checkFargateSize(stack, cpu, memoryMib);
  }).problems;
}

test.each([
  [256, 512],
  [256, 2048],
  [512, 1024],
  [1024, 8192],
  [2048, 4096],
  [4096, 30720],
  [8192, 61440],
  [16384, 122880],
])("%i CPU units go with %i MiB", (cpu, memoryMib) => {
  expect(problems(cpu, memoryMib)).toEqual([]);
});

test.each([
  [300, 512, "cpu: got 300, allowed 256, 512, 1024, 2048, 4096, 8192, 16384; take one of Fargate's sizes"],
  [256, 4096, "memoryMib: got 4096, allowed with cpu 256 one of 512, 1024, 2048; change the memory"],
  [512, 512, "memoryMib: got 512, allowed with cpu 512 one of 1024, 2048, 3072, 4096"],
  [8192, 17408, "allowed with cpu 8192 one of 16384, 20480"],
  [16384, 126976, "memoryMib: got 126976"],
])("fails for %i CPU units with %i MiB", (cpu, memoryMib, message) => {
  const [problem, ...rest] = problems(cpu, memoryMib);
  expect(problem).toContain(message);
  expect(rest).toEqual([]);
});
