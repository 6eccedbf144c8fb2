import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { stackName } from "../../config/names";
import type { ClusterSettings } from "../../config/settings";
import { PROVIDER_VERSIONS } from "../../config/versions";
import type { Rehearsal } from "../rehearsal";
import type { Step } from "../step";

/** The controller's Deployment, as far as our values reach it. */
export interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly nodeSelector: Readonly<Record<string, string>>;
        readonly tolerations: unknown;
        readonly dnsPolicy: string;
        readonly priorityClassName: string;
        readonly serviceAccountName: string;
        readonly containers: readonly {
          readonly image: string;
          readonly resources: unknown;
          readonly env: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

export interface Values {
  readonly replicas: number;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: unknown;
  readonly dnsPolicy: string;
  readonly priorityClassName: string;
  readonly logLevel: string;
  readonly serviceAccount: { readonly name: string };
  readonly settings: Readonly<Record<string, unknown>> & { readonly featureGates?: Readonly<Record<string, boolean>> };
  readonly controller: {
    readonly image: { readonly repository: string };
    readonly resources: unknown;
    readonly env: readonly { readonly name: string; readonly value?: string }[];
    readonly metrics: { readonly port: number };
  };
}

const ENDPOINT = "https://cluster.example.com";

/** What a chart does with our values is seen in what it renders: it says nothing of a key that it does not know. */
export const renderedChart: Step = {
  name: "render the chart with our values, and find each in the Deployment",
  skip: ({ tools }) => (tools.charts === undefined ? "KARPENTER_CHARTS names no folder of packaged charts" : undefined),
  async run(rehearsal, note) {
    for (const cluster of rehearsal.settings.clusters) {
      const values = valuesOf(rehearsal, cluster);
      const misses = missesIn(await render(rehearsal, cluster, values), values);
      if (misses.length > 0) throw new Error(`${cluster.name}: ${misses.join("; ")}`);
    }
    note(rehearsal.settings.clusters.map(({ karpenter }) => `karpenter ${karpenter.version}`).join(", "));
  },
};

/** The synthesised values, with an address for the endpoint that is not known yet. */
function valuesOf(rehearsal: Rehearsal, cluster: ClusterSettings): Values {
  const file = join(rehearsal.output, "stacks", stackName(cluster.name, "karpenter"), "cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8")) as {
    resource: { helm_release: Record<string, { name: string; values: [string] }> };
  };
  const release = Object.values(resource.helm_release).find(({ name }) => name === "karpenter");
  const text = release?.values[0].replaceAll(/\$\{data\.terraform_remote_state\.[^}]*\}/g, ENDPOINT);
  return JSON.parse(text ?? "{}") as Values;
}

/** The Deployment that the chart makes of the values; Terraform renders it, and reads its YAML. */
async function render(rehearsal: Rehearsal, { name, karpenter }: ClusterSettings, values: Values): Promise<Deployment> {
  const folder = join(rehearsal.folder, "rendered", name);
  mkdirSync(folder, { recursive: true });
  const template = {
    name: "karpenter",
    namespace: karpenter.namespace,
    chart: join(rehearsal.tools.charts ?? "", `karpenter-${karpenter.version}.tgz`),
    values: [JSON.stringify(values)],
    show_only: ["templates/deployment.yaml"],
  };
  const main = {
    terraform: { required_providers: { helm: { source: "hashicorp/helm", version: PROVIDER_VERSIONS.helm } } },
    data: { helm_template: { karpenter: template } },
    output: { deployment: { value: "${yamldecode(data.helm_template.karpenter.manifest)}" } },
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(main));
  await rehearsal.terraformIn(folder, ["init", "-input=false"]);
  await rehearsal.terraformIn(folder, ["apply", "-input=false", "-auto-approve"]);
  const { stdout } = await rehearsal.terraformIn(folder, ["output", "-json", "deployment"]);
  return JSON.parse(stdout) as Deployment;
}

/** Where the Deployment is otherwise than the values say. */
export function missesIn({ spec }: Deployment, values: Values): string[] {
  const pod = spec.template.spec;
  const [container] = pod.containers;
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
  const { settings, controller } = values;
  const gates = Object.entries(settings.featureGates ?? {}).map(
    ([gate, on]) => `${gate.replace(/^./, (first) => first.toUpperCase())}=${on}`,
  );
  const rows: [what: string, actual: unknown, wanted: unknown][] = [
    ["replicas", spec.replicas, values.replicas],
    ["nodeSelector", { ...pod.nodeSelector, ...values.nodeSelector }, pod.nodeSelector],
    ["tolerations", pod.tolerations, values.tolerations],
    ["dnsPolicy", pod.dnsPolicy, values.dnsPolicy],
    ["priorityClassName", pod.priorityClassName, values.priorityClassName],
    ["serviceAccountName", pod.serviceAccountName, values.serviceAccount.name],
    ["image", container?.image.split(/[:@]/)[0], controller.image.repository.split(":")[0]],
    ["resources", container?.resources, controller.resources],
    ["CLUSTER_NAME", env.CLUSTER_NAME, settings.clusterName],
    ["CLUSTER_ENDPOINT", env.CLUSTER_ENDPOINT, ENDPOINT],
    ["INTERRUPTION_QUEUE", env.INTERRUPTION_QUEUE, settings.interruptionQueue],
    ["BATCH_MAX_DURATION", env.BATCH_MAX_DURATION, settings.batchMaxDuration],
    ["BATCH_IDLE_DURATION", env.BATCH_IDLE_DURATION, settings.batchIdleDuration],
    ["LOG_LEVEL", env.LOG_LEVEL, values.logLevel],
    ["METRICS_PORT", env.METRICS_PORT, String(controller.metrics.port)],
    ...gates.map((gate): [string, unknown, unknown] => [
      `FEATURE_GATES ${gate}`,
      env.FEATURE_GATES?.split(",").includes(gate),
      true,
    ]),
    ...controller.env.map(({ name, value }): [string, unknown, unknown] => [name, env[name], value]),
  ];
  return rows
    .filter(([, actual, wanted]) => !isDeepStrictEqual(actual, wanted))
    .map(([what, actual, wanted]) => `${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
}
