import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { capture } from "../tools/run";

/** The moto that the rehearsal was written against; another is used where PATH has one, and said. */
const MOTO_VERSION = "5.2.1";

/** The tools of a rehearsal, as found. */
export interface Tools {
  readonly terraform: string;
  readonly moto: string;
  /** The version of the AWS provider that is to be had: the configured one, or what a mirror holds instead. */
  readonly awsProvider: string;
  /** What starts the clusters' Kubernetes; without it they have none, and what needs it is skipped. */
  readonly kwokctl: string | undefined;
  /** A folder of packaged charts; without it they come from where the configuration says. */
  readonly charts: string | undefined;
  /** What is real and what stands in, for the last line. */
  readonly description: string;
}

/** Looks for every tool; what is missing is one sentence each: what, why, where from. */
export async function findTools(
  project: string,
  awsProvider: string,
): Promise<{ readonly tools?: Tools; readonly missing: readonly string[] }> {
  const terraform = process.env.TERRAFORM_BINARY_NAME ?? "terraform";
  const venv = join(project, ".cache", "venv", "bin", "moto_server");
  const moto = findOnPath("moto_server") ?? (isExecutable(venv) ? venv : undefined);
  const missing = [
    ...(findOnPath(terraform) === undefined
      ? [
          `${terraform} is not on PATH; it makes the plans; get it from https://developer.hashicorp.com/terraform/install`,
        ]
      : []),
    ...(findOnPath("aws") === undefined
      ? [
          "aws is not on PATH; the commands look at accounts and buckets with it; get it from https://aws.amazon.com/cli",
        ]
      : []),
    ...(moto === undefined
      ? [`moto_server is not on PATH; it stands in for AWS; npm run rehearse -- --install fetches it from PyPI`]
      : []),
  ];
  if (missing.length > 0 || moto === undefined) return { missing };
  const provider = await awsProviderAtHand(terraform, awsProvider);
  if (provider === undefined) {
    return {
      missing: [
        `the AWS provider ${awsProvider} is not to be had from the registry or a mirror; Terraform calls AWS through it; see the CLI configuration that TF_CLI_CONFIG_FILE names`,
      ],
    };
  }
  const [terraformVersion] = (await capture(terraform, ["version"])).stdout.split("\n");
  const instead = provider === awsProvider ? "" : ` (${awsProvider}, which the configuration names, is not at hand)`;
  const kwokctl = findOnPath("kwokctl");
  const charts = process.env.KARPENTER_CHARTS;
  const kubernetes = kwokctl === undefined ? "" : `, Kubernetes ${await kubernetesVersion()} (its nodes pretend)`;
  const description = `real: ${terraformVersion}, AWS provider ${provider}${instead}${kubernetes}; stand-in: moto and our EKS for AWS`;
  return { missing, tools: { terraform, moto, awsProvider: provider, kwokctl, charts, description } };
}

/** The version of the API server that kwokctl runs, where one is at hand. */
async function kubernetesVersion(): Promise<string> {
  const apiServer = process.env.KWOK_KUBE_APISERVER_BINARY;
  if (apiServer === undefined) return "as kwokctl chooses";
  return (await capture(apiServer, ["--version"])).stdout.trim().replace(/^Kubernetes /, "");
}

/** Puts moto into a virtual environment of the project's own, unless it is to be had already. */
export async function installMoto(project: string): Promise<void> {
  const venv = join(project, ".cache", "venv");
  if (findOnPath("moto_server") !== undefined || isExecutable(join(venv, "bin", "moto_server"))) return;
  for (const [command, ...args] of [
    ["python3", "-m", "venv", venv],
    [join(venv, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", `moto[server]==${MOTO_VERSION}`],
  ] as const) {
    const { code, stderr } = await capture(command, args);
    if (code !== 0) throw new Error(`${[command, ...args].join(" ")}: ${stderr.trim()}`);
  }
}

export function findOnPath(name: string): string | undefined {
  const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => (folder === "" ? name : join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The configured version where Terraform can get it, else whatever version it can get. */
async function awsProviderAtHand(terraform: string, wanted: string): Promise<string | undefined> {
  for (const version of [wanted, undefined]) {
    const folder = mkdtempSync(join(tmpdir(), "carpenter-provider-"));
    try {
      const aws = { source: "hashicorp/aws", ...(version === undefined ? {} : { version }) };
      writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: { aws } } }));
      const init = await capture(terraform, [`-chdir=${folder}`, "init", "-input=false", "-backend=false"]);
      if (init.code !== 0) continue;
      const { stdout } = await capture(terraform, [`-chdir=${folder}`, "version", "-json"]);
      const selections = (JSON.parse(stdout) as { provider_selections: Record<string, string> }).provider_selections;
      return Object.values(selections)[0];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return undefined;
}
