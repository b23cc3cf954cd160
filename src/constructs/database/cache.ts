import { ElasticacheReplicationGroup } from "@cdktf/provider-aws/lib/elasticache-replication-group";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { ElasticacheUser } from "@cdktf/provider-aws/lib/elasticache-user";
import { ElasticacheUserGroup } from "@cdktf/provider-aws/lib/elasticache-user-group";
import { Construct } from "constructs";
import { checkText, checkWhole, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import type { Key } from "../security/key";
import type { Role } from "../security/role";

/** Props of {@link Cache}. */
export interface CacheProps {
  readonly network: Network;
  /** Last part of the cache's name. */
  readonly name: string;
  /** Encrypts what is stored. */
  readonly key: Key;
  /** Size of a node, such as `cache.t4g.micro`. */
  readonly nodeType: string;
  /** Nodes in different zones: the first takes writes, the others can take over. 1 to 6. */
  readonly nodes: number;
  /** Days that a daily snapshot is kept, 0 to 35. @default 0 */
  readonly snapshotDays?: number;
}

/** Port of Redis. */
const REDIS = 6379;

const NODE_TYPE: TextRule = {
  pattern: /^cache\.[a-z0-9]+\.[a-z0-9]+$/,
  allowed: "a node type of ElastiCache, such as cache.t4g.micro",
};

/**
 * A Redis cache in private subnets (ElastiCache), with TLS, encryption at rest and no password: a client signs in
 * with a token that its IAM role gets it made, so there is nothing to keep in a secret or in Terraform's state.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export class Cache extends Construct implements Connectable {
  public readonly group: ElasticacheReplicationGroup;
  public readonly user: ElasticacheUser;
  public readonly securityGroup: SecurityGroup;
  /** Host name of the node that takes writes. */
  public readonly endpoint: string;
  /** User name that clients sign in with. */
  public readonly userName: string;

  public constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const { network, name, key, nodeType, nodes, snapshotDays = 0 } = props;
    checkText(this, "nodeType", nodeType, NODE_TYPE);
    checkWhole(this, "nodes", nodes, { min: 1, max: 6 });
    checkWhole(this, "snapshotDays", snapshotDays, { min: 0, max: 35 });
    const identifier = physicalName(this, NAME_LIMITS.cache, name);
    this.securityGroup = new SecurityGroup(this, "security-group", { network, name, description: `Cache ${name}` });
    this.userName = identifier;
    this.user = new ElasticacheUser(this, "user", {
      userId: identifier,
      userName: identifier,
      engine: "redis",
      accessString: "on ~* +@all -@admin -@dangerous",
      authenticationMode: { type: "iam" },
    });
    // Every group needs a user called default. This one can do nothing.
    const nobody = new ElasticacheUser(this, "default-user", {
      userId: `${identifier}-off`,
      userName: "default",
      engine: "redis",
      accessString: "off -@all",
      authenticationMode: { type: "no-password-required" },
    });
    const users = new ElasticacheUserGroup(this, "users", {
      userGroupId: identifier,
      engine: "redis",
      userIds: [nobody.userId, this.user.userId],
    });
    this.group = new ElasticacheReplicationGroup(this, "group", {
      replicationGroupId: identifier,
      description: `Cache of ${identifier}`,
      engine: "redis",
      engineVersion: "7.1",
      parameterGroupName: "default.redis7",
      nodeType,
      numCacheClusters: nodes,
      automaticFailoverEnabled: nodes > 1,
      multiAzEnabled: nodes > 1,
      port: REDIS,
      subnetGroupName: new ElasticacheSubnetGroup(this, "subnets", {
        name: identifier,
        description: `Private subnets for ${identifier}`,
        subnetIds: [...network.privateSubnetIds],
      }).name,
      securityGroupIds: [this.securityGroup.id],
      atRestEncryptionEnabled: "true",
      kmsKeyId: key.arn,
      transitEncryptionEnabled: true,
      userGroupIds: [users.userGroupId],
      snapshotRetentionLimit: snapshotDays,
      ...(snapshotDays > 0 ? { snapshotWindow: "02:00-03:00" } : {}),
      maintenanceWindow: "sun:05:30-sun:06:30",
      // A minor version is raised here, never by AWS alone.
      autoMinorVersionUpgrade: "false",
      applyImmediately: environmentOf(this).data !== "protected",
    });
    this.endpoint = this.group.primaryEndpointAddress;
  }

  /** Lets a client connect to the cache. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, REDIS, "Redis");
  }

  /** Lets a role sign in. */
  public grantConnect(role: Role): void {
    role.allow({ sid: "SignInToCache", actions: ["elasticache:Connect"], resources: [this.group.arn, this.user.arn] });
  }
}
