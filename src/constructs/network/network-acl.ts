import { NetworkAcl as AwsNetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import type { Vpc } from "./vpc";

/** Props of {@link PrivateNetworkAcl}. */
export interface PrivateNetworkAclProps {
  readonly vpc: Vpc;
}

/** Ports that answers come back to: what Linux, load balancers, NAT gateways and Lambda take between them. */
const EPHEMERAL = { fromPort: 1024, toPort: 65_535 };
const HTTPS = { fromPort: 443, toPort: 443 };
const ALL = { fromPort: 0, toPort: 65_535 };

/**
 * A network ACL for the private subnets, behind the security groups: TCP within the VPC, HTTPS to the outside, and the
 * answers to it. It knows no connections, so answers need rules of their own.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
 */
export class PrivateNetworkAcl extends Construct {
  public readonly acl: AwsNetworkAcl;

  public constructor(scope: Construct, id: string, props: PrivateNetworkAclProps) {
    super(scope, id);
    const { vpc } = props;
    const { architecture, name } = environmentOf(this);
    const inside = { cidrBlock: vpc.vpc.cidrBlock, protocol: "tcp", action: "allow", ruleNo: 100 };
    const outside = { cidrBlock: "0.0.0.0/0", protocol: "tcp", action: "allow", ruleNo: 200 };
    this.acl = new AwsNetworkAcl(this, "acl", {
      vpcId: vpc.vpcId,
      subnetIds: [...vpc.privateSubnetIds],
      ingress: [
        { ...inside, ...ALL },
        { ...outside, ...EPHEMERAL },
      ],
      egress: [
        { ...inside, ...ALL },
        { ...outside, ...HTTPS },
      ],
      tags: { Name: `${architecture}-${name}-private` },
    });
  }
}
