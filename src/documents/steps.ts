import { appSpec, NEXT_REVISION } from "../config/revision";
import type { Names, RunningService } from "./names";

// Steps of a deployment as lines of a shell, for workflows and scripts. They want the AWS CLI and jq, and the variables
// TAG and, for the site behind a CDN, CLOUDFRONT_DISTRIBUTION_ID.

export function buildImage({ repository }: RunningService): string[] {
  return [`docker build --tag "${repository}:$TAG" .`];
}

/** A tag can't be overwritten: a commit that was pushed before is not pushed again. */
export function pushImage({ registry, repository }: RunningService): string[] {
  const name = repository.slice(registry.length + 1);
  return [
    `aws ecr get-login-password | docker login --username AWS --password-stdin ${registry}`,
    `aws ecr describe-images --repository-name ${name} --image-ids imageTag="$TAG" > /dev/null 2>&1 || docker push "${repository}:$TAG"`,
  ];
}

/** Leaves the ARN of the new revision in the variable REVISION. */
export function registerRevision({ family, container, repository }: RunningService): string[] {
  return [
    `aws ecs describe-task-definition --task-definition ${family} > current.json`,
    `jq --arg container ${container} --arg image "${repository}:$TAG" '${NEXT_REVISION}' current.json > next.json`,
    `REVISION="$(aws ecs register-task-definition --cli-input-json file://next.json --query taskDefinition.taskDefinitionArn --output text)"`,
  ];
}

/** Deploys the revision of the variable REVISION, and waits until it has all requests. */
export function deployRevision({ blueGreen }: Names, service: RunningService): string[] {
  const { cluster, service: name, container, port } = service;
  if (!blueGreen) {
    return [
      `aws ecs update-service --cluster ${cluster} --service ${name} --task-definition "$REVISION" > /dev/null`,
      `aws ecs wait services-stable --cluster ${cluster} --services ${name}`,
    ];
  }
  const { application, group } = blueGreen;
  const content = appSpec("REVISION", container, port).replace("REVISION", `'"$REVISION"'`);
  return [
    `jq --null-input --arg content '${content}' '{revisionType: "AppSpecContent", appSpecContent: {content: $content}}' > revision.json`,
    `DEPLOYMENT="$(aws deploy create-deployment --application-name ${application} --deployment-group-name ${group} --revision file://revision.json --query deploymentId --output text)"`,
    `aws deploy wait deployment-successful --deployment-id "$DEPLOYMENT"`,
  ];
}

/** A snapshot before a release, where the database is protected. */
export function snapshotDatabase(names: Names): string[] {
  const [cluster] = names.all("aws_rds_cluster", "data").filter((each) => each.values["deletion_protection"] === true);
  const role = names.all("aws_iam_role_policy", "delivery").find(({ name }) => name.startsWith("github_"));
  if (!cluster || !String(role?.values["policy"]).includes("rds:CreateDBClusterSnapshot")) return [];
  const identifier = String(cluster.values["cluster_identifier"]);
  return [
    `aws rds create-db-cluster-snapshot --db-cluster-identifier ${identifier} --db-cluster-snapshot-identifier "${identifier}-\${TAG:0:12}" > /dev/null`,
  ];
}

/** Files with a hash in their name are kept for a year, everything else is asked for again. */
export function uploadSite(site: string): string[] {
  return [
    `for folder in static assets; do if [ -d "build/$folder" ]; then aws s3 sync "build/$folder" "s3://${site}/$folder" --cache-control "public, max-age=31536000, immutable"; fi; done`,
    `aws s3 sync build/ s3://${site}/ --delete --exclude "static/*" --exclude "assets/*" --cache-control no-cache`,
  ];
}

export function invalidateEdge(names: Names): string[] {
  if (names.all("aws_cloudfront_distribution").length === 0) return [];
  return [`aws cloudfront create-invalidation --distribution-id "$CLOUDFRONT_DISTRIBUTION_ID" --paths "/*"`];
}
