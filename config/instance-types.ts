/** What an EC2 instance type's name tells. */

export type Architecture = "amd64" | "arm64";

/** Whether a text is shaped like an instance type: `c7i-flex.large`. */
export function isInstanceType(value: string): boolean {
  return /^[a-z]+\d*[a-z0-9-]*\.([a-z0-9]+xlarge|xlarge|large|medium|small|micro|nano|metal(-\d+xl)?)$/.test(value);
}

/**
 * The architecture of an instance type: Graviton families have a `g` right after the generation (`c7g`, `im4gn`), except
 * for the first (`a1`), and Grace comes with the accelerator's name (`p6e-gb200`).
 */
export function architectureOf(instanceType: string): Architecture {
  const [family = ""] = instanceType.split(".");
  return /^(a1$|[a-z]+\d+g|.*-gb\d)/.test(family) ? "arm64" : "amd64";
}
