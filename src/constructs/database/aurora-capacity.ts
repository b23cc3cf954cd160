import type { Construct } from "constructs";
import { check } from "../../config/errors";

/** How much an Aurora Serverless v2 cluster may use. An ACU is about 2 GiB of memory, with CPU and network to match. */
export interface AuroraCapacity {
  /** ACUs that every instance keeps, in steps of 0.5. 0 lets it pause. */
  readonly minAcu: number;
  /** ACUs that an instance never exceeds, in steps of 0.5. */
  readonly maxAcu: number;
  /**
   * Seconds without a connection after which the cluster pauses and costs nothing but storage, 300 to 86400. It
   * wakes up within half a minute. Only with {@link minAcu} 0, and with an engine that can.
   * @default - it never pauses
   */
  readonly pauseAfterSeconds?: number;
}

/**
 * First minor version of each major version that can pause, and that may use more than 128 ACUs.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html
 */
const CAN_PAUSE: Readonly<Record<number, number>> = { 13: 15, 14: 12, 15: 7, 16: 3 };
const CAN_USE_256: Readonly<Record<number, number>> = { 13: 13, 14: 10, 15: 5, 16: 1 };
const NEWEST_LISTED = 16;

/** Reports a version that Aurora PostgreSQL Serverless v2 does not have, or a capacity that the version can't have. */
export function checkCapacity(scope: Construct, engineVersion: string, capacity: AuroraCapacity): void {
  const { minAcu, maxAcu, pauseAfterSeconds } = capacity;
  const [, major = "", minor = ""] = /^(\d{2})\.(\d{1,2})$/.exec(engineVersion) ?? [];
  const isVersion = check(scope, Number(major) >= 13, {
    property: "engineVersion",
    got: engineVersion,
    allowed: 'a version of Aurora PostgreSQL from 13 on, such as "16.8"',
    fix: "take one that `aws rds describe-db-engine-versions --engine aurora-postgresql` lists",
  });
  const can = (since: Readonly<Record<number, number>>) =>
    !isVersion || Number(major) > NEWEST_LISTED || Number(minor) >= (since[Number(major)] ?? Infinity);
  const isStep = (acu: number) => Number.isFinite(acu) && Number.isInteger(acu * 2);
  const most = can(CAN_USE_256) ? 256 : 128;
  check(scope, isStep(maxAcu) && maxAcu >= 1 && maxAcu <= most, {
    property: "capacity.maxAcu",
    got: maxAcu,
    allowed: `1 to ${most} in steps of 0.5`,
    fix: "take the next step of Aurora's",
  });
  check(scope, isStep(minAcu) && minAcu >= 0 && minAcu <= maxAcu, {
    property: "capacity.minAcu",
    got: minAcu,
    allowed: `0 to ${maxAcu} (maxAcu) in steps of 0.5`,
    fix: "take the next step of Aurora's",
  });
  check(scope, minAcu > 0 || can(CAN_PAUSE), {
    property: "engineVersion",
    got: engineVersion,
    allowed: `with minAcu 0 one that can pause: ${Object.entries(CAN_PAUSE)
      .map(([line, first]) => `${line}.${first}`)
      .join(", ")} or a later one of its line`,
    fix: "take a later version, or keep 0.5 ACU",
  });
  if (pauseAfterSeconds === undefined) return;
  const isTime = Number.isInteger(pauseAfterSeconds) && pauseAfterSeconds >= 300 && pauseAfterSeconds <= 86_400;
  check(scope, isTime && minAcu === 0, {
    property: "capacity.pauseAfterSeconds",
    got: pauseAfterSeconds,
    allowed: "300 to 86400, with minAcu 0",
    fix: "a cluster that keeps capacity never pauses: set minAcu to 0, or leave this out",
  });
}
