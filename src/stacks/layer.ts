import type { BackendSettings } from "../config/backend";
import type { Environment } from "../config/environment";

/** Props of every layer of an architecture. */
export interface LayerProps<E extends Environment = Environment> {
  readonly environment: E;
  /** The team's backend. @default - local state */
  readonly backend?: BackendSettings;
}
