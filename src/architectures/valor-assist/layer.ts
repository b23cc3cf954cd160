import type { BackendSettings } from "../../config/backend";
import type { ValorAssistEnvironment } from "./environments";

/** Props of every layer of Valor Assist. */
export interface LayerProps {
  readonly environment: ValorAssistEnvironment;
  /** The team's backend. @default - local state */
  readonly backend?: BackendSettings;
}
