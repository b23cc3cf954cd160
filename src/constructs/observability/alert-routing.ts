import { AlertRouting as AlertRoutingModule } from "../../../.gen/modules/alert-routing";
import { TerraformStack, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { environmentOf, type Environment } from "../../config/environment";
import type { Key } from "../security/key";
import type { AlertTopics } from "./alarm";

/** Props of {@link AlertRouting}. */
export interface AlertRoutingProps {
  readonly receivers: Environment["alerts"];
  /** Encrypts the messages; it must allow alarms. */
  readonly key: Key;
  /**
   * P1 and P2 also go to a pager, such as PagerDuty. Its URL is a credential, so it is given at apply as the variable
   * `pager_endpoint` (`TF_VAR_pager_endpoint`); without it there is no subscription.
   * @default false
   */
  readonly pager?: boolean;
}

/** One topic for each priority of an alert, with its receivers: the HCL module `modules/alert-routing`. */
export class AlertRouting extends Construct {
  public readonly module: AlertRoutingModule;
  private readonly pagerEndpoint?: TerraformVariable;

  public constructor(scope: Construct, id: string, props: AlertRoutingProps) {
    super(scope, id);
    const { receivers, key, pager = false } = props;
    if (pager) this.pagerEndpoint = pagerVariable(this);
    const { architecture, name, account } = environmentOf(this);
    const { p1, p2, p3, p4 } = receivers;
    const list = (values: readonly string[] | undefined) => [...(values ?? [])];
    this.module = new AlertRoutingModule(this, "module", {
      namePrefix: `${architecture}-${name}-alerts`,
      accountId: account,
      kmsKeyArn: key.arn,
      ...(this.pagerEndpoint ? { pagerEndpoint: this.pagerEndpoint.stringValue } : {}),
      p1Emails: list(p1.emails),
      p1HttpsEndpoints: list(p1.httpsEndpoints),
      p1SmsNumbers: list(p1.smsNumbers),
      p2Emails: list(p2.emails),
      p2HttpsEndpoints: list(p2.httpsEndpoints),
      p2SmsNumbers: list(p2.smsNumbers),
      p3Emails: list(p3.emails),
      p3HttpsEndpoints: list(p3.httpsEndpoints),
      p3SmsNumbers: list(p3.smsNumbers),
      p4Emails: list(p4.emails),
      p4HttpsEndpoints: list(p4.httpsEndpoints),
      p4SmsNumbers: list(p4.smsNumbers),
    });
  }

  public get topics(): AlertTopics {
    const { p1TopicArnOutput, p2TopicArnOutput, p3TopicArnOutput, p4TopicArnOutput } = this.module;
    return { p1: p1TopicArnOutput, p2: p2TopicArnOutput, p3: p3TopicArnOutput, p4: p4TopicArnOutput };
  }
}

function pagerVariable(scope: Construct): TerraformVariable {
  return new TerraformVariable(TerraformStack.of(scope), "pager_endpoint", {
    type: "string",
    description: "HTTPS endpoint of the pager for P1 and P2; empty for none",
    default: "",
    sensitive: true,
  });
}
