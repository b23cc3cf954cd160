import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { checkText, LOG_GROUP_NAME } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import type { Key } from "../security/key";
import type { Role } from "../security/role";

/** Props of {@link LogGroup}. */
export interface LogGroupProps {
  /** Full name, such as `/valor-assist/prod/api`. The key must allow log groups of this name. */
  readonly name: string;
  /** Days after which CloudWatch deletes an entry; one of the values that CloudWatch knows. */
  readonly retentionDays: number;
  /** Encrypts the entries. */
  readonly key: Key;
}

/** What `retention_in_days` can be: the CloudWatch Logs API, PutRetentionPolicy. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** An encrypted CloudWatch log group with a retention. */
export class LogGroup extends Construct {
  public readonly logGroup: CloudwatchLogGroup;

  public readonly name: string;
  public readonly arn: string;

  public constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    const { name, retentionDays, key } = props;
    checkText(this, "name", name, LOG_GROUP_NAME);
    check(this, RETENTIONS.includes(retentionDays), {
      property: "retentionDays",
      got: retentionDays,
      allowed: `one of ${RETENTIONS.join(", ")}`,
      fix: "take the next longer one",
    });
    this.logGroup = new CloudwatchLogGroup(this, "group", { name, retentionInDays: retentionDays, kmsKeyId: key.arn });
    this.name = this.logGroup.name;
    this.arn = this.logGroup.arn;
  }

  /** Lets a role write to streams of this group. */
  public grantWrite(role: Role): void {
    role.allow({
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${this.arn}:*`],
    });
  }

  /** The `logConfiguration` of a container whose output goes here, in streams that begin with a prefix. */
  public containerOptions(streamPrefix: string): { logDriver: string; options: Record<string, string> } {
    return {
      logDriver: "awslogs",
      options: {
        "awslogs-group": this.name,
        "awslogs-region": environmentOf(this).region,
        "awslogs-stream-prefix": streamPrefix,
      },
    };
  }
}

/** What the names of an environment's log groups begin with; its key allows these. */
export function logGroupPrefix(scope: Construct): string {
  const { architecture, name } = environmentOf(scope);
  return `/${architecture}/${name}/`;
}
