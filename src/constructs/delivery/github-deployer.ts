import { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { checkText, type TextRule } from "../../config/checks";
import { Role } from "../security/role";

/** A repository on GitHub whose workflows deploy. */
export interface GithubRepository {
  /** `<owner>/<repository>`. */
  readonly repository: string;
  /** Environment of the repository whose protection rules decide which branches and people may deploy. */
  readonly environment: string;
  /**
   * An account has one provider for GitHub. `create` it in one place of the account, and use the `existing` one
   * everywhere else.
   */
  readonly provider: "create" | "existing";
}

const URL = "https://token.actions.githubusercontent.com";
const AUDIENCE = "sts.amazonaws.com";

const REPOSITORY: TextRule = { pattern: /^[\w.-]+\/[\w.-]+$/, allowed: '"<owner>/<repository>"' };
const ENVIRONMENT: TextRule = { pattern: /^[\w.-]{1,255}$/, allowed: "1 to 255 letters, digits and ._-" };

/**
 * A role that workflows of one repository take in one of its environments, with a token of GitHub in place of a
 * long-lived key. It can do nothing until something is granted.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class GithubDeployer extends Construct {
  public readonly role: Role;

  public constructor(scope: Construct, id: string, props: GithubRepository) {
    super(scope, id);
    const { repository, environment, provider } = props;
    checkText(this, "repository", repository, REPOSITORY);
    checkText(this, "environment", environment, ENVIRONMENT);
    const { arn } =
      provider === "create"
        ? new IamOpenidConnectProvider(this, "provider", { url: URL, clientIdList: [AUDIENCE] })
        : new DataAwsIamOpenidConnectProvider(this, "provider", { url: URL });
    const host = URL.replace("https://", "");
    this.role = new Role(this, "role", {
      name: "github-deploy",
      description: `Deploys what ${repository} builds`,
      assumedBy: {
        providerArn: arn,
        conditions: {
          StringEquals: {
            [`${host}:aud`]: AUDIENCE,
            [`${host}:sub`]: `repo:${repository}:environment:${environment}`,
          },
        },
      },
    });
  }
}
