import { readFileSync } from "node:fs";
import { join } from "node:path";
import { literal } from "./literal";

const SCRIPTS = join(__dirname, "../../scripts");

/**
 * A script of `scripts/`, as a Terraform string. Inlined, so that what was deployed runs as it was, wherever the project
 * lies by then.
 */
export function inlineScript(name: string): string {
  return literal(readFileSync(join(SCRIPTS, name), "utf8"));
}
