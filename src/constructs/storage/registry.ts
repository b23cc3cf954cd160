import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { checkText, checkWhole, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Key } from "../security/key";
import type { Role } from "../security/role";

/** Props of {@link Registry}. */
export interface RegistryProps {
  /** Last part of the repository's name, such as `api`. */
  readonly name: string;
  /** The whole name. @default - architecture, environment and {@link name} */
  readonly repositoryName?: string;
  /** Encrypts the images. */
  readonly key: Key;
  /** Images that stay; older ones are deleted. @default 30 */
  readonly keepImages?: number;
}

/** ECR, CreateRepository. */
const REPOSITORY_NAME: TextRule = {
  pattern: /^(?=.{2,256}$)[a-z0-9]+(?:[._/-][a-z0-9]+)*$/,
  allowed: "2 to 256 lower-case letters and digits, with single ._/- between them",
};

/** An ECR repository with immutable tags that scans what is pushed. Stateful. */
export class Registry extends Construct {
  public readonly repository: EcrRepository;

  public readonly arn: string;
  public readonly url: string;

  public constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { name, repositoryName, key, keepImages = 30 } = props;
    checkText(this, "repositoryName", repositoryName, REPOSITORY_NAME);
    // ECR, lifecycle policies: countNumber.
    checkWhole(this, "keepImages", keepImages, { min: 1, max: 100_000 });
    const isProtected = environmentOf(this).data === "protected";
    this.repository = new EcrRepository(this, "repository", {
      name: repositoryName ?? physicalName(this, NAME_LIMITS.repository, name),
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: key.arn }],
      forceDelete: !isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
    new EcrLifecyclePolicy(this, "lifecycle", {
      repository: this.repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `Keep the last ${keepImages} images`,
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
            action: { type: "expire" },
          },
        ],
      }),
    });
    this.arn = this.repository.arn;
    this.url = this.repository.repositoryUrl;
  }

  /** Lets a role pull images of this repository. */
  public grantPull(role: Role): void {
    // A token for the registry can't be narrowed to a repository.
    role.allow({ sid: "RegistryToken", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] });
    role.allow({
      sid: "PullImages",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [this.arn],
    });
  }

  /** Lets a role push images to this repository, and see which ones there are. */
  public grantPush(role: Role): void {
    this.grantPull(role);
    role.allow({
      sid: "PushImages",
      actions: [
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      resources: [this.arn],
    });
  }
}
