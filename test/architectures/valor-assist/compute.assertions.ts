import { containerOf, valueIn } from "../../support/assertions";
import type { Assertion } from "../../support/requirements";

/** Services > Compute. */
export const compute: Record<string, Assertion> = {
  "VA-017": {
    holds: (s) => {
      expect(s.one("aws_ecs_service").get("cluster")).toBe(s.one("aws_ecs_cluster").ref("arn"));
    },
    breaks: [(e) => e.remove("aws_ecs_cluster"), (e) => e.set("aws_ecs_service", undefined, "cluster", "default")],
  },
  "VA-018": {
    holds: (s) => {
      expect(s.all("aws_ecs_task_definition").length).toBeGreaterThan(0);
      for (const task of s.all("aws_ecs_task_definition"))
        expect(task.get("requires_compatibilities")).toEqual(["FARGATE"]);
    },
    breaks: (e) => e.set("aws_ecs_task_definition", "api", "requires_compatibilities", ["EC2"]),
  },
  "VA-019": {
    holds: (s) => {
      for (const type of ["aws_instance", "aws_launch_template", "aws_autoscaling_group"])
        expect(s.all(type)).toEqual([]);
    },
    breaks: (e) => e.add("service", "aws_instance", "server", { ami: "ami-1" }),
  },
  "VA-020": {
    holds: (s) => expect(s.one("aws_ecs_task_definition", "api").get("cpu")).toBe("2048"),
    breaks: (e) => e.set("aws_ecs_task_definition", "api", "cpu", "256"),
  },
  "VA-021": {
    holds: (s) => expect(s.one("aws_ecs_task_definition", "api").get("memory")).toBe("4096"),
    breaks: (e) => e.set("aws_ecs_task_definition", "api", "memory", "8192"),
  },
  "VA-022": {
    holds: (s) => {
      const target = s.one("aws_appautoscaling_target");
      expect(target.get("service_namespace")).toBe("ecs");
      expect(target.get("scalable_dimension")).toBe("ecs:service:DesiredCount");
      expect(target.references("resource_id")).toContain(s.one("aws_ecs_service").id);
    },
    breaks: [
      (e) => e.set("aws_appautoscaling_target", undefined, "scalable_dimension", "ecs:other"),
      (e) => e.set("aws_appautoscaling_target", undefined, "service_namespace", "ec2"),
      (e) => e.set("aws_appautoscaling_target", undefined, "resource_id", "service/other/other"),
    ],
  },
  "VA-023": {
    holds: (s) => {
      const policy = s.one("aws_appautoscaling_policy", "cpu");
      const tracking = "target_tracking_scaling_policy_configuration";
      expect(policy.get("policy_type")).toBe("TargetTrackingScaling");
      expect(policy.get(`${tracking}.target_value`)).toBe(60);
      expect(policy.get(`${tracking}.predefined_metric_specification.predefined_metric_type`)).toBe(
        "ECSServiceAverageCPUUtilization",
      );
    },
    breaks: [
      (e) => e.set("aws_appautoscaling_policy", "cpu", "target_tracking_scaling_policy_configuration.target_value", 61),
      (e) => e.set("aws_appautoscaling_policy", "cpu", "policy_type", "StepScaling"),
      (e) =>
        e.set(
          "aws_appautoscaling_policy",
          "cpu",
          "target_tracking_scaling_policy_configuration.predefined_metric_specification.predefined_metric_type",
          "ECSServiceAverageMemoryUtilization",
        ),
    ],
  },
  "VA-024": {
    holds: (s) => {
      const policy = s.one("aws_appautoscaling_policy", "requests");
      const metric = "target_tracking_scaling_policy_configuration.predefined_metric_specification";
      expect(policy.get(`${metric}.predefined_metric_type`)).toBe("ALBRequestCountPerTarget");
      const balancer = s.one("aws_lb").ref("arn_suffix");
      const group = s.one("aws_lb_target_group").ref("arn_suffix");
      expect(policy.get(`${metric}.resource_label`)).toBe(`${balancer}/${group}`);
    },
    breaks: [
      (e) =>
        e.set(
          "aws_appautoscaling_policy",
          "requests",
          "target_tracking_scaling_policy_configuration.predefined_metric_specification.resource_label",
          "app/other/1/targetgroup/other/2",
        ),
      (e) =>
        e.set(
          "aws_appautoscaling_policy",
          "requests",
          "target_tracking_scaling_policy_configuration.predefined_metric_specification.predefined_metric_type",
          "ECSServiceAverageCPUUtilization",
        ),
    ],
  },
  "VA-025": {
    holds: (s) => {
      const target = s.one("aws_appautoscaling_target");
      expect(Number(target.get("max_capacity"))).toBeGreaterThan(Number(target.get("min_capacity")));
    },
    breaks: (e) => e.set("aws_appautoscaling_target", undefined, "max_capacity", 1),
  },
  "VA-026": {
    holds: (s) => expect(s.all("aws_ecr_repository")).toHaveLength(1),
    breaks: (e) => e.remove("aws_ecr_repository"),
  },
  "VA-027": {
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      expect(app?.["image"]).toMatch(new RegExp(`^${escape(s.one("aws_ecr_repository").ref("repository_url"))}:`));
    },
    breaks: (e) => e.container("api", "app", (app) => void (app["image"] = "docker.io/library/nginx:1")),
  },
  "VA-028": {
    holds: (s) => {
      const stages = s
        .one("aws_codepipeline")
        .list("stage")
        .map(({ name }) => name);
      expect(stages).toEqual(["Source", "Build", "Deploy"]);
    },
    breaks: (e) => e.edit("aws_codepipeline", undefined, (pipeline) => void (pipeline["stage"] as unknown[]).pop()),
  },
  "VA-029": {
    holds: (s) => {
      const project = s.one("aws_codebuild_project");
      expect(project.get("environment.privileged_mode")).toBe(true);
      const role = s.follow(project.get("service_role"));
      const policy = s.all("aws_iam_role_policy").find((each) => each.get("role") === role.ref("id"));
      const push = policy?.statements().filter(({ actions }) => actions.includes("ecr:PutImage"));
      expect(push?.map(({ resources }) => resources)).toEqual([[s.one("aws_ecr_repository").ref("arn")]]);
    },
    breaks: [
      (e) =>
        e.statements("aws_iam_role_policy", "build", (statements) => {
          for (const statement of statements)
            if (JSON.stringify(statement).includes("PutImage")) statement["Resource"] = "*";
        }),
      (e) => e.set("aws_codebuild_project", undefined, "environment.privileged_mode", false),
    ],
  },
  "VA-030": {
    holds: (s) => {
      const [source] = s.one("aws_codepipeline").list("stage.action");
      expect(source?.["provider"]).toBe("CodeStarSourceConnection");
      expect(source?.["configuration"]).toMatchObject({
        ConnectionArn: s.one("aws_codestarconnections_connection").ref("arn"),
      });
    },
    breaks: [
      (e) => e.set("aws_codepipeline", undefined, "stage.action.configuration", { ConnectionArn: "arn:aws:other" }),
      (e) => e.set("aws_codepipeline", undefined, "stage.action.provider", "S3"),
    ],
  },
  "VA-099": {
    holds: (s) => {
      expect(s.one("aws_ecs_service").get("desired_count")).toBe(2);
      expect(s.one("aws_appautoscaling_target").get("min_capacity")).toBe(2);
    },
    breaks: [
      (e) => e.set("aws_appautoscaling_target", undefined, "min_capacity", 1),
      (e) => e.set("aws_ecs_service", undefined, "desired_count", 1),
    ],
  },
  ...variables(),
};

/** Environment Variables (Production). */
function variables(): Record<string, Assertion> {
  const plain = (name: string, value: string): Assertion => ({
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      expect(valueIn(app, name)).toBe(value);
    },
    breaks: (e) =>
      e.container("api", "app", (app) => {
        app["environment"] = (app["environment"] as { name: string }[]).filter((each) => each.name !== name);
      }),
  });
  const secret = (name: string, role: string): Assertion => ({
    holds: (s) => {
      const app = containerOf(s, "api", "app");
      expect(app?.["secrets"]).toContainEqual({ name, valueFrom: s.one("aws_secretsmanager_secret", role).ref("arn") });
    },
    breaks: (e) =>
      e.container("api", "app", (app) => {
        for (const each of app["secrets"] as { name: string; valueFrom: string }[]) each.valueFrom = "arn:aws:other";
      }),
  });
  const keys = ["ANTHROPIC_API_KEY", "VOYAGE_API_KEY", "ENCRYPTION_KEY"];
  return {
    "VA-090": secret("ANTHROPIC_API_KEY", "anthropic-api-key"),
    "VA-091": plain("EMBEDDING_PROVIDER", "voyageai"),
    "VA-092": secret("VOYAGE_API_KEY", "voyage-api-key"),
    "VA-093": secret("ENCRYPTION_KEY", "encryption-key"),
    "VA-094": plain("ALLOWED_ORIGINS", '["https://valorassist.com"]'),
    "VA-095": plain("ENABLE_HSTS", "true"),
    "VA-096": plain("RATE_LIMIT_MAX_REQUESTS", "30"),
    "VA-097": plain("SESSION_TTL_SECONDS", "3600"),
    "VA-098": {
      holds: (s) => {
        for (const task of s.all("aws_ecs_task_definition")) {
          for (const container of task.containers()) {
            expect(keys.filter((key) => valueIn(container, key) !== undefined)).toEqual([]);
          }
        }
      },
      breaks: (e) =>
        e.container("api", "app", (app) => {
          (app["environment"] as object[]).push({ name: "VOYAGE_API_KEY", value: "pa-1" });
        }),
    },
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
