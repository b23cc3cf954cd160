import { AuroraCluster, type AuroraClusterProps } from "../../../src/constructs/database/aurora-cluster";
import type { Key } from "../../../src/constructs/security/key";
import type { LintelStack } from "../../../src/stacks/lintel-stack";
import { NETWORK } from "../../support/service";

/** A database with everything at its default, but for what a test changes. */
export function testDatabase(
  stack: LintelStack,
  key: Key,
  props: Partial<AuroraClusterProps> = {},
  id = "database",
): AuroraCluster {
  return new AuroraCluster(stack, id, {
    network: NETWORK,
    name: id,
    key,
    engineVersion: "16.8",
    capacity: { minAcu: 0.5, maxAcu: 4 },
    databaseName: "shop",
    readers: 1,
    backupRetentionDays: 7,
    logRetentionDays: 30,
    ...props,
  });
}
