import { stopEmulator } from "./global-setup";

/** Stops the emulator. */
export default function globalTeardown(): void {
  stopEmulator();
}
