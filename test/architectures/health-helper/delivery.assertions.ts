import { all, exists, setting, that } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

const GROUP = "aws_codedeploy_deployment_group";

/** Pipeline and canary. */
export const delivery: Record<string, Assertion> = {
  "HH-032": that(
    (s) => {
      const stages = s.one("aws_codepipeline").list("stage");
      expect(stages.map(({ name }) => name)).toEqual(["Source", "Build", "Deploy"]);
      const providers = stages.map((stage) => (stage["action"] as { provider: string }[])[0]?.provider);
      expect(providers).toEqual(["CodeStarSourceConnection", "CodeBuild", "CodeDeployToECS"]);
      const { configuration } = (stages[2]?.["action"] as { configuration: Record<string, string> }[])[0] ?? {};
      expect(s.follow(configuration?.["DeploymentGroupName"]).id).toBe(s.one(GROUP).id);
    },
    (e) => e.edit("aws_codepipeline", undefined, (each) => void (each["stage"] as unknown[]).pop()),
    (e) => e.set("aws_codepipeline", undefined, "stage.2.action.0.provider", "ECS"),
    (e) => e.set("aws_codepipeline", undefined, "stage.2.action.0.configuration.DeploymentGroupName", "other"),
  ),
  "HH-033": setting("aws_codebuild_project", undefined, "environment.privileged_mode", true),
  "HH-034": all(
    exists("aws_codedeploy_app"),
    setting("aws_codedeploy_app", undefined, "compute_platform", "ECS"),
    setting(GROUP, undefined, "deployment_style.deployment_type", "BLUE_GREEN"),
    setting(GROUP, undefined, "deployment_style.deployment_option", "WITH_TRAFFIC_CONTROL"),
  ),
  "HH-121": that(
    (s) => {
      const spec = String(s.one("aws_codebuild_project").get("source.buildspec"));
      for (const file of ["taskdef.json", "appspec.yaml", "imageDetail.json"]) {
        expect(spec).toMatch(new RegExp(`> ${file.replace(".", "\\.")}\n`));
        expect(spec).toContain(`    - ${file}`);
      }
      expect(spec).toContain('"TaskDefinition":"<TASK_DEFINITION>"');
      expect(spec).toContain("<IMAGE1_NAME>");
      expect(spec.indexOf("docker build")).toBeLessThan(spec.indexOf("docker push"));
      const stages = s.one("aws_codepipeline").list("stage");
      const { configuration } = (stages[2]?.["action"] as { configuration: Record<string, string> }[])[0] ?? {};
      expect(configuration).toMatchObject({
        TaskDefinitionTemplatePath: "taskdef.json",
        AppSpecTemplatePath: "appspec.yaml",
        Image1ContainerName: "IMAGE1_NAME",
      });
    },
    (e) => e.set("aws_codebuild_project", undefined, "source.buildspec", "version: 0.2"),
    (e) => e.set("aws_codepipeline", undefined, "stage.2.action.0.configuration.AppSpecTemplatePath", "appspec.yml"),
  ),
  "HH-122": setting(GROUP, undefined, "deployment_config_name", "CodeDeployDefault.ECSCanary10Percent5Minutes"),
  "HH-123": all(
    setting(GROUP, undefined, "alarm_configuration.enabled", true),
    that(
      (s) => {
        const watched = s.one(GROUP).get("alarm_configuration.alarms") as string[];
        expect(watched.map((name) => s.follow(name).name).sort()).toEqual([
          "cpu-critical_alarm",
          "database-connections_alarm",
          "server-errors_alarm",
          "unhealthy-task_alarm",
        ]);
      },
      (e) =>
        e.edit(GROUP, undefined, (each) => void (each["alarm_configuration"] as { alarms: unknown[] }).alarms.pop()),
    ),
  ),
  "HH-124": all(
    setting(GROUP, undefined, "auto_rollback_configuration.enabled", true),
    setting(GROUP, undefined, "auto_rollback_configuration.events", ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]),
  ),
  "HH-125": all(
    exists("aws_lb_target_group", undefined, 2),
    that(
      (s) => {
        const pair = s.one(GROUP).get("load_balancer_info.target_group_pair_info") as Record<string, unknown>;
        const groups = (pair["target_group"] as { name: string }[]).map(({ name }) => s.follow(name).id);
        expect(groups).toEqual(
          s
            .all("aws_lb_target_group")
            .map((each) => each.id)
            .reverse(),
        );
        expect(new Set(groups).size).toBe(2);
        const { listener_arns: production } = pair["prod_traffic_route"] as { listener_arns: string[] };
        expect(production.map((arn) => s.follow(arn).name)).toEqual(["load-balancer_https"]);
        const { listener_arns: test } = pair["test_traffic_route"] as { listener_arns: string[] };
        expect(test.map((arn) => s.follow(arn).name)).toEqual(["api_test-listener"]);
      },
      (e) =>
        e.edit(GROUP, undefined, (each) => {
          const info = (each["load_balancer_info"] as Record<string, Record<string, unknown[]>>)[
            "target_group_pair_info"
          ];
          info?.["target_group"]?.pop();
        }),
    ),
  ),
  "HH-126": all(
    setting("aws_ecs_service", undefined, "deployment_controller.type", "CODE_DEPLOY"),
    that(
      (s) =>
        expect(s.one("aws_ecs_service").get("lifecycle.ignore_changes")).toEqual(
          expect.arrayContaining(["task_definition", "load_balancer", "desired_count"]),
        ),
      (e) => e.set("aws_ecs_service", undefined, "lifecycle.ignore_changes", ["task_definition", "desired_count"]),
      (e) => e.set("aws_ecs_service", undefined, "lifecycle.ignore_changes", ["load_balancer", "desired_count"]),
    ),
    setting("aws_lb_listener", "test-listener", "lifecycle.ignore_changes", ["default_action"]),
  ),
};
