import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import { appSpec, NEXT_REVISION } from "../../config/revision";
import type { LogGroup } from "../observability/log-group";
import type { Key } from "../security/key";
import { Role } from "../security/role";
import type { Bucket } from "../storage/bucket";
import type { Registry } from "../storage/registry";

/** Props of {@link ImageBuild}. */
export interface ImageBuildProps {
  readonly registry: Registry;
  /** Bucket that the pipeline hands its artifacts over in. */
  readonly artifacts: Bucket;
  /** Container that the image is for. */
  readonly containerName: string;
  readonly key: Key;
  readonly logGroup: LogGroup;
  /**
   * Makes the two files that a blue/green deployment wants: the revision of this family with a place for the image, and
   * what gets requests on which port. The newest revision is taken, so that settings which Terraform has changed since
   * are deployed with the next image.
   * @default - none
   */
  readonly blueGreen?: { readonly family: string; readonly containerPort: number };
}

/** Names that CodePipeline gives the files and the place of the image in a blue/green deployment. */
export const BLUE_GREEN_FILES = {
  taskDefinition: "taskdef.json",
  appSpec: "appspec.yaml",
  imageDetail: "imageDetail.json",
  imagePlace: "IMAGE1_NAME",
} as const;

/**
 * A CodeBuild project that builds the source's Dockerfile and pushes the image under the commit's hash. A commit
 * that was built before is not built again: its tag can't be overwritten.
 */
export class ImageBuild extends Construct {
  /** File that tells the Deploy stage which image runs in which container. */
  public static readonly IMAGE_FILE = "imagedefinitions.json";
  public readonly project: CodebuildProject;
  public readonly role: Role;

  public constructor(scope: Construct, id: string, props: ImageBuildProps) {
    super(scope, id);
    const { registry, artifacts, containerName, key, logGroup, blueGreen } = props;
    const { account, region } = environmentOf(this);
    this.role = new Role(this, "role", {
      name: "build",
      description: "Builds and pushes the image",
      assumedBy: "codebuild.amazonaws.com",
      sourceArns: [`arn:aws:codebuild:${region}:${account}:project/*`],
    });
    registry.grantPush(this.role);
    grantArtifacts(artifacts, this.role);
    logGroup.grantWrite(this.role);
    const variables = {
      REPOSITORY_URL: registry.url,
      REPOSITORY_NAME: registry.repository.name,
      CONTAINER: containerName,
      ...(blueGreen ? { TASK_FAMILY: blueGreen.family } : {}),
    };
    if (blueGreen) {
      // A family is no resource that the permission could be narrowed to.
      this.role.allow({ sid: "ReadRevision", actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] });
    }
    this.project = new CodebuildProject(this, "project", {
      name: physicalName(this, NAME_LIMITS.pipeline, "image"),
      description: "Builds and pushes the application's image",
      serviceRole: this.role.arn,
      encryptionKey: key.arn,
      buildTimeout: 30,
      source: { type: "CODEPIPELINE", buildspec: buildSpec(props) },
      artifacts: { type: "CODEPIPELINE" },
      environment: {
        type: "LINUX_CONTAINER",
        computeType: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/standard:7.0",
        // Docker in a build needs it.
        privilegedMode: true,
        environmentVariable: Object.entries(variables).map(([name, value]) => ({ name, value })),
      },
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: logGroup.name, streamName: "image" } },
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
  }
}

/**
 * What CodePipeline and CodeBuild do with the bucket that a pipeline hands its artifacts over in.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 */
export function grantArtifacts(artifacts: Bucket, role: Role): void {
  artifacts.grantReadWrite(role);
  role.allow({
    sid: "ArtifactBucket",
    actions: ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"],
    resources: [artifacts.arn],
  });
  role.allow({
    sid: "ArtifactVersions",
    actions: ["s3:GetObjectVersion", "s3:PutObjectAcl"],
    resources: [`${artifacts.arn}/*`],
  });
}

/** Holds no braces after a dollar sign: Terraform would take them for its own. */
function buildSpec({ containerName, blueGreen }: ImageBuildProps): string {
  const { taskDefinition, appSpec: appSpecFile, imageDetail, imagePlace } = BLUE_GREEN_FILES;
  const files = blueGreen ? [taskDefinition, appSpecFile, imageDetail] : [ImageBuild.IMAGE_FILE];
  const commands = blueGreen
    ? [
        `printf '{"ImageURI":"%s"}' "$IMAGE" > ${imageDetail}`,
        'aws ecs describe-task-definition --task-definition "$TASK_FAMILY" > current.json',
        `jq --arg container "$CONTAINER" --arg image "<${imagePlace}>" '${NEXT_REVISION}' current.json > ${taskDefinition}`,
        `echo '${appSpec("<TASK_DEFINITION>", containerName, blueGreen.containerPort)}' > ${appSpecFile}`,
      ]
    : [`printf '[{"name":"%s","imageUri":"%s"}]' "$CONTAINER" "$IMAGE" > ${ImageBuild.IMAGE_FILE}`];
  return `version: 0.2
phases:
  pre_build:
    commands:
      - IMAGE="$REPOSITORY_URL:$CODEBUILD_RESOLVED_SOURCE_VERSION"
      - aws ecr get-login-password | docker login --username AWS --password-stdin "$(dirname "$REPOSITORY_URL")"
  build:
    commands:
      - |
        if aws ecr describe-images --repository-name "$REPOSITORY_NAME" --image-ids imageTag="$CODEBUILD_RESOLVED_SOURCE_VERSION" > /dev/null 2>&1; then
          echo "$IMAGE was built before"
        else
          docker build --tag "$IMAGE" . && docker push "$IMAGE"
        fi
      - |
${commands.map((command) => `        ${command}`).join("\n")}
artifacts:
  files:
${files.map((file) => `    - ${file}`).join("\n")}
`;
}
