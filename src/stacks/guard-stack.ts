import type { Construct } from "constructs";
import type { Environment, Retention } from "../config/environment";
import { Detection, type DetectionSwitches } from "../constructs/security/detection";
import { Trail, type TrailProps } from "../constructs/security/trail";
import type { FoundationStack } from "./foundation-stack";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link GuardStack}. */
export interface GuardStackProps
  extends LayerProps<Environment & { readonly retention: Retention }>, Pick<TrailProps, "buckets" | "tables"> {
  readonly foundation: FoundationStack;
  /** What else watches over the account. @default - nothing */
  readonly detection?: DetectionSwitches;
}

/** What watches over the account: a record of every call, and of every access to personal data. */
export class GuardStack extends LintelStack {
  public constructor(scope: Construct, props: GuardStackProps) {
    super(scope, { ...props, layer: "guard" });
    const { foundation, buckets = [], tables = [], environment, detection } = props;
    const { key, logBucket: accessLogs } = foundation;
    const retentionDays = environment.retention.trailDays;
    new Trail(this, "trail", { key, buckets, tables, accessLogs, retentionDays });
    if (detection) new Detection(this, "detection", { ...detection, key, accessLogs, retentionDays });
  }
}
