import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { policyDocument, type PolicyStatement } from "./policy";

/** Whoever has a token of an OpenID Connect provider, such as a workflow of GitHub. */
export interface WebIdentity {
  readonly providerArn: string;
  /** What the token has to say. Without a condition on its subject, anybody's token would do. */
  readonly conditions: NonNullable<PolicyStatement["conditions"]>;
}

/** Props of {@link Role}. */
export interface RoleProps {
  /** Last part of the physical name, such as `api-task`. */
  readonly name: string;
  /** What the role is for, shown in the console. */
  readonly description: string;
  /** The AWS service that takes the role, such as `ecs-tasks.amazonaws.com`, or the owner of a token. */
  readonly assumedBy: string | WebIdentity;
  /**
   * The ARNs, or patterns of ARNs, of the resources on whose behalf the service may take the role. Without it only
   * the account is checked; `"unchecked"` is for services that do not say in whose name they act.
   * @default - anything in this account
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly sourceArns?: readonly string[] | "unchecked";
}

/** An IAM role for one AWS service or for the owners of a token, with one inline policy that grows by {@link allow}. */
export class Role extends Construct {
  public readonly role: IamRole;
  public readonly arn: string;
  private readonly statements: PolicyStatement[] = [];
  private rolePolicy?: IamRolePolicy;

  public constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const { name, description } = props;
    this.role = new IamRole(this, "role", {
      name: physicalName(this, NAME_LIMITS.role, name),
      description,
      assumeRolePolicy: policyDocument([this.trust(props)]),
    });
    this.arn = this.role.arn;
  }

  private trust({ assumedBy, sourceArns }: RoleProps): PolicyStatement {
    if (typeof assumedBy !== "string") {
      const { providerArn, conditions } = assumedBy;
      const actions = ["sts:AssumeRoleWithWebIdentity"];
      return { sid: "TokenTakesRole", principals: { Federated: providerArn }, actions, conditions };
    }
    const statement = {
      sid: "ServiceTakesRole",
      principals: { Service: assumedBy },
      actions: ["sts:AssumeRole"],
    };
    if (sourceArns === "unchecked") return statement;
    return {
      ...statement,
      conditions: {
        StringEquals: { "aws:SourceAccount": environmentOf(this).account },
        ...(sourceArns ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
      },
    };
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
