import type { AuroraCapacity } from "../../../src/constructs/database/aurora-capacity";
import { build, testKey } from "../../support/construct";
import { testDatabase } from "./database";

function problems(engineVersion: string, capacity: AuroraCapacity) {
  return build((stack) => void testDatabase(stack, testKey(stack), { engineVersion, capacity })).problems;
}

test.each<[string, AuroraCapacity]>([
  ["16.8", { minAcu: 0.5, maxAcu: 4 }],
  ["16.3", { minAcu: 0, maxAcu: 1, pauseAfterSeconds: 300 }],
  ["15.7", { minAcu: 0, maxAcu: 256, pauseAfterSeconds: 86_400 }],
  ["14.9", { minAcu: 1, maxAcu: 128 }],
  ["17.4", { minAcu: 0, maxAcu: 256 }],
])("%s takes %j", (version, capacity) => {
  expect(problems(version, capacity)).toEqual([]);
});

test.each<[string, AuroraCapacity, string]>([
  ["16.8", { minAcu: 0.5, maxAcu: 0.5 }, "capacity.maxAcu: got 0.5, allowed 1 to 256 in steps of 0.5"],
  ["16.8", { minAcu: 0.5, maxAcu: 4.3 }, "capacity.maxAcu: got 4.3, allowed 1 to 256 in steps of 0.5"],
  ["14.9", { minAcu: 0.5, maxAcu: 200 }, "capacity.maxAcu: got 200, allowed 1 to 128 in steps of 0.5"],
  ["16.8", { minAcu: 0.7, maxAcu: 4 }, "capacity.minAcu: got 0.7, allowed 0 to 4 (maxAcu) in steps of 0.5"],
  ["16.8", { minAcu: 5, maxAcu: 4 }, "capacity.minAcu: got 5, allowed 0 to 4 (maxAcu)"],
  [
    "15.3",
    { minAcu: 0, maxAcu: 4 },
    'engineVersion: got "15.3", allowed with minAcu 0 one that can pause: 13.15, 14.12',
  ],
  [
    "16.8",
    { minAcu: 0.5, maxAcu: 4, pauseAfterSeconds: 300 },
    "capacity.pauseAfterSeconds: got 300, allowed 300 to 86400, with minAcu 0; a cluster that keeps capacity never",
  ],
  ["16.8", { minAcu: 0, maxAcu: 4, pauseAfterSeconds: 60 }, "capacity.pauseAfterSeconds: got 60"],
  ["12.9", { minAcu: 0.5, maxAcu: 4 }, 'engineVersion: got "12.9", allowed a version of Aurora PostgreSQL from 13 on'],
  ["sixteen", { minAcu: 0.5, maxAcu: 4 }, 'engineVersion: got "sixteen", allowed a version of Aurora PostgreSQL'],
])("%s refuses %j", (version, capacity, message) => {
  const found = problems(version, capacity);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`shop-prod-test/database: ${message}`);
});
