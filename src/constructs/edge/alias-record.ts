import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";

/** What an alias can point to. */
export interface AliasTarget {
  readonly dnsName: string;
  /** The hosted zone of the target itself. */
  readonly zoneId: string;
  /** The target has IPv6 addresses as well. */
  readonly ipv6: boolean;
}

/** Props of {@link AliasRecord}. */
export interface AliasRecordProps {
  readonly domain: string;
  /** Route 53 zone that holds the name. */
  readonly hostedZoneId: string;
  readonly target: AliasTarget;
}

/** A name in Route 53 that answers with the addresses of an AWS resource. */
export class AliasRecord extends Construct {
  public readonly records: readonly Route53Record[];

  public constructor(scope: Construct, id: string, props: AliasRecordProps) {
    super(scope, id);
    const { domain, hostedZoneId, target } = props;
    const { dnsName, zoneId, ipv6 } = target;
    this.records = (ipv6 ? ["A", "AAAA"] : ["A"]).map(
      (type) =>
        new Route53Record(this, type.toLowerCase(), {
          zoneId: hostedZoneId,
          name: domain,
          type,
          alias: { name: dnsName, zoneId, evaluateTargetHealth: false },
        }),
    );
  }

  /** The name, for what has to wait until it exists. */
  public get fqdn(): string {
    return this.records[0]?.fqdn ?? "";
  }
}
