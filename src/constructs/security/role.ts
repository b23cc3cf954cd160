import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { policyDocument, type PolicyStatement } from "./policy";

/** Props of {@link Role}. */
export interface RoleProps {
  /** Last part of the physical name, such as `api-task`. */
  readonly name: string;
  /** What the role is for, shown in the console. */
  readonly description: string;
  /** The AWS service that takes the role, such as `ecs-tasks.amazonaws.com`. */
  readonly assumedBy: string;
  /**
   * The ARNs, or patterns of ARNs, of the resources on whose behalf the service may take the role. Without it only
   * the account is checked.
   * @default - anything in this account
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly sourceArns?: readonly string[];
}

/** An IAM role for one AWS service, with one inline policy that grows by {@link allow}. */
export class Role extends Construct {
  public readonly role: IamRole;
  public readonly arn: string;
  private readonly statements: PolicyStatement[] = [];
  private rolePolicy?: IamRolePolicy;

  public constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const { name, description, assumedBy, sourceArns } = props;
    const { account } = environmentOf(this);
    this.role = new IamRole(this, "role", {
      name: physicalName(this, NAME_LIMITS.role, name),
      description,
      assumeRolePolicy: policyDocument([
        {
          sid: "ServiceTakesRole",
          principals: { Service: assumedBy },
          actions: ["sts:AssumeRole"],
          conditions: {
            StringEquals: { "aws:SourceAccount": account },
            ...(sourceArns ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
          },
        },
      ]),
    });
    this.arn = this.role.arn;
  }

  /** The inline policy; undefined until something is allowed. */
  public get policy(): IamRolePolicy | undefined {
    return this.rolePolicy;
  }

  /** Adds a statement to the role's policy. */
  public allow(statement: PolicyStatement): void {
    this.statements.push(statement);
    this.rolePolicy ??= new IamRolePolicy(this, "policy", {
      name: "access",
      role: this.role.id,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements) }),
    });
  }
}
