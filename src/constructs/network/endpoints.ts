import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { checkText, ENDPOINT_SERVICE } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { SecurityGroup } from "./security-group";
import type { Vpc } from "./vpc";

/** Services with a gateway endpoint, which costs nothing. */
export type GatewayService = "s3" | "dynamodb";

/** Props of {@link Endpoints}. */
export interface EndpointsProps {
  readonly vpc: Vpc;
  /** Reached by a route of the private subnets. @default - S3 and DynamoDB */
  readonly gateways?: readonly GatewayService[];
  /**
   * Services reached by an address in each private subnet, such as `ecr.api` or `secretsmanager`; each one costs
   * money by the hour and zone. @default - none
   */
  readonly interfaces?: readonly string[];
}

/** Ways from the private subnets to AWS services that do not leave the VPC. */
export class Endpoints extends Construct {
  public readonly gateways: readonly VpcEndpoint[];
  public readonly interfaces: readonly VpcEndpoint[];
  /** Admits HTTPS from the whole VPC; undefined without interface endpoints. */
  public readonly securityGroup?: SecurityGroup;

  public constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    const { vpc, gateways = ["s3", "dynamodb"], interfaces = [] } = props;
    const { region } = environmentOf(this);
    const { vpcId } = vpc;
    const known = interfaces.filter((service) => checkText(this, "interfaces", service, ENDPOINT_SERVICE));
    this.gateways = gateways.map(
      (service) =>
        new VpcEndpoint(this, service, {
          vpcId,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.${region}.${service}`,
          routeTableIds: vpc.privateRouteTables.map((table) => table.id),
          tags: { Name: service },
        }),
    );
    if (interfaces.length > 0) {
      this.securityGroup = new SecurityGroup(this, "security-group", {
        network: vpc,
        name: "endpoints",
        description: "Interface endpoints of AWS services",
      });
      this.securityGroup.allowFromCidr("vpc", vpc.vpc.cidrBlock, 443, "HTTPS from the VPC");
    }
    this.interfaces = known.map(
      (service) =>
        new VpcEndpoint(this, service.replaceAll(".", "-"), {
          vpcId,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${region}.${service}`,
          subnetIds: [...vpc.privateSubnetIds],
          securityGroupIds: this.securityGroup ? [this.securityGroup.id] : [],
          privateDnsEnabled: true,
          tags: { Name: service },
        }),
    );
  }
}
