import { readFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPTS = join(__dirname, "../../scripts");

/**
 * A script of `scripts/`, as Terraform takes it inside a string: its own `${` and `%{` would be read as templates.
 * Inlined, so that what was deployed runs as it was, wherever the project lies by then.
 */
export function inlineScript(name: string): string {
  return readFileSync(join(SCRIPTS, name), "utf8").replaceAll("${", "$${").replaceAll("%{", "%%{");
}
