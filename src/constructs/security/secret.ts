import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { Construct } from "constructs";
import { checkText, LITERAL } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Key } from "./key";
import type { Role } from "./role";

/** Props of {@link Secret}. */
export interface SecretProps {
  /** Last part of the name, such as `ANTHROPIC_API_KEY`. */
  readonly name: string;
  /** What the value is and where it comes from. */
  readonly description: string;
  /** Encrypts the value. */
  readonly key: Key;
  /** Regions that get a copy under the same name, encrypted there with AWS's own key. @default - none */
  readonly copyTo?: readonly string[];
}

/** A value in Secrets Manager that a container can get at its start. */
export interface SecretValue {
  /** What ECS reads: the ARN of a secret, or of one field of its JSON. */
  readonly valueFrom: string;
  /** Lets a role read the secret. */
  grantRead(role: Role): void;
}

/**
 * An empty secret. Stateful. Its value is set outside of Terraform with `aws secretsmanager put-secret-value`, so
 * that it stands neither in code nor in state.
 */
export class Secret extends Construct implements SecretValue {
  public readonly secret: SecretsmanagerSecret;
  public readonly arn: string;
  private readonly key: Key;

  public constructor(scope: Construct, id: string, props: SecretProps) {
    super(scope, id);
    const { name, description, key, copyTo = [] } = props;
    checkText(this, "description", description, LITERAL);
    const isProtected = environmentOf(this).data === "protected";
    this.key = key;
    this.secret = new SecretsmanagerSecret(this, "secret", {
      name: physicalName(this, NAME_LIMITS.secret, name),
      description,
      kmsKeyId: key.arn,
      // 0 frees the name at once, so that a disposable environment can be made again the same day.
      recoveryWindowInDays: isProtected ? 30 : 0,
      ...(copyTo.length > 0 ? { replica: copyTo.map((region) => ({ region })) } : {}),
      lifecycle: { preventDestroy: isProtected },
    });
    this.arn = this.secret.arn;
  }

  public get valueFrom(): string {
    return this.arn;
  }

  /** One field of a secret that holds a JSON object. */
  public field(name: string): SecretValue {
    return {
      valueFrom: `${this.arn}:${name}::`,
      grantRead: (role) => {
        this.grantRead(role);
      },
    };
  }

  /** Lets a role read the value. */
  public grantRead(role: Role): void {
    role.allow({
      sid: "ReadSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [this.arn],
    });
    this.key.grantThrough(role, "secretsmanager", "read");
  }
}
