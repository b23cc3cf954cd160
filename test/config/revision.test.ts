import { spawnSync } from "node:child_process";
import { appSpec, NEXT_REVISION } from "../../src/config/revision";

const DESCRIBED = {
  taskDefinition: {
    taskDefinitionArn: "arn:1",
    revision: 1,
    status: "ACTIVE",
    requiresAttributes: [],
    compatibilities: ["FARGATE"],
    registeredAt: 1,
    registeredBy: "me",
    family: "shop",
    containerDefinitions: [
      { name: "app", image: "old" },
      { name: "tracing", image: "collector" },
    ],
  },
};

const hasJq = spawnSync("jq", ["--version"]).status === 0;
if (!hasJq) process.stderr.write("skipped: jq is not installed, so the filter of the next revision is not run\n");

(hasJq ? test : test.skip)(
  "the next revision has another image in one container, and only what can be registered",
  () => {
    const { stdout } = spawnSync("jq", ["--arg", "container", "app", "--arg", "image", "new", NEXT_REVISION], {
      input: JSON.stringify(DESCRIBED),
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual({
      family: "shop",
      containerDefinitions: [
        { name: "app", image: "new" },
        { name: "tracing", image: "collector" },
      ],
    });
  },
);

test("CodeDeploy is told which container gets requests on which port", () => {
  expect(JSON.parse(appSpec("arn:2", "app", 8080))).toEqual({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: "arn:2",
            LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
          },
        },
      },
    ],
  });
});
