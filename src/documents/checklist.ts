import type { Resource } from "../template/template";
import type { Names } from "./names";

/** One item of a list of what has to be true before a launch. */
export interface ChecklistItem {
  readonly section: string;
  readonly text: string;
  /** Types of resources that prove it; each has to be there. An item has these or a procedure. */
  readonly provedBy?: readonly string[];
  /** Arguments that what proves it has to have. @default - it is enough that it is there */
  readonly having?: Readonly<Record<string, string | number | boolean>>;
  /** How people do it, and see that it is done. */
  readonly procedure?: string;
}

/** What became of an item. */
export interface CheckedItem extends ChecklistItem {
  readonly state: "proved" | "missing" | "by hand";
  /** Addresses of what proves it. */
  readonly evidence: readonly string[];
  /** Types of which there is nothing. */
  readonly missing: readonly string[];
}

/** Lists by architecture, as their documents have them. */
export const CHECKLISTS: Readonly<Record<string, readonly ChecklistItem[]>> = {
  "eloquent-ai": [
    { section: "Security", text: "SSL certificates configured", provedBy: ["aws_acm_certificate_validation"] },
    {
      section: "Security",
      text: "WAF rules enabled",
      provedBy: ["aws_wafv2_web_acl", "aws_wafv2_web_acl_logging_configuration"],
    },
    { section: "Security", text: "Secrets in Secrets Manager", provedBy: ["aws_secretsmanager_secret"] },
    { section: "Security", text: "IAM roles with least privilege", provedBy: ["aws_iam_role_policy"] },
    {
      section: "Security",
      text: "Security groups configured",
      provedBy: ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    },
    { section: "Security", text: "VPC endpoints for AWS services", provedBy: ["aws_vpc_endpoint"] },
    { section: "Monitoring", text: "CloudWatch alarms set", provedBy: ["aws_cloudwatch_metric_alarm"] },
    { section: "Monitoring", text: "Log aggregation configured", provedBy: ["aws_cloudwatch_log_group"] },
    { section: "Monitoring", text: "X-Ray tracing enabled", provedBy: ["aws_xray_group"] },
    { section: "Monitoring", text: "Custom metrics defined", provedBy: ["aws_cloudwatch_log_metric_filter"] },
    { section: "Monitoring", text: "Dashboards created", provedBy: ["aws_cloudwatch_dashboard"] },
    { section: "Performance", text: "CDN caching rules", provedBy: ["aws_cloudfront_cache_policy"] },
    {
      section: "Performance",
      text: "Database indexes optimized",
      procedure: "Run the load test, open Performance Insights, and explain the five statements with the highest load.",
    },
    {
      section: "Performance",
      text: "Auto-scaling policies tested",
      procedure:
        "Load staging to 70 % CPU for ten minutes: tasks are added within two minutes, and go within fifteen after.",
    },
    {
      section: "Performance",
      text: "Load testing completed",
      procedure: "Twice the expected peak against staging for an hour, from several addresses: p95 below 5 s, no 5xx.",
    },
    { section: "Backup & Recovery", text: "Automated backups enabled", provedBy: ["aws_rds_cluster"] },
    {
      section: "Backup & Recovery",
      text: "Disaster recovery tested",
      procedure:
        "The page recovery-<environment>.md of `lintel documents`, there and back, with the time that it took.",
    },
    {
      section: "Backup & Recovery",
      text: "Runbooks documented",
      procedure: "Somebody who did not write docs/runbooks/eloquent-ai.md deploys staging by it.",
    },
    {
      section: "Backup & Recovery",
      text: "On-call rotation setup",
      procedure:
        "PagerDuty has a schedule; set an alarm of P1 by hand (`aws cloudwatch set-alarm-state`): a phone rings.",
    },
  ],
  "student-wellbeing": [
    { section: "Implemented", text: "Private subnets for tasks", provedBy: ["aws_nat_gateway", "aws_ecs_service"] },
    {
      section: "Implemented",
      text: "Security groups with minimal permissions",
      provedBy: ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    },
    {
      section: "Implemented",
      text: "S3 bucket encryption",
      provedBy: ["aws_s3_bucket_server_side_encryption_configuration"],
    },
    { section: "Implemented", text: "VPC endpoints to avoid internet traffic", provedBy: ["aws_vpc_endpoint"] },
    { section: "Implemented", text: "IAM roles with least privilege", provedBy: ["aws_iam_role_policy"] },
    {
      section: "Implemented",
      text: "Secrets Manager for database credentials",
      provedBy: ["aws_db_instance"],
      having: { manage_master_user_password: true },
    },
    { section: "Implemented", text: "CloudWatch logging enabled", provedBy: ["aws_cloudwatch_log_group"] },
    { section: "Implemented", text: "HTTPS support", provedBy: ["aws_acm_certificate_validation"] },
    {
      section: "Implemented",
      text: "RDS encryption at rest",
      provedBy: ["aws_db_instance"],
      having: { storage_encrypted: true },
    },
    { section: "Recommended", text: "AWS WAF on the load balancer", provedBy: ["aws_wafv2_web_acl_association"] },
    { section: "Recommended", text: "GuardDuty", provedBy: ["aws_guardduty_detector"] },
    { section: "Recommended", text: "AWS Config", provedBy: ["aws_config_configuration_recorder_status"] },
    {
      section: "Recommended",
      text: "AWS Shield",
      procedure:
        "Shield Standard is there by itself. Advanced (3,000 dollars a month): subscribe, then set `shieldAdvanced`.",
    },
    { section: "Recommended", text: "VPC flow logs", provedBy: ["aws_flow_log"] },
    { section: "Recommended", text: "Security Hub", provedBy: ["aws_securityhub_account"] },
    {
      section: "Recommended",
      text: "MFA for the AWS account",
      procedure: "IAM, Security recommendations: MFA for the root user and for everybody who signs in.",
    },
    {
      section: "Recommended",
      text: "Rotation of database credentials",
      provedBy: ["aws_db_instance"],
      having: { manage_master_user_password: true },
    },
  ],
};

/** Goes through a list with the resources of one environment. */
export function runChecklist(items: readonly ChecklistItem[], names: Names): readonly CheckedItem[] {
  return items.map((item) => {
    const { provedBy = [], having = {} } = item;
    const proving = (type: string) =>
      names.all(type).filter(({ values }) => Object.entries(having).every(([name, value]) => values[name] === value));
    const missing = provedBy.filter((type) => proving(type).length === 0);
    const state = provedBy.length === 0 ? "by hand" : missing.length > 0 ? "missing" : "proved";
    return { ...item, state, missing, evidence: provedBy.flatMap(proving).map(addressOf) };
  });
}

function addressOf({ stack, address }: Resource): string {
  return `${stack}/${address}`;
}
