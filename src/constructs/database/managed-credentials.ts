import type { Key } from "../security/key";
import type { SecretValue } from "../security/secret";

/** The secret in which RDS itself keeps user name and password of a database's main user, as JSON. */
export function managedCredentials(secretArn: string, key: Key): SecretValue {
  return {
    valueFrom: secretArn,
    grantRead: (role) => {
      role.allow({ sid: "ReadSecrets", actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] });
      key.grantThrough(role, "secretsmanager", "read");
    },
  };
}
