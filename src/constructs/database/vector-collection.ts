import { OpensearchserverlessAccessPolicy } from "@cdktf/provider-aws/lib/opensearchserverless-access-policy";
import { OpensearchserverlessCollection } from "@cdktf/provider-aws/lib/opensearchserverless-collection";
import { OpensearchserverlessSecurityPolicy } from "@cdktf/provider-aws/lib/opensearchserverless-security-policy";
import { OpensearchserverlessVpcEndpoint } from "@cdktf/provider-aws/lib/opensearchserverless-vpc-endpoint";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";
import type { Key } from "../security/key";
import type { Role } from "../security/role";

/** Props of {@link VectorCollection}. */
export interface VectorCollectionProps {
  readonly network: Network;
  /** Last part of the collection's name, which has 32 characters in all. */
  readonly name: string;
  /** Encrypts the vectors. Another key needs another collection. */
  readonly key: Key;
  /** What is kept in it, shown in the console. */
  readonly description: string;
  /** Keeps copies in other zones, which doubles the least that is paid for. */
  readonly standbyReplicas: boolean;
}

/**
 * An OpenSearch Serverless collection for vectors: encrypted, reached through an endpoint in the private subnets only,
 * by roles that were let in. There are no users and no passwords: requests are signed. Stateful.
 *
 * The least that is paid for is two OCUs (one without copies), whether anything is asked or not.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-vector-search.html
 */
export class VectorCollection extends Construct implements Connectable {
  public readonly collection: OpensearchserverlessCollection;
  public readonly securityGroup: SecurityGroup;
  /** URL that requests go to. */
  public readonly endpoint: string;
  private readonly collectionName: string;

  public constructor(scope: Construct, id: string, props: VectorCollectionProps) {
    super(scope, id);
    const { network, name, key, description, standbyReplicas } = props;
    const isProtected = environmentOf(this).data === "protected";
    const collectionName = physicalName(this, NAME_LIMITS.collection, name);
    this.collectionName = collectionName;
    const Resource = [`collection/${collectionName}`];
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name,
      description: `Collection ${name}`,
    });
    const way = new OpensearchserverlessVpcEndpoint(this, "endpoint", {
      name: collectionName,
      vpcId: network.vpcId,
      subnetIds: [...network.privateSubnetIds],
      securityGroupIds: [this.securityGroup.id],
    });
    const encryption = new OpensearchserverlessSecurityPolicy(this, "encryption", {
      name: collectionName,
      type: "encryption",
      policy: JSON.stringify({
        Rules: [{ ResourceType: "collection", Resource }],
        AWSOwnedKey: false,
        KmsARN: key.arn,
      }),
    });
    const access = new OpensearchserverlessSecurityPolicy(this, "network", {
      name: collectionName,
      type: "network",
      policy: JSON.stringify([
        { Rules: [{ ResourceType: "collection", Resource }], AllowFromPublic: false, SourceVPCEs: [way.id] },
      ]),
    });
    this.collection = new OpensearchserverlessCollection(this, "collection", {
      name: collectionName,
      type: "VECTORSEARCH",
      description,
      standbyReplicas: standbyReplicas ? "ENABLED" : "DISABLED",
      lifecycle: { preventDestroy: isProtected },
      // A collection is refused until a policy says how it is encrypted.
      dependsOn: [encryption, access],
    });
    this.endpoint = this.collection.collectionEndpoint;
  }

  /** Lets a client reach the endpoint. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, 443, "OpenSearch");
  }

  /**
   * Lets a role make indexes and read and write what is in them. IAM alone does not do it: the collection has a list of
   * its own. `name` tells several such lists apart, in the 32 characters that there are.
   */
  public grantReadWrite(role: Role, name: string): void {
    role.allow({ sid: "UseCollection", actions: ["aoss:APIAccessAll"], resources: [this.collection.arn] });
    new OpensearchserverlessAccessPolicy(role, "collection", {
      name: physicalName(role, NAME_LIMITS.collection, name),
      type: "data",
      policy: JSON.stringify([
        {
          Rules: [
            {
              ResourceType: "index",
              Resource: [`index/${this.collectionName}/*`],
              Permission: [
                "aoss:CreateIndex",
                "aoss:DescribeIndex",
                "aoss:ReadDocument",
                "aoss:UpdateIndex",
                "aoss:WriteDocument",
              ],
            },
          ],
          Principal: [role.arn],
        },
      ]),
    });
  }
}
