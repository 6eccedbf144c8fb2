import { basename } from "node:path";
import { Annotations, App } from "cdktf";
import { ConfigurationError } from "./config/faults";
import { loadSettings } from "./config/load";
import { createStacks } from "./stacks/blueprint-stacks";

try {
  const settings = loadSettings({ environment: process.env, directory: __dirname, today: new Date() });
  const app = new App();
  if (settings.isPart && basename(app.outdir) === "cdktf.out") {
    throw new ConfigurationError("environment", [
      'BLUEPRINT_CLUSTERS: expected an output folder of its own for a part of the clusters, got "cdktf.out", where the CLI would delete the other stacks\' folders; add --output cdktf.out.part',
    ]);
  }
  const [first] = createStacks(app, settings);
  for (const warning of settings.warnings) Annotations.of(first ?? app).addWarning(warning);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
