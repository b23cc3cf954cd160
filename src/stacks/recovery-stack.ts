import type { Construct } from "constructs";
import { Key } from "../constructs/security/key";
import type { LayerProps } from "./layer";
import { LintelStack } from "./lintel-stack";

/** Props of {@link RecoveryStack}. */
export interface RecoveryStackProps extends LayerProps {
  /** Another region than the environment's. */
  readonly region: string;
  /** Zones of that region, for what needs subnets. @default - the environment's, which are good for nothing there */
  readonly zones?: readonly string[];
  /** What the key of the copies encrypts, shown in the console. */
  readonly keyDescription: string;
  /** Makes what is copied. It is named, not referred to: this stack has to work when its state can't be read. */
  readonly originals?: LintelStack;
}

/** Copies in another region, with their state and their key there. An architecture adds what it copies. */
export class RecoveryStack extends LintelStack {
  protected readonly key: Key;

  public constructor(scope: Construct, props: RecoveryStackProps) {
    const { environment, region, zones, keyDescription, originals } = props;
    super(scope, {
      ...props,
      environment: zones ? { ...environment, zones } : environment,
      layer: "recovery",
      stateRegion: region,
    });
    if (originals) this.addDependency(originals);
    this.key = new Key(this, "key", { description: keyDescription });
  }
}
