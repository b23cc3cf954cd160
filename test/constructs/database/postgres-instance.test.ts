import {
  instanceLogGroupName,
  PostgresInstance,
  type PostgresInstanceProps,
} from "../../../src/constructs/database/postgres-instance";
import type { Placement } from "../../../src/config/environment";
import { Role } from "../../../src/constructs/security/role";
import { build, testKey } from "../../support/construct";
import { NETWORK } from "../../support/service";

function instance(props: Partial<PostgresInstanceProps> = {}, placement: Partial<Placement> = {}) {
  return build((stack) => {
    const key = testKey(stack);
    key.allowLogGroups(instanceLogGroupName(stack, "main"));
    const created = new PostgresInstance(stack, "database", {
      network: NETWORK,
      name: "main",
      key,
      engineVersion: "16",
      instanceClass: "db.t4g.micro",
      storageGib: 20,
      maxStorageGib: 100,
      multiAz: false,
      backupRetentionDays: 7,
      databaseName: "shop",
      logRetentionDays: 30,
      ...props,
    });
    const role = new Role(stack, "app", { name: "app", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    created.credentials?.grantRead(role);
  }, placement);
}

test("is encrypted, private, TLS only, and its password stands nowhere", () => {
  const { subject } = instance();
  const created = subject.one("aws_db_instance");
  expect([created.get("storage_encrypted"), created.get("publicly_accessible")]).toEqual([true, false]);
  expect(created.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect([created.get("manage_master_user_password"), created.get("password")]).toEqual([true, undefined]);
  expect(subject.one("aws_db_parameter_group").list("parameter")).toContainEqual({
    name: "rds.force_ssl",
    value: "1",
    apply_method: "immediate",
  });
  expect(subject.one("aws_db_subnet_group").get("subnet_ids")).toEqual(["private-a", "private-b"]);
});

test("its log has a group that the key allows, before RDS makes one", () => {
  const { subject } = instance();
  const group = subject.one("aws_cloudwatch_log_group");
  expect(group.get("name")).toBe("/aws/rds/instance/shop-prod-main/postgresql");
  expect(JSON.stringify(subject.one("aws_kms_key").get("policy"))).toContain(String(group.get("name")));
  expect(subject.one("aws_db_instance").get("depends_on")).toEqual(["aws_cloudwatch_log_group.database_log_group"]);
});

test("a role that may read the password may read the secret that RDS keeps, and nothing else", () => {
  const [read] = instance().subject.one("aws_iam_role_policy", "app").statements();
  expect(read?.actions).toEqual(["secretsmanager:GetSecretValue"]);
  expect(read?.resources).toEqual([expect.stringContaining("aws_db_instance.database_instance.master_user_secret")]);
});

test("protected data is kept from a destroy and leaves a snapshot; disposable data goes", () => {
  const kept = instance().subject.one("aws_db_instance");
  expect([
    kept.get("deletion_protection"),
    kept.get("skip_final_snapshot"),
    kept.get("lifecycle.prevent_destroy"),
  ]).toEqual([true, false, true]);
  const gone = instance({}, { data: "disposable" }).subject.one("aws_db_instance");
  expect([
    gone.get("deletion_protection"),
    gone.get("skip_final_snapshot"),
    gone.get("lifecycle.prevent_destroy"),
  ]).toEqual([false, true, false]);
});

test("a copy follows an instance of another region and has nothing of its own that the original decides", () => {
  const arn = "arn:aws:rds:eu-west-1:123456789012:db:shop-prod-main";
  const { subject } = instance({ copyOf: arn });
  const copy = subject.one("aws_db_instance");
  expect(copy.get("replicate_source_db")).toBe(arn);
  const decided = [
    "engine",
    "engine_version",
    "db_name",
    "username",
    "manage_master_user_password",
    "allocated_storage",
  ];
  expect(decided.map((name) => copy.get(name))).toEqual(decided.map(() => undefined));
  expect(copy.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  // Nobody reads a password of it.
  expect(subject.all("aws_iam_role_policy", "app")).toEqual([]);
});

test("samples of the operating system are written by a role for this instance only", () => {
  const { subject } = instance({ monitoringIntervalSeconds: 60 });
  const role = subject.follow(subject.one("aws_db_instance").get("monitoring_role_arn"));
  const [trust] = role.statements("assume_role_policy");
  expect(trust?.conditions["ArnLike"]).toEqual({
    "aws:SourceArn": ["arn:aws:rds:eu-central-1:123456789012:db:shop-prod-main"],
  });
  expect(instance().subject.one("aws_db_instance").get("monitoring_role_arn")).toBeUndefined();
});

test("names its own metrics, and its ARN before it is there", () => {
  build((stack) => {
    const created = new PostgresInstance(stack, "database", {
      network: NETWORK,
      name: "main",
      key: testKey(stack),
      engineVersion: "16",
      instanceClass: "db.t4g.micro",
      storageGib: 20,
      maxStorageGib: 100,
      multiAz: false,
      backupRetentionDays: 7,
      databaseName: "shop",
      logRetentionDays: 30,
    });
    expect(created.metric("FreeStorageSpace")).toMatchObject({ namespace: "AWS/RDS", name: "FreeStorageSpace" });
    expect(created.arn).toBe("arn:aws:rds:eu-central-1:123456789012:db:shop-prod-main");
  });
});

test.each<[Partial<PostgresInstanceProps>, string]>([
  [{ engineVersion: "15.4" }, 'engineVersion: got "15.4", allowed a major version of PostgreSQL from 13 on'],
  [{ instanceClass: "t3.micro" }, 'instanceClass: got "t3.micro", allowed a size of RDS'],
  [{ storageGib: 10 }, "storageGib: got 10, allowed a whole number from 20"],
  [{ maxStorageGib: 21 }, "maxStorageGib: got 21, allowed a whole number from 22"],
  [{ backupRetentionDays: 0 }, "backupRetentionDays: got 0, allowed a whole number from 1 to 35"],
  [{ databaseName: "Shop" }, 'databaseName: got "Shop", allowed 1 to 63 lower-case letters'],
  [{ monitoringIntervalSeconds: 7 }, "monitoringIntervalSeconds: got 7, allowed 1, 5, 10, 15, 30 or 60"],
])("fails for %j", (props, message) => {
  const { problems } = instance(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`database: ${message}`);
});
