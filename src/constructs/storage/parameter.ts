import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { checkText, LITERAL } from "../../config/checks";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Role } from "../security/role";
import type { SecretValue } from "../security/secret";

/** Props of {@link Parameter}. */
export interface ParameterProps {
  /** Last part of the name, such as `LOG_LEVEL`. */
  readonly name: string;
  /** What it is for, shown in the console. */
  readonly description: string;
  /** The value, which anybody may know: it stands in the code and in Terraform's state. */
  readonly value: string;
}

/** A setting in Systems Manager's Parameter Store. A container gets it at its start, so a new value needs new tasks. */
export class Parameter extends Construct implements SecretValue {
  public readonly parameter: SsmParameter;
  public readonly valueFrom: string;

  public constructor(scope: Construct, id: string, props: ParameterProps) {
    super(scope, id);
    const { name, description, value } = props;
    checkText(this, "value", value, LITERAL);
    checkText(this, "description", description, LITERAL);
    this.parameter = new SsmParameter(this, "parameter", {
      name: `/${physicalName(this, NAME_LIMITS.parameter, name)}`,
      description,
      type: "String",
      value,
    });
    this.valueFrom = this.parameter.arn;
  }

  /** Lets a role read the value. */
  public grantRead(role: Role): void {
    role.allow({ sid: "ReadParameters", actions: ["ssm:GetParameters"], resources: [this.valueFrom] });
  }
}
