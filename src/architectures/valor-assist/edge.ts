import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { AliasRecord } from "../../constructs/edge/alias-record";
import { Certificate } from "../../constructs/edge/certificate";
import { Distribution } from "../../constructs/edge/distribution";
import { WebAcl, wafLogGroupName } from "../../constructs/edge/web-acl";
import { Key } from "../../constructs/security/key";
import { LintelStack } from "../../stacks/lintel-stack";
import type { FoundationStack } from "./foundation";
import type { LayerProps } from "./layer";
import type { ServiceStack } from "./service";

/** Props of {@link EdgeStack}. */
export interface EdgeStackProps extends LayerProps {
  readonly foundation: FoundationStack;
  readonly service: ServiceStack;
}

/** What viewers meet: distribution, web ACL, certificate and name. CloudFront's parts live in us-east-1. */
export class EdgeStack extends LintelStack {
  public constructor(scope: Construct, props: EdgeStackProps) {
    super(scope, { ...props, layer: "edge", region: "us-east-1" });
    const { environment, foundation, service } = props;
    const { domain, hostedZoneId, requestsPerMinute, retention } = environment;

    // A log group is encrypted with a key of its own region.
    const key = new Key(this, "key", {
      description: "Logs of Valor Assist at the edge",
      alias: `${environment.architecture}-${environment.name}-edge`,
    });
    key.allowLogGroups(wafLogGroupName(this));
    const webAcl = new WebAcl(this, "web-acl", {
      rateLimit: { requests: requestsPerMinute, windowSeconds: 60 },
      managedRules: [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
      ],
      key,
      logRetentionDays: retention.logDays,
    });
    const distribution = new Distribution(this, "distribution", {
      domain,
      certificate: new Certificate(this, "certificate", { domain, hostedZoneId }),
      originDomain: service.originDomain,
      loadBalancer: service.loadBalancer,
      webAcl,
      accessLogs: foundation.logBucket,
    });
    new AliasRecord(this, "site", { domain, hostedZoneId, target: distribution.aliasTarget });
    new TerraformOutput(this, "url", { value: `https://${domain}` });
    new TerraformOutput(this, "cloudfront_distribution_id", { value: distribution.distribution.id });
  }
}
