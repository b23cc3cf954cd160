// Who reaches whom, in every environment of every architecture, from the JSON.
import { connectionsOf, INTERNET, type Connection } from "../../src/template/reachability";
import { readStacks, referencesIn, Template, type JsonObject, type Stack } from "../../src/template/template";
import { OUTPUT } from "../support/output";

const environments = new Map<string, Stack[]>();
for (const stack of readStacks(OUTPUT)) {
  const { architecture, environment } = stack.placement ?? { architecture: "", environment: "" };
  if (architecture === "lintel") continue;
  const name = `${architecture}-${environment}`;
  environments.set(name, [...(environments.get(name) ?? []), stack]);
}

/** Who may open connections to what, by the type of resource. Groups that nothing wears are those of tasks run by hand. */
const COMPUTE = ["aws_ecs_service", "aws_kinesis_firehose_delivery_stream", "aws_security_group"];
const ALLOWED: Record<string, readonly string[]> = {
  [INTERNET]: COMPUTE,
  aws_cloudfront_distribution: [INTERNET],
  aws_lb: [INTERNET, "aws_cloudfront_distribution"],
  aws_ecs_service: ["aws_lb"],
  aws_efs_mount_target: COMPUTE,
  aws_rds_cluster: COMPUTE,
  aws_db_instance: COMPUTE,
  aws_elasticache_replication_group: COMPUTE,
  aws_opensearchserverless_vpc_endpoint: COMPUTE,
  aws_vpc_endpoint: COMPUTE,
};

function typeOf(id: string): string {
  return id === INTERNET ? id : (id.split("/")[1]?.split(".")[0] ?? id);
}

function violations(connections: readonly Connection[]): string[] {
  return connections
    .filter(({ from, to }) => !ALLOWED[typeOf(to)]?.includes(typeOf(from)))
    .map(({ from, to, ports }) => `${from} -> ${to} ${ports.from}-${ports.to}`);
}

/** What has to be reached for the application to work, and is not. */
function missing(template: Template, connections: readonly Connection[]): string[] {
  const all = (type: string) => template.resources.filter((each) => each.type === type);
  const reached = (from: string, to: string, port: number) =>
    connections.some(
      (each) => each.from === from && each.to === to && each.ports.from <= port && port <= each.ports.to,
    );
  const wanted: [string, string, number][] = [];
  for (const service of all("aws_ecs_service")) {
    const id = `${service.stack}/${service.address}`;
    const { load_balancer: attached = [] } = service.values;
    for (const { container_port: port } of [attached].flat() as JsonObject[]) {
      for (const balancer of all("aws_lb")) wanted.push([`${balancer.stack}/${balancer.address}`, id, Number(port)]);
    }
    const definition = referencesIn(service.values["task_definition"] ?? "")[0];
    const task = all("aws_ecs_task_definition").find((each) => `${each.stack}/${each.address}` === definition);
    const systems = referencesIn(task?.values["volume"] ?? []).filter((each) => each.includes("aws_efs_file_system."));
    for (const target of all("aws_efs_mount_target")) {
      const [system = ""] = referencesIn(target.values["file_system_id"] ?? "");
      if (systems.includes(system)) wanted.push([id, `${target.stack}/${target.address}`, 2049]);
    }
  }
  const stores: [string, number][] = [
    ["aws_rds_cluster", 5432],
    ["aws_db_instance", 5432],
    ["aws_opensearchserverless_vpc_endpoint", 443],
    ["aws_elasticache_replication_group", 6379],
  ];
  for (const [type, port] of stores) {
    for (const store of all(type)) {
      // The copy in another region serves nobody until it takes over.
      if (store.stack.endsWith("-recovery")) continue;
      for (const service of all("aws_ecs_service")) {
        wanted.push([`${service.stack}/${service.address}`, `${store.stack}/${store.address}`, port]);
      }
    }
  }
  for (const distribution of all("aws_cloudfront_distribution")) {
    for (const balancer of all("aws_lb")) {
      const port = all("aws_acm_certificate").length > 0 ? 443 : 80;
      wanted.push([`${distribution.stack}/${distribution.address}`, `${balancer.stack}/${balancer.address}`, port]);
    }
  }
  return wanted.filter(([from, to, port]) => !reached(from, to, port)).map((each) => each.join(" "));
}

describe.each([...environments.keys()])("%s", (name) => {
  const stacks = environments.get(name) ?? [];
  const template = new Template(stacks);
  const connections = connectionsOf(template);

  test("nobody reaches what is not theirs", () => {
    expect(connections).not.toEqual([]);
    expect(violations(connections)).toEqual([]);
  });

  test("what belongs together reaches each other", () => {
    expect(missing(template, connections)).toEqual([]);
  });

  /** The stacks with every security group rule of some type replaced, or taken away. */
  function changed(type: string, change: (rule: Record<string, unknown>) => object | undefined): Stack[] {
    let found = false;
    const copies = structuredClone(stacks).map((stack) => {
      const named =
        (stack.json["resource"] as unknown as Record<string, Record<string, Record<string, unknown>>>)[type] ?? {};
      for (const [key, rule] of Object.entries(named)) {
        found = true;
        const result = change(rule);
        if (result === undefined) Reflect.deleteProperty(named, key);
        else named[key] = result as Record<string, unknown>;
      }
      return stack;
    });
    expect(found).toBe(true);
    return copies;
  }

  const EGRESS = "aws_vpc_security_group_egress_rule";

  test("a database that reaches the internet would be seen, and a way that is taken away", () => {
    const open = stacks.map((stack) => {
      const groups = (stack.json["resource"] as unknown as Record<string, object>)["aws_security_group"] ?? {};
      const rules = Object.keys(groups).map((group) => [
        `open-${group}`,
        {
          security_group_id: `\${aws_security_group.${group}.id}`,
          cidr_ipv4: "0.0.0.0/0",
          ip_protocol: "tcp",
          from_port: 0,
          to_port: 65_535,
        },
      ]);
      const copy = structuredClone(stack);
      const resources = copy.json["resource"] as unknown as Record<string, object>;
      resources[EGRESS] = { ...resources[EGRESS], ...(Object.fromEntries(rules) as object) };
      return copy;
    });
    expect(violations(connectionsOf(new Template(open)))).not.toEqual([]);
    const closed = new Template(changed(EGRESS, () => undefined));
    expect(missing(closed, connectionsOf(closed))).not.toEqual([]);
  });
});

test("Valor Assist in production: CloudFront, load balancer, service, file system, and nothing else", () => {
  const stacks = environments.get("valor-assist-prod") ?? [];
  const short = (id: string) => id.replace(/^valor-assist-prod-\w+\/aws_/, "");
  const lines = connectionsOf(new Template(stacks)).map(
    ({ from, to, ports }) => `${short(from)} -> ${short(to)} ${ports.from}`,
  );
  expect(lines.sort()).toEqual([
    "cloudfront_distribution.distribution -> lb.load-balancer 443",
    "ecs_service.api_service -> efs_mount_target.chroma_mount-a 2049",
    "ecs_service.api_service -> efs_mount_target.chroma_mount-b 2049",
    "ecs_service.api_service -> internet 443",
    "internet -> cloudfront_distribution.distribution 443",
    "lb.load-balancer -> ecs_service.api_service 8000",
    "security_group.ingest-security-group_group -> efs_mount_target.chroma_mount-a 2049",
    "security_group.ingest-security-group_group -> efs_mount_target.chroma_mount-b 2049",
    "security_group.ingest-security-group_group -> internet 443",
  ]);
});

test("Health Helper in development: an office, one task, its database, and nothing else", () => {
  const stacks = environments.get("health-helper-dev") ?? [];
  const short = (id: string) => id.replace(/^health-helper-dev-\w+\/aws_/, "");
  const template = new Template(stacks);
  const lines = connectionsOf(template).map(({ from, to, ports }) => `${short(from)} -> ${short(to)} ${ports.from}`);
  expect(lines.sort()).toEqual([
    "ecs_service.api_service -> internet 443",
    "ecs_service.api_service -> rds_cluster.database_cluster 5432",
  ]);
  const blocks = template.resources
    .filter(({ type, values }) => type === "aws_vpc_security_group_ingress_rule" && "cidr_ipv4" in values)
    .map(({ values }) => values["cidr_ipv4"]);
  expect(blocks).toEqual(["203.0.113.0/24"]);
});

test("Amica's basic form: a public task that the load balancer alone reaches", () => {
  const stacks = environments.get("amica-dev") ?? [];
  const short = (id: string) => id.replace(/^amica-dev-\w+\/aws_/, "");
  const lines = connectionsOf(new Template(stacks)).map(
    ({ from, to, ports }) => `${short(from)} -> ${short(to)} ${ports.from}`,
  );
  expect(lines.sort()).toEqual([
    "cloudfront_distribution.distribution -> lb.load-balancer 80",
    "ecs_service.app_service -> internet 443",
    "internet -> cloudfront_distribution.distribution 443",
    "lb.load-balancer -> ecs_service.app_service 8080",
  ]);
});

test("Student Wellbeing in production: CDN, load balancer, tasks, database, endpoints, and nothing else", () => {
  const stacks = environments.get("student-wellbeing-prod") ?? [];
  const short = (id: string) => id.replace(/^student-wellbeing-prod-\w+\/aws_/, "");
  const lines = connectionsOf(new Template(stacks)).map(
    ({ from, to, ports }) => `${short(from)} -> ${short(to)} ${ports.from}`,
  );
  expect(lines.sort()).toEqual([
    "cloudfront_distribution.distribution -> lb.load-balancer 443",
    "cloudfront_distribution.distribution -> lb.load-balancer 80",
    "ecs_service.dashboard_service -> db_instance.database_instance 5432",
    "ecs_service.dashboard_service -> internet 443",
    "ecs_service.dashboard_service -> vpc_endpoint.endpoints_ecr-api 443",
    "ecs_service.dashboard_service -> vpc_endpoint.endpoints_ecr-dkr 443",
    "internet -> cloudfront_distribution.distribution 443",
    "lb.load-balancer -> ecs_service.dashboard_service 8501",
  ]);
});
