import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { checkWhole } from "../../config/checks";
import type { Key } from "./key";
import type { Role } from "./role";
import { Secret, type SecretValue } from "./secret";

/** Props of {@link GeneratedLogin}. */
export interface GeneratedLoginProps {
  /** Last part of the secret's name. */
  readonly name: string;
  readonly username: string;
  readonly key: Key;
  /** A higher number makes another password at the next apply. */
  readonly version: number;
  /** Regions that get a copy. @default - none */
  readonly copyTo?: readonly string[];
}

/** Characters of a password: letters and digits, which need no escaping in a URL. */
const LENGTH = 32;

/**
 * A user name and a password that Secrets Manager made up, kept there as JSON. Terraform passes the password on
 * without writing it to its state or plan: ephemeral values and write-only arguments, which Terraform 1.11 has.
 * @see https://developer.hashicorp.com/terraform/language/manage-sensitive-data/write-only
 */
export class GeneratedLogin extends Construct implements SecretValue {
  public readonly secret: Secret;
  /** The password as it stands in the secret, for a write-only argument. */
  public readonly password: string;
  /** For the version of that argument. */
  public readonly version: number;

  public constructor(scope: Construct, id: string, props: GeneratedLoginProps) {
    super(scope, id);
    const { name, username, key, version, copyTo = [] } = props;
    checkWhole(this, "version", version, { min: 1, max: 2 ** 31 - 1 });
    this.version = version;
    this.secret = new Secret(this, "secret", { name, description: `User name and password of ${name}`, key, copyTo });
    const stack = TerraformStack.of(this);
    const address = stack.getLogicalId(this.node);
    const { arn } = this.secret;
    stack.addOverride("terraform.required_version", ">= 1.11.0");
    stack.addOverride(`ephemeral.aws_secretsmanager_random_password.${address}`, {
      password_length: LENGTH,
      exclude_punctuation: true,
      // Excludes nothing; it makes the password wait for the secret, so that a plan of what is not there asks nobody.
      exclude_characters: Fn.substr(arn, 0, 0),
    });
    const password = `ephemeral.aws_secretsmanager_random_password.${address}.random_password`;
    const value = new SecretsmanagerSecretVersion(this, "value", {
      secretId: arn,
      secretStringWo: `\${jsonencode({"username" = "${username}", "password" = ${password}})}`,
      secretStringWoVersion: version,
    });
    // The password is read back from the secret: both stay the same even when an apply is cut off between them.
    stack.addOverride(`ephemeral.aws_secretsmanager_secret_version.${address}`, {
      secret_id: arn,
      version_id: value.versionId,
    });
    this.password = `\${jsondecode(ephemeral.aws_secretsmanager_secret_version.${address}.secret_string)["password"]}`;
  }

  public get valueFrom(): string {
    return this.secret.valueFrom;
  }

  /** Lets a role read user name and password. */
  public grantRead(role: Role): void {
    this.secret.grantRead(role);
  }
}
