import type { AuroraClusterProps } from "../../../src/constructs/database/aurora-cluster";
import { databaseLogGroupName } from "../../../src/constructs/database/aurora-cluster";
import { SecurityGroup } from "../../../src/constructs/network/security-group";
import { Role } from "../../../src/constructs/security/role";
import { build, testKey } from "../../support/construct";
import { NETWORK } from "../../support/service";
import { testDatabase } from "./database";

function database(props: Partial<AuroraClusterProps> = {}, data: "protected" | "disposable" = "protected") {
  return build((stack) => void testDatabase(stack, testKey(stack), props), { data });
}

test("is encrypted, private and speaks TLS only", () => {
  const { subject } = database();
  const cluster = subject.one("aws_rds_cluster");
  expect([cluster.get("storage_encrypted"), cluster.get("kms_key_id")]).toEqual([
    true,
    subject.one("aws_kms_key").ref("arn"),
  ]);
  for (const instance of subject.all("aws_rds_cluster_instance"))
    expect(instance.get("publicly_accessible")).toBe(false);
  expect(subject.one("aws_db_subnet_group").get("subnet_ids")).toEqual(NETWORK.privateSubnetIds);
  expect(subject.one("aws_rds_cluster_parameter_group").list("parameter")).toContainEqual({
    name: "rds.force_ssl",
    value: "1",
    apply_method: "immediate",
  });
});

test("RDS keeps the password: none is in the configuration", () => {
  const cluster = database().subject.one("aws_rds_cluster");
  expect(cluster.get("manage_master_user_password")).toBe(true);
  expect([cluster.get("master_password"), cluster.get("master_password_wo")]).toEqual([undefined, undefined]);
});

test("instances are in different zones, and the first reader can take over at once", () => {
  const instances = database({ readers: 2 }).subject.all("aws_rds_cluster_instance");
  expect(instances.map((each) => [each.get("availability_zone"), each.get("promotion_tier")])).toEqual([
    ["eu-central-1a", 0],
    ["eu-central-1b", 1],
    ["eu-central-1a", 2],
  ]);
});

test("protected data can't go without a last snapshot; disposable data goes at once", () => {
  const kept = database().subject.one("aws_rds_cluster");
  expect([
    kept.get("deletion_protection"),
    kept.get("skip_final_snapshot"),
    kept.get("final_snapshot_identifier"),
  ]).toEqual([true, false, "shop-prod-database-final"]);
  expect(kept.get("lifecycle.prevent_destroy")).toBe(true);
  const gone = database({}, "disposable").subject.one("aws_rds_cluster");
  expect([
    gone.get("deletion_protection"),
    gone.get("skip_final_snapshot"),
    gone.get("delete_automated_backups"),
  ]).toEqual([false, true, true]);
});

test("its log group is there before RDS would make one without a key", () => {
  const { subject } = build((stack) => {
    testDatabase(stack, testKey(stack));
    expect(databaseLogGroupName(stack, "database")).toBe("/aws/rds/cluster/shop-prod-database/postgresql");
  });
  const group = subject.one("aws_cloudwatch_log_group");
  expect(group.get("name")).toBe("/aws/rds/cluster/shop-prod-database/postgresql");
  expect(subject.one("aws_rds_cluster").get("depends_on")).toEqual(["aws_cloudwatch_log_group.database_log_group"]);
});

test("pauses, limits connections and samples the system where it is asked to", () => {
  const capacity = { minAcu: 0, maxAcu: 4, pauseAfterSeconds: 300 };
  const { subject } = database({ capacity, maxConnections: 200, monitoringIntervalSeconds: 60, readers: 0 });
  expect(subject.one("aws_rds_cluster").get("serverlessv2_scaling_configuration")).toEqual({
    min_capacity: 0,
    max_capacity: 4,
    seconds_until_auto_pause: 300,
  });
  expect(subject.one("aws_rds_cluster_parameter_group").list("parameter")).toContainEqual({
    name: "max_connections",
    value: "200",
    apply_method: "pending-reboot",
  });
  const instance = subject.one("aws_rds_cluster_instance");
  expect([instance.get("monitoring_interval"), instance.get("monitoring_role_arn")]).toEqual([
    60,
    subject.one("aws_iam_role", "monitoring-role").ref("arn"),
  ]);
});

test("who may connect, describe, run SQL or save gets that and no more", () => {
  const { subject } = build((stack) => {
    const cluster = testDatabase(stack, testKey(stack));
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    cluster.allowFrom(new SecurityGroup(stack, "client", { network: NETWORK, name: "client", description: "d" }));
    cluster.grantDataApi(role);
    cluster.grantSnapshot(role);
    cluster.credentials.grantRead(role);
  });
  const rule = subject.one("aws_vpc_security_group_ingress_rule");
  expect([rule.get("from_port"), rule.get("referenced_security_group_id")]).toEqual([
    5432,
    subject.one("aws_security_group", "client").ref("id"),
  ]);
  const arn = subject.one("aws_rds_cluster").ref("arn");
  const statements = subject.one("aws_iam_role_policy").statements();
  const of = (action: string) => statements.find(({ actions }) => actions.includes(action))?.resources;
  expect([of("rds:DescribeDBClusters"), of("rds-data:ExecuteStatement")]).toEqual([[arn], [arn]]);
  expect(of("rds:CreateDBClusterSnapshot")).toHaveLength(2);
  expect(of("secretsmanager:GetSecretValue")).toEqual([expect.stringContaining("master_user_secret")]);
});

test("the writing part of a global database has a password that nothing stores", () => {
  const { subject } = database({ global: { loginVersion: 3, region: "eu-west-1" } });
  const cluster = subject.one("aws_rds_cluster");
  expect(cluster.get("global_cluster_identifier")).toBe(subject.one("aws_rds_global_cluster").ref("id"));
  expect(cluster.get("manage_master_user_password")).toBeUndefined();
  expect(cluster.get("master_password_wo")).toMatch(/ephemeral\.aws_secretsmanager_secret_version\./);
  expect(cluster.get("master_password_wo_version")).toBe(3);
  expect(subject.one("aws_secretsmanager_secret").get("replica")).toEqual([{ region: "eu-west-1" }]);
});

test.each<[Partial<AuroraClusterProps>, string]>([
  [{ readers: -1 }, "readers: got -1, allowed a whole number from 0 to 15"],
  [{ readers: 16 }, "readers: got 16, allowed a whole number from 0 to 15"],
  [{ readers: 0.5 }, "readers: got 0.5, allowed a whole number"],
  [{ backupRetentionDays: 36 }, "backupRetentionDays: got 36, allowed a whole number from 1 to 35"],
  [{ databaseName: "Shop" }, 'databaseName: got "Shop", allowed 1 to 63 lower-case letters'],
  [{ maxConnections: 1 }, "maxConnections: got 1, allowed a whole number from 6"],
  [{ monitoringIntervalSeconds: 7 }, "monitoringIntervalSeconds: got 7, allowed 1, 5, 10, 15, 30 or 60"],
  [
    { capacity: { minAcu: 0, maxAcu: 4 }, global: { loginVersion: 1, region: "eu-west-1" } },
    "capacity.minAcu: got 0, allowed 0.5 or more in a global database",
  ],
])("refuses %j", (props, message) => {
  const { problems } = database(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`shop-prod-test/database: ${message}`);
});

test("refuses a copy in the region of the original", () => {
  const { problems } = build((stack) => {
    const key = testKey(stack);
    const original = testDatabase(stack, key, { global: { loginVersion: 1, region: "eu-west-1" } });
    testDatabase(stack, key, { global: original }, "copy");
  });
  expect(problems).toEqual([
    expect.stringContaining('copy: global: got "eu-central-1", allowed another region than that of the original'),
  ]);
});
