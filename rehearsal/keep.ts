import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shellWords } from "../tools/run";
import { configurationFile } from "./environment";
import { kubeconfigOf } from "./kubeconfig";
import type { Rehearsal } from "./rehearsal";

/** What would lead a command elsewhere, whatever else is set. */
const NOT_SET = ["AWS_PROFILE", "AWS_SESSION_TOKEN", "BLUEPRINT_CLUSTERS"];

/**
 * Leaves a deployed rehearsal standing: tells how the project's commands, cdktf, terraform, aws and kubectl reach it, and
 * waits.
 *
 * @param ending aborted where the user has enough of it
 */
export async function keep(rehearsal: Rehearsal, ending: AbortSignal): Promise<void> {
  const file = join(rehearsal.folder, "exports.sh");
  const lines = exportLines(await variablesOf(rehearsal));
  writeFileSync(file, `${lines.join("\n")}\n`);
  console.log(
    [
      "",
      `It stands until Ctrl-C here, or: kill ${process.pid}`,
      "Then everything in it is gone, and its folder too.",
      "",
      `In another terminal, in this folder: . ${shellWords([file])}`,
      "which does",
      ...lines.map((line) => `  ${line}`),
      "and then, for example:",
      ...commandLines(rehearsal).map((line) => `  ${line}`),
      `where the configuration is ${configurationFile(rehearsal.folder)}`,
    ].join("\n"),
  );
  if (ending.aborted) return;
  await new Promise((resolve) => {
    ending.addEventListener("abort", resolve);
  });
}

/** Every tool of the project, as one would try it. */
function commandLines(rehearsal: Rehearsal): string[] {
  const { output, settings, kubernetesMissing, tools } = rehearsal;
  const flags = shellWords(["--output", output, "--skip-provider-lock"]);
  const stack = rehearsal.deployable.at(-1) ?? "";
  return [
    `npm run diff -- ${flags}`,
    `npm run deploy -- ${flags}`,
    `npx cdktf diff ${stack} ${flags}`,
    `${tools.terraform} -chdir=${shellWords([rehearsal.stackFolder(stack)])} plan`,
    "aws --endpoint-url $AWS_ENDPOINT_URL sqs list-queues  # version 1 of the CLI asks AWS itself otherwise",
    `aws eks describe-cluster --name ${settings.clusters[0]?.name ?? ""}`,
    kubernetesMissing === undefined ? "kubectl get nodes,nodepools,ec2nodeclasses" : `# ${kubernetesMissing}`,
  ];
}

function exportLines(variables: Readonly<Record<string, string>>): string[] {
  return [
    `unset ${NOT_SET.join(" ")}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${shellWords([value])}`),
  ];
}

/** The variables by which commands find it. */
async function variablesOf(rehearsal: Rehearsal): Promise<Record<string, string>> {
  const { settings, kubernetesMissing, variables } = rehearsal;
  const region = settings.clusters[0]?.region ?? settings.region;
  const kubeconfigs: string[] = [];
  if (kubernetesMissing === undefined) {
    for (const { name } of settings.clusters) kubeconfigs.push(await kubeconfigOf(rehearsal, name));
  }
  return {
    ...variables,
    // The second for version 1 of the CLI.
    ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region },
    ...(kubeconfigs.length === 0 ? {} : { KUBECONFIG: kubeconfigs.join(delimiter) }),
  };
}
