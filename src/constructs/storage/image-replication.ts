import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";

/** Props of {@link ImageReplication}. */
export interface ImageReplicationProps {
  /** Region that images are copied to. Make the repository there before, or ECR makes one without a key of yours. */
  readonly region: string;
  /** Name of the repository; others that begin so are copied too. */
  readonly repository: string;
}

/** Copies what is pushed to another region, of the same account. An account has one such configuration in each region. */
export class ImageReplication extends Construct {
  public readonly configuration: EcrReplicationConfiguration;

  public constructor(scope: Construct, id: string, props: ImageReplicationProps) {
    super(scope, id);
    const { region, repository } = props;
    this.configuration = new EcrReplicationConfiguration(this, id, {
      replicationConfiguration: {
        rule: [
          {
            destination: [{ region, registryId: environmentOf(this).account }],
            repositoryFilter: [{ filter: repository, filterType: "PREFIX_MATCH" }],
          },
        ],
      },
    });
  }
}
