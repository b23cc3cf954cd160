import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import { backendFor, type BackendSettings } from "../config/backend";
import { setEnvironment, type Placement } from "../config/environment";
import { ConfigError, describeProblem } from "../config/errors";
import { defaultTags } from "../config/tags";
import { RelativeLocalBackend, RemoteBackend } from "./backend";

/** Props of {@link LintelStack}. */
export interface LintelStackProps {
  /** The environment that the stack is a layer of. */
  readonly environment: Placement;
  /** The layer: what changes at the same pace, such as `foundation` or `service`. */
  readonly layer: string;
  /** The team's backend. @default - local state */
  readonly backend?: BackendSettings;
  /** Region of the stack's resources, where it is not the environment's: `us-east-1` for the edge. @default - the environment's */
  readonly region?: string;
  /**
   * Region of the state's bucket and of the lock table: another one for what has to be changed when the environment's
   * region is lost.
   * @default - the environment's `stateRegion`, or its region
   */
  readonly stateRegion?: string;
}

/**
 * One layer of an environment: one Terraform state, named `<architecture>-<environment>-<layer>`.
 *
 * Its provider works in the environment's account only and tags everything. Resource addresses are the construct
 * ids on the way from the stack joined by `_`, repeated ones once, without a hash: `new Bucket(this, "documents")` makes
 * `aws_s3_bucket.documents_bucket`.
 */
export class LintelStack extends TerraformStack {
  public readonly provider: AwsProvider;
  /** Where the state is. */
  public readonly statePlace: { readonly account: string; readonly region: string };
  private readonly addresses = new Map<string, string>();
  /** Where it belongs, as the comment of its JSON says. */
  public readonly placement: Readonly<Record<"architecture" | "environment" | "layer" | "account" | "region", string>>;

  public constructor(scope: Construct, props: LintelStackProps) {
    const { environment, layer, backend, region = environment.region } = props;
    const { architecture, name, account } = environment;
    const stateRegion = props.stateRegion ?? environment.stateRegion ?? environment.region;
    super(scope, `${architecture}-${name}-${layer}`);
    this.placement = { architecture, environment: name, layer, account, region };
    // A provider of another region changes where a construct's resources are, so constructs see that region.
    setEnvironment(this, { ...environment, region }, environment.region);
    this.statePlace = { account, region: stateRegion };
    this.provider = new AwsProvider(this, "aws", {
      region,
      allowedAccountIds: [account],
      defaultTags: [{ tags: defaultTags(environment) }],
    });
    if (backend) new RemoteBackend(this, backendFor(backend, this.statePlace, `${architecture}/${name}/${layer}`));
    else new RelativeLocalBackend(this, this.node.id);
  }

  /** The stack as Terraform JSON, with a comment that tells tools where it belongs. */
  public override toTerraform(): Record<string, unknown> {
    const json = super.toTerraform() as Record<string, object>;
    return { ...json, "//": { ...json["//"], lintel: this.placement } };
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const ids = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    // The main resource of a construct may be called like the construct: `key/key` is `key`.
    const parts = ids.filter((id, index) => id !== ids[index - 1]);
    const address = parts.map((id) => id.replace(/[^A-Za-z0-9-]+/g, "_")).join("_");
    // Outputs, modules and each type of resource have names of their own.
    const kind = (element as { terraformResourceType?: string }).terraformResourceType ?? element.constructor.name;
    const taken = this.addresses.get(`${kind}.${address}`);
    if (taken !== undefined && taken !== node.path) {
      throw new ConfigError([
        describeProblem(node.path, {
          property: "id",
          got: address,
          allowed: `an address that ${taken} does not have`,
          fix: "rename the construct",
        }),
      ]);
    }
    this.addresses.set(`${kind}.${address}`, node.path);
    return address;
  }
}
