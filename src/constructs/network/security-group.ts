import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { checkText, checkWhole, GROUP_DESCRIPTION } from "../../config/checks";
import { parseCidr } from "../../config/cidr";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Network } from "./network";

/** Props of {@link SecurityGroup}. */
export interface SecurityGroupProps {
  readonly network: Pick<Network, "vpcId">;
  /** Last part of the physical name, such as `api`. It also begins the ids of the rules that name this group. */
  readonly name: string;
  /** What the group is for. A changed description replaces the group. */
  readonly description: string;
}

/** A rule of a security group, to or from it. */
export type SecurityGroupRule = VpcSecurityGroupIngressRule | VpcSecurityGroupEgressRule;

/** Something with a security group, such as a service or a file system. */
export interface Connectable {
  readonly securityGroup: SecurityGroup;
}

/**
 * A security group that lets nothing in or out until a relation is declared. Every rule is one TCP port and a
 * resource of its own.
 */
export class SecurityGroup extends Construct implements Connectable {
  public readonly group: AwsSecurityGroup;
  public readonly name: string;
  public readonly id: string;

  public constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    const { network, name, description } = props;
    this.name = name;
    checkText(this, "description", description, GROUP_DESCRIPTION);
    const physical = physicalName(this, NAME_LIMITS.securityGroup, name);
    this.group = new AwsSecurityGroup(this, "group", {
      name: physical,
      description,
      vpcId: network.vpcId,
      tags: { Name: physical },
    });
    this.id = this.group.id;
  }

  public get securityGroup(): SecurityGroup {
    return this;
  }

  /**
   * Lets a client open connections to a port of this group: one rule here and one rule at the client. Both rules
   * belong to the client, which may be in a later stack and knows this group, while this group need not know it.
   * Returns both, for what has to wait until the way is open.
   */
  public allowFrom(client: Connectable, port: number, description: string): readonly SecurityGroupRule[] {
    const { securityGroup } = client;
    const into = new VpcSecurityGroupIngressRule(securityGroup, `into-${this.name}-${port}`, {
      securityGroupId: this.id,
      referencedSecurityGroupId: securityGroup.id,
      ...this.tcp(port, description),
    });
    const out = new VpcSecurityGroupEgressRule(securityGroup, `to-${this.name}-${port}`, {
      securityGroupId: securityGroup.id,
      referencedSecurityGroupId: this.id,
      ...this.tcp(port, description),
    });
    return [into, out];
  }

  /** Lets addresses open connections to a port. `id` names them, such as `office`. */
  public allowFromCidr(id: string, cidrIpv4: string, port: number, description: string): void {
    this.checkBlock(cidrIpv4);
    const rule = { securityGroupId: this.id, cidrIpv4, ...this.tcp(port, description) };
    new VpcSecurityGroupIngressRule(this, `from-${id}-${port}`, rule);
  }

  /** Lets the addresses of a prefix list open connections to a port. `id` names them, such as `cloudfront`. */
  public allowFromPrefixList(id: string, prefixListId: string, port: number, description: string): void {
    const rule = { securityGroupId: this.id, prefixListId, ...this.tcp(port, description) };
    new VpcSecurityGroupIngressRule(this, `from-${id}-${port}`, rule);
  }

  /** Lets this group open connections to a port of addresses. `id` names them, such as `internet`. */
  public allowToCidr(id: string, cidrIpv4: string, port: number, description: string): SecurityGroupRule {
    this.checkBlock(cidrIpv4);
    const rule = { securityGroupId: this.id, cidrIpv4, ...this.tcp(port, description) };
    return new VpcSecurityGroupEgressRule(this, `to-${id}-${port}`, rule);
  }

  private tcp(port: number, description: string) {
    checkWhole(this, "port", port, { min: 1, max: 65_535 });
    checkText(this, "description of a rule", description, GROUP_DESCRIPTION);
    return { ipProtocol: "tcp", fromPort: port, toPort: port, description };
  }

  private checkBlock(cidrIpv4: string): void {
    check(this, parseCidr(cidrIpv4) !== undefined || cidrIpv4.includes("${TfToken["), {
      property: "block of a rule",
      got: cidrIpv4,
      allowed: "an IPv4 block, such as 10.0.0.0/16",
      fix: "correct the block: no bit may be set behind its prefix",
    });
  }
}
