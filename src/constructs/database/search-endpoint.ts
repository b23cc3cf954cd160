import { OpensearchserverlessVpcEndpoint } from "@cdktf/provider-aws/lib/opensearchserverless-vpc-endpoint";
import { Construct } from "constructs";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "../network/network";
import { SecurityGroup, type Connectable, type SecurityGroupRule } from "../network/security-group";

/** Props of {@link SearchEndpoint}. */
export interface SearchEndpointProps {
  readonly network: Network;
}

/**
 * The way from private subnets to collections of OpenSearch Serverless. A VPC has one of them: it answers for the names
 * of all collections.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-vpc.html
 */
export class SearchEndpoint extends Construct implements Connectable {
  public readonly endpoint: OpensearchserverlessVpcEndpoint;
  public readonly securityGroup: SecurityGroup;

  public constructor(scope: Construct, id: string, props: SearchEndpointProps) {
    super(scope, id);
    const { network } = props;
    this.securityGroup = new SecurityGroup(this, "security-group", {
      network,
      name: "search",
      description: "Endpoint of OpenSearch Serverless",
    });
    this.endpoint = new OpensearchserverlessVpcEndpoint(this, "endpoint", {
      name: physicalName(this, NAME_LIMITS.collection),
      vpcId: network.vpcId,
      subnetIds: [...network.privateSubnetIds],
      securityGroupIds: [this.securityGroup.id],
    });
  }

  /** Lets a client reach the collections. */
  public allowFrom(client: Connectable): readonly SecurityGroupRule[] {
    return this.securityGroup.allowFrom(client, 443, "OpenSearch");
  }
}
