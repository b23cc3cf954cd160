import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { zipSync } from "fflate";
import { checkText, checkWhole, LITERAL } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { LogGroup } from "../observability/log-group";
import type { Metric } from "../observability/metric";
import type { Key } from "../security/key";
import { Role } from "../security/role";
import type { Bucket } from "../storage/bucket";

/** Props of {@link WorkerFunction}. */
export interface WorkerFunctionProps {
  /** Last part of the names. */
  readonly name: string;
  /** What it does, shown in the console. */
  readonly description: string;
  /** Folder with the code, from the project's root: JavaScript with `exports.handler` in `index.js`, without packages. */
  readonly code: string;
  /** Holds the packed code, below `functions/`. */
  readonly codeBucket: Bucket;
  /** Encrypts variables and failed events. */
  readonly key: Key;
  readonly logGroup: LogGroup;
  /** @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** MiB of memory, 128 to 10240, with CPU to match. */
  readonly memoryMib: number;
  /** Seconds that one event may take, 1 to 900. */
  readonly timeoutSeconds: number;
}

/**
 * A Lambda function that works on events: each is tried three times, then it waits in a queue for somebody to look at it
 * (14 days). It is in no VPC, so it reaches AWS and nothing of the environment's network. Stateless.
 */
export class WorkerFunction extends Construct {
  public readonly lambda: LambdaFunction;
  public readonly role: Role;
  public readonly failed: SqsQueue;

  public constructor(scope: Construct, id: string, props: WorkerFunctionProps) {
    super(scope, id);
    const { name, description, code, codeBucket, key, logGroup, environment = {} } = props;
    const { memoryMib, timeoutSeconds } = props;
    checkText(this, "description", description, LITERAL);
    checkWhole(this, "memoryMib", memoryMib, { min: 128, max: 10_240 });
    checkWhole(this, "timeoutSeconds", timeoutSeconds, { min: 1, max: 900 });
    const functionName = physicalName(this, NAME_LIMITS.function, name);
    this.failed = new SqsQueue(this, "failed", {
      name: physicalName(this, NAME_LIMITS.queue, `${name}-failed`),
      messageRetentionSeconds: 14 * 86_400,
      kmsMasterKeyId: key.arn,
    });
    this.role = this.createRole(functionName, props);
    const zip = pack(code);
    const hash = createHash("sha256").update(zip).digest();
    const packed = new S3Object(this, "code", {
      bucket: codeBucket.bucketName,
      key: `functions/${name}-${hash.toString("hex").slice(0, 16)}.zip`,
      contentBase64: zip.toString("base64"),
      contentType: "application/zip",
    });
    this.lambda = new LambdaFunction(this, "function", {
      functionName,
      description,
      role: this.role.arn,
      runtime: "nodejs22.x",
      handler: "index.handler",
      architectures: ["arm64"],
      s3Bucket: codeBucket.bucketName,
      s3Key: packed.key,
      sourceCodeHash: hash.toString("base64"),
      memorySize: memoryMib,
      timeout: timeoutSeconds,
      kmsKeyArn: key.arn,
      environment: { variables: { ...environment } },
      deadLetterConfig: { targetArn: this.failed.arn },
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
      // Lambda tries at its creation what the role may do.
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
  }

  /**
   * Has the function called for every object that arrives below a prefix. A bucket has one list of such calls.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
   */
  public runOnUploads(bucket: Bucket, prefix: string): void {
    const permission = new LambdaPermission(this, "uploads", {
      statementId: "BucketCalls",
      action: "lambda:InvokeFunction",
      functionName: this.lambda.functionName,
      principal: "s3.amazonaws.com",
      sourceArn: bucket.arn,
      sourceAccount: environmentOf(this).account,
    });
    new S3BucketNotification(this, "notification", {
      bucket: bucket.bucketName,
      lambdaFunction: [
        { id: "uploads", lambdaFunctionArn: this.lambda.arn, events: ["s3:ObjectCreated:*"], filterPrefix: prefix },
      ],
      dependsOn: [permission],
    });
  }

  /** Events that have failed for good and that nobody has looked at yet. */
  public get failedEvents(): Metric {
    const dimensions = { QueueName: this.failed.name };
    return { namespace: "AWS/SQS", name: "ApproximateNumberOfMessagesVisible", statistic: "Maximum", dimensions };
  }

  private createRole(functionName: string, { name, key, logGroup }: WorkerFunctionProps): Role {
    const { account, region } = environmentOf(this);
    const role = new Role(this, "role", {
      name: `${name}-function`,
      description: `What the function ${name} itself may do`,
      assumedBy: "lambda.amazonaws.com",
      sourceArns: [`arn:aws:lambda:${region}:${account}:function:${functionName}`],
    });
    logGroup.grantWrite(role);
    role.allow({ sid: "KeepFailedEvents", actions: ["sqs:SendMessage"], resources: [this.failed.arn] });
    key.grantThrough(role, "sqs", "read-write");
    // Its variables.
    key.grantThrough(role, "lambda", "read");
    // X-Ray has no resources that a statement could be narrowed to.
    role.allow({
      sid: "SendTraces",
      actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      resources: ["*"],
    });
    return role;
  }
}

/** The files of a folder as a zip whose bytes depend on nothing else: the date is always the same one. */
function pack(folder: string): Buffer {
  const files = readdirSync(folder).sort();
  const contents = Object.fromEntries(files.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
  return Buffer.from(zipSync(contents, { level: 9, mtime: new Date(1980, 0, 1) }));
}
