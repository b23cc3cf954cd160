import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { ImageReplication } from "../../constructs/storage/image-replication";
import { Registry } from "../../constructs/storage/registry";
import type { LayerProps } from "../../stacks/layer";
import { LintelStack } from "../../stacks/lintel-stack";
import { RecoveryStack } from "../../stacks/recovery-stack";
import { REPOSITORY } from "./data";
import type { AmicaEnvironment } from "./environments";

/** Props of {@link ImageCopiesStack}. */
export interface ImageCopiesStackProps extends LayerProps<AmicaEnvironment> {
  /** Region of the copies. */
  readonly region: string;
}

/** The repository that images are copied to, in another region, with its state there. */
export class ImageCopiesStack extends RecoveryStack {
  public constructor(scope: Construct, props: ImageCopiesStackProps) {
    super(scope, { ...props, keyDescription: "Copies of the images of Amica" });
    const { key } = this;
    const registry = new Registry(this, "registry", { name: "app", repositoryName: REPOSITORY, key });
    new TerraformOutput(this, "ecr_repository_url", { value: registry.url });
  }
}

/** Props of {@link ImageReplicationStack}. */
export interface ImageReplicationStackProps extends ImageCopiesStackProps {
  readonly copies: ImageCopiesStack;
}

/** What copies the images, in the environment's own region. */
export class ImageReplicationStack extends LintelStack {
  public constructor(scope: Construct, { region, copies, ...props }: ImageReplicationStackProps) {
    super(scope, { ...props, layer: "replication" });
    new ImageReplication(this, "images", { region, repository: REPOSITORY });
    // Images that arrive before their repository is there would make one without our key.
    this.addDependency(copies);
  }
}
