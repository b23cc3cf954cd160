import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { KnowledgeBase } from "../../constructs/ai/knowledge-base";
import type { Secret } from "../../constructs/security/secret";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import { PREFIXES, type DataStack } from "./data";
import type { CdnEnvironment } from "./environments";

/** Props of {@link KnowledgeStack}. */
export interface KnowledgeStackProps extends LayerProps<CdnEnvironment> {
  readonly data: DataStack;
  readonly login: Secret;
}

/** What the assistant knows of medicine. A layer of its own, because the runbook makes its table before it. */
export class KnowledgeStack extends LintelStack {
  public readonly knowledgeBase: KnowledgeBase;

  public constructor(scope: Construct, props: KnowledgeStackProps) {
    super(scope, { ...props, layer: "knowledge" });
    const { data, login } = props;
    this.knowledgeBase = new KnowledgeBase(this, "medicine", {
      description: "Medical documents for the assistant's answers",
      documents: data.uploads,
      prefix: PREFIXES.knowledge,
      database: data.database,
      credentials: login,
      table: "bedrock_integration.bedrock_kb",
    });
    new TerraformOutput(this, "knowledge_base_id", { value: this.knowledgeBase.id });
    new TerraformOutput(this, "data_source_id", { value: this.knowledgeBase.dataSource.dataSourceId });
  }
}
