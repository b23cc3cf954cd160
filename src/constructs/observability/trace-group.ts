import { XrayGroup } from "@cdktf/provider-aws/lib/xray-group";
import { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";

/** Props of {@link TraceGroup}. */
export interface TraceGroupProps {
  /** Last part of the group's name. */
  readonly name: string;
  /** Service whose calls the traces hold, as it names itself. */
  readonly service: string;
}

/** Traces with a call of one service, whose latency X-Ray looks at on its own. */
export class TraceGroup extends Construct {
  public readonly group: XrayGroup;

  public constructor(scope: Construct, id: string, props: TraceGroupProps) {
    super(scope, id);
    const { name, service } = props;
    this.group = new XrayGroup(this, id, {
      groupName: physicalName(this, NAME_LIMITS.tracingGroup, name),
      filterExpression: `service("${service}")`,
      insightsConfiguration: { insightsEnabled: true, notificationsEnabled: false },
    });
  }
}
