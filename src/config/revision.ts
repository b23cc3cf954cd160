// What makes a revision of a task definition deployable, for everything that deploys: CodeBuild and GitHub Actions.

/**
 * A filter of `jq` that turns what `aws ecs describe-task-definition` answers into what `register-task-definition`
 * takes, with another image in one container. It needs the variables `container` and `image`.
 */
export const NEXT_REVISION = [
  ".taskDefinition",
  "del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy)",
  "(.containerDefinitions[] | select(.name == $container) | .image) = $image",
].join(" | ");

/**
 * The file that tells CodeDeploy what gets requests.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 */
export function appSpec(taskDefinition: string, containerName: string, containerPort: number): string {
  return JSON.stringify({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: taskDefinition,
            LoadBalancerInfo: { ContainerName: containerName, ContainerPort: containerPort },
          },
        },
      },
    ],
  });
}
