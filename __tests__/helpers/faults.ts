import { ConfigurationError } from "../../config/faults";
import { settingsOf } from "./synth";

/** What a configuration is refused with; nothing where it is accepted. */
export function faultsOf(blueprint: unknown, environment = {}): readonly string[] {
  try {
    settingsOf(blueprint, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}
