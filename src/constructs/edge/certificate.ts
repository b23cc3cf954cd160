import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";

/** Props of {@link Certificate}. */
export interface CertificateProps {
  /**
   * Name that the certificate is for. Two certificates for one name share the record that proves it, so that the
   * destroy of one would end the renewal of the other: give each name one certificate.
   */
  readonly domain: string;
  /** Route 53 zone that holds the name. */
  readonly hostedZoneId: string;
}

/** An ACM certificate, proved by a DNS record, and there only when it is valid. CloudFront takes those of us-east-1. */
export class Certificate extends Construct {
  public readonly certificate: AcmCertificate;
  private readonly validation: AcmCertificateValidation;

  public constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const { domain, hostedZoneId } = props;
    this.certificate = new AcmCertificate(this, "certificate", {
      domainName: domain,
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
    });
    const options = TerraformIterator.fromComplexList(this.certificate.domainValidationOptions, "domain_name");
    const record = new Route53Record(this, "proof", {
      forEach: options,
      zoneId: hostedZoneId,
      name: options.getString("resource_record_name"),
      type: options.getString("resource_record_type"),
      records: [options.getString("resource_record_value")],
      ttl: 300,
      allowOverwrite: true,
    });
    this.validation = new AcmCertificateValidation(this, "validation", {
      certificateArn: this.certificate.arn,
      validationRecordFqdns: Token.asList(`\${[for record in ${record.fqn} : record.fqdn]}`),
    });
  }

  /** ARN of the valid certificate: what uses it waits for the proof. */
  public get arn(): string {
    return this.validation.certificateArn;
  }
}
