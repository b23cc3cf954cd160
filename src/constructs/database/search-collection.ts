import { OpensearchserverlessAccessPolicy } from "@cdktf/provider-aws/lib/opensearchserverless-access-policy";
import { OpensearchserverlessCollection } from "@cdktf/provider-aws/lib/opensearchserverless-collection";
import { OpensearchserverlessSecurityPolicy } from "@cdktf/provider-aws/lib/opensearchserverless-security-policy";
import { Construct } from "constructs";
import { checkText, LITERAL } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Key } from "../security/key";
import type { Role } from "../security/role";
import type { SearchEndpoint } from "./search-endpoint";

/** Props of {@link SearchCollection}. */
export interface SearchCollectionProps {
  /** Last part of the collection's name, which has 32 characters in all. */
  readonly name: string;
  /** What is kept in it, shown in the console. */
  readonly description: string;
  /** `VECTORSEARCH` for embeddings, `TIMESERIES` for logs. Another type needs another collection. */
  readonly type: "VECTORSEARCH" | "TIMESERIES";
  /** The only way to it. */
  readonly endpoint: SearchEndpoint;
  /** Encrypts what is kept. Another key needs another collection. */
  readonly key: Key;
  /** Keeps copies in other zones, which doubles the least that is paid for. */
  readonly standbyReplicas: boolean;
}

/** What a role may do with the documents of a collection. Whoever writes makes the indexes, too. */
const PERMISSIONS = {
  write: ["aoss:CreateIndex", "aoss:DescribeIndex", "aoss:UpdateIndex", "aoss:WriteDocument"],
  "read-write": [
    "aoss:CreateIndex",
    "aoss:DescribeIndex",
    "aoss:ReadDocument",
    "aoss:UpdateIndex",
    "aoss:WriteDocument",
  ],
} as const;

/**
 * A collection of OpenSearch Serverless: encrypted, reached through an endpoint in the private subnets only, by roles
 * that were let in. There are no users and no passwords: requests are signed. Stateful.
 *
 * The least that is paid for is two OCUs (one without copies), whether anything is asked or not.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-overview.html
 */
export class SearchCollection extends Construct {
  public readonly collection: OpensearchserverlessCollection;
  /** URL that requests go to. */
  public readonly url: string;
  private readonly collectionName: string;

  public constructor(scope: Construct, id: string, props: SearchCollectionProps) {
    super(scope, id);
    const { name, description, type, endpoint, key, standbyReplicas } = props;
    checkText(this, "description", description, LITERAL);
    const isProtected = environmentOf(this).data === "protected";
    const collectionName = physicalName(this, NAME_LIMITS.collection, name);
    this.collectionName = collectionName;
    const rule = { ResourceType: "collection", Resource: [`collection/${collectionName}`] };
    const policy = (kind: string, content: object) =>
      new OpensearchserverlessSecurityPolicy(this, kind, {
        name: collectionName,
        type: kind,
        policy: JSON.stringify(content),
      });
    const encryption = policy("encryption", { Rules: [rule], AWSOwnedKey: false, KmsARN: key.arn });
    const network = policy("network", [{ Rules: [rule], AllowFromPublic: false, SourceVPCEs: [endpoint.endpoint.id] }]);
    this.collection = new OpensearchserverlessCollection(this, "collection", {
      name: collectionName,
      type,
      description,
      standbyReplicas: standbyReplicas ? "ENABLED" : "DISABLED",
      lifecycle: { preventDestroy: isProtected },
      // A collection is refused until a policy says how it is encrypted.
      dependsOn: [encryption, network],
    });
    this.url = this.collection.collectionEndpoint;
  }

  /**
   * Lets a role use what is in the collection. IAM alone does not do it: collections have lists of their own. `name`
   * tells several such lists of an environment apart, in the 32 characters that there are.
   */
  public grant(role: Role, name: string, access: keyof typeof PERMISSIONS): void {
    role.allow({ sid: "UseCollection", actions: ["aoss:APIAccessAll"], resources: [this.collection.arn] });
    const Resource = [`index/${this.collectionName}/*`];
    new OpensearchserverlessAccessPolicy(role, "collection", {
      name: physicalName(role, NAME_LIMITS.collection, name),
      type: "data",
      policy: JSON.stringify([
        {
          Rules: [{ ResourceType: "index", Resource, Permission: PERMISSIONS[access] }],
          Principal: [role.arn],
        },
      ]),
    });
  }
}
