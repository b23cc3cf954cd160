import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import type { Network } from "./network";
import { subnetBlocks, type SubnetBlocksProps, type Tier } from "./subnet-blocks";

/** Where private subnets reach the internet: nowhere, through one gateway, or through one in their own zone. */
export type NatGateways = "none" | "one" | "one-per-zone";

/** Props of {@link Vpc}. */
export interface VpcProps extends SubnetBlocksProps {
  /** @default "one-per-zone" */
  readonly natGateways?: NatGateways;
}

/**
 * A VPC with a public and a private subnet in each zone of the environment. Its default security group lets
 * nothing through, and no subnet hands out public addresses by itself.
 */
export class Vpc extends Construct implements Network {
  public readonly vpc: AwsVpc;
  public readonly publicSubnets: readonly Subnet[];
  public readonly privateSubnets: readonly Subnet[];
  public readonly natGateways: readonly NatGateway[];
  public readonly publicRouteTable: RouteTable;
  /** One for each zone, so that a zone can get a gateway of its own later without new route tables. */
  public readonly privateRouteTables: readonly RouteTable[];
  public readonly vpcId: string;
  public readonly publicSubnetIds: readonly string[];
  public readonly privateSubnetIds: readonly string[];
  private readonly zones: readonly string[];

  public constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    const { cidrBlock, natGateways = "one-per-zone" } = props;
    this.zones = environmentOf(this).zones;
    const blocks = subnetBlocks(this, props, this.zones.length);

    this.vpc = new AwsVpc(this, "vpc", {
      cidrBlock,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: this.name(),
    });
    new DefaultSecurityGroup(this, "default-security-group", { vpcId: this.vpc.id, tags: this.name("closed") });
    const internet = new InternetGateway(this, "internet-gateway", { vpcId: this.vpc.id, tags: this.name() });

    this.publicRouteTable = new RouteTable(this, "public-routes", { vpcId: this.vpc.id, tags: this.name("public") });
    const toInternet = new Route(this, "public-internet", {
      routeTableId: this.publicRouteTable.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internet.id,
    });
    this.publicSubnets = this.createSubnets("public", blocks.public, () => this.publicRouteTable);
    this.natGateways = this.createNatGateways(natGateways, toInternet);
    this.privateRouteTables = this.zones.map((zone, index) => this.createPrivateRoutes(zone, index));
    this.privateSubnets = this.createSubnets("private", blocks.private, (index) => this.privateRouteTables[index]);
    this.vpcId = this.vpc.id;
    this.publicSubnetIds = this.publicSubnets.map(({ id }) => id);
    this.privateSubnetIds = this.privateSubnets.map(({ id }) => id);
  }

  private createSubnets(tier: Tier, blocks: readonly string[], routes: (index: number) => RouteTable | undefined) {
    return this.zones.map((zone, index) => {
      const created = new Subnet(this, `${tier}-${this.letter(zone)}`, {
        vpcId: this.vpc.id,
        availabilityZone: zone,
        cidrBlock: blocks[index] ?? "",
        mapPublicIpOnLaunch: false,
        tags: this.name(`${tier}-${this.letter(zone)}`),
      });
      new RouteTableAssociation(this, `${tier}-${this.letter(zone)}-routes`, {
        subnetId: created.id,
        routeTableId: routes(index)?.id ?? "",
      });
      return created;
    });
  }

  private createNatGateways(choice: NatGateways, toInternet: Route): NatGateway[] {
    const count = { none: 0, one: 1, "one-per-zone": this.zones.length }[choice];
    return this.publicSubnets.slice(0, count).map((publicSubnet, index) => {
      const letter = this.letter(this.zones[index] ?? "");
      const address = new Eip(this, `nat-${letter}-address`, { domain: "vpc", tags: this.name(`nat-${letter}`) });
      return new NatGateway(this, `nat-${letter}`, {
        allocationId: address.id,
        subnetId: publicSubnet.id,
        tags: this.name(letter),
        dependsOn: [toInternet],
      });
    });
  }

  private createPrivateRoutes(zone: string, index: number): RouteTable {
    const letter = this.letter(zone);
    const table = new RouteTable(this, `private-${letter}-table`, {
      vpcId: this.vpc.id,
      tags: this.name(`private-${letter}`),
    });
    const gateway = this.natGateways[index] ?? this.natGateways[0];
    if (gateway) {
      new Route(this, `private-${letter}-internet`, {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: gateway.id,
      });
    }
    return table;
  }

  private letter(zone: string): string {
    return zone.slice(-1);
  }

  private name(suffix?: string): Record<string, string> {
    const { architecture, name } = environmentOf(this);
    return { Name: [architecture, name, ...(suffix === undefined ? [] : [suffix])].join("-") };
  }
}
