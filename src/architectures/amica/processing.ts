import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { grantReadDocuments } from "../../constructs/ai/textract";
import { WorkerFunction } from "../../constructs/compute/worker-function";
import { Alarm } from "../../constructs/observability/alarm";
import { LogGroup, logGroupPrefix } from "../../constructs/observability/log-group";
import type { Bucket } from "../../constructs/storage/bucket";
import { LintelStack } from "../../stacks/lintel-stack";
import { UPLOADS, type AmicaProps } from "./data";

/** Props of {@link ProcessingStack}. */
export interface ProcessingStackProps extends AmicaProps {
  readonly documents: Bucket;
}

/** What makes chunks of text out of uploaded documents: text as it stands, pictures and PDFs by Textract. */
export class ProcessingStack extends LintelStack {
  public constructor(scope: Construct, props: ProcessingStackProps) {
    super(scope, { ...props, layer: "processing" });
    const { environment, foundation, documents } = props;
    const { key, alerts } = foundation;
    const processor = new WorkerFunction(this, "processor", {
      name: "documents",
      description: "Makes chunks of text out of uploaded documents",
      code: "src/architectures/amica/document-processor",
      codeBucket: documents,
      key,
      logGroup: new LogGroup(this, "log", {
        name: `${logGroupPrefix(this)}processing`,
        retentionDays: environment.retention.logDays,
        key,
      }),
      memoryMib: 512,
      timeoutSeconds: 300,
    });
    documents.grantObjects(processor.role);
    grantReadDocuments(processor.role);
    processor.runOnUploads(documents, UPLOADS);
    new Alarm(this, "failed-document", {
      description: "A document could not be processed. Look at the queue of failed events and at the function's log.",
      priority: "p3",
      topics: alerts.topics,
      metric: processor.failedEvents,
      threshold: 0,
      periods: 1,
    });
    new TerraformOutput(this, "failed_documents_queue", { value: processor.failed.url });
  }
}
