import type { Construct } from "constructs";
import { Trail } from "../../constructs/security/trail";
import { LintelStack } from "../../stacks/lintel-stack";
import type { DataStack } from "./data";
import type { FoundationStack } from "./foundation";
import type { LayerProps } from "./layer";

/** Props of {@link GuardStack}. */
export interface GuardStackProps extends LayerProps {
  readonly foundation: FoundationStack;
  readonly data: DataStack;
}

/** What watches over the account: a record of every call, and of every access to personal data. */
export class GuardStack extends LintelStack {
  public constructor(scope: Construct, props: GuardStackProps) {
    super(scope, { ...props, layer: "guard" });
    const { foundation, data, environment } = props;
    new Trail(this, "trail", {
      key: foundation.key,
      buckets: [data.documents],
      tables: [data.sessions, data.chat],
      accessLogs: foundation.logBucket,
      retentionDays: environment.retention.trailDays,
    });
  }
}
