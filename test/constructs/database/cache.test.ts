import { Cache, type CacheProps } from "../../../src/constructs/database/cache";
import { Role } from "../../../src/constructs/security/role";
import { SecurityGroup } from "../../../src/constructs/network/security-group";
import { build, testKey } from "../../support/construct";
import { NETWORK } from "../../support/service";

function cache(props: Partial<CacheProps> = {}) {
  return build((stack) => {
    const created = new Cache(stack, "cache", {
      network: NETWORK,
      name: "sessions",
      key: testKey(stack),
      nodeType: "cache.t4g.micro",
      nodes: 2,
      ...props,
    });
    created.grantConnect(
      new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }),
    );
    created.allowFrom(new SecurityGroup(stack, "client", { network: NETWORK, name: "client", description: "d" }));
  });
}

test("is encrypted on the way and at rest, with the given key", () => {
  const { subject } = cache();
  const group = subject.one("aws_elasticache_replication_group");
  expect([group.get("transit_encryption_enabled"), group.get("at_rest_encryption_enabled")]).toEqual([true, "true"]);
  expect(group.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(group.get("auth_token")).toBeUndefined();
});

test("clients sign in by IAM; the user that every group needs can do nothing", () => {
  const { subject } = cache();
  const user = subject.one("aws_elasticache_user", "user");
  // ElastiCache wants both to be the same for IAM.
  expect(user.get("user_id")).toBe(user.get("user_name"));
  expect(user.get("authentication_mode.type")).toBe("iam");
  expect(subject.one("aws_elasticache_user", "default-user").get("access_string")).toBe("off -@all");
  const [statement] = subject.one("aws_iam_role_policy").statements();
  expect(statement?.actions).toEqual(["elasticache:Connect"]);
  expect(statement?.resources).toEqual([subject.one("aws_elasticache_replication_group").ref("arn"), user.ref("arn")]);
});

test("fails over by itself where there is a second node", () => {
  const two = cache().subject.one("aws_elasticache_replication_group");
  expect([two.get("automatic_failover_enabled"), two.get("multi_az_enabled")]).toEqual([true, true]);
  const one = cache({ nodes: 1 }).subject.one("aws_elasticache_replication_group");
  expect([one.get("automatic_failover_enabled"), one.get("multi_az_enabled")]).toEqual([false, false]);
});

test("only who is let in reaches its port", () => {
  const rule = cache().subject.one("aws_vpc_security_group_ingress_rule");
  expect([rule.get("from_port"), rule.get("to_port"), rule.get("cidr_ipv4")]).toEqual([6379, 6379, undefined]);
});

test.each<[Partial<CacheProps>, string]>([
  [{ nodes: 0 }, "nodes: got 0, allowed a whole number from 1 to 6"],
  [{ nodes: 7 }, "nodes: got 7"],
  [{ nodeType: "t4g.micro" }, 'nodeType: got "t4g.micro", allowed a node type of ElastiCache'],
  [{ snapshotDays: 36 }, "snapshotDays: got 36, allowed a whole number from 0 to 35"],
])("refuses %j", (props, message) => {
  const { problems } = cache(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`shop-prod-test/cache: ${message}`);
});
