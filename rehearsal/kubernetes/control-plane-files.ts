import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../free-ports";
import { AUDIT_POLICY } from "./audit-log";
import { STAGES } from "./stages";

export interface ControlPlaneFiles {
  /** For kwokctl's `--config`. */
  readonly config: string;
  readonly endpoint: string;
}

export interface ControlPlaneFilesOptions {
  /** Where they are written to, absolute. */
  readonly folder: string;
  /** Where kwokctl keeps what it downloads. */
  readonly cache: string;
  /** Where the API server asks whose a token is. */
  readonly webhook: string;
  /** Where the API server writes down who changed what. */
  readonly auditLog: string;
}

/** Election costs an API server that was away for 40 s its controllers: both end, and nothing restarts them. */
const ALONE = [{ key: "leader-elect", value: "false" }];

/** Writes what kwokctl and its API server read. */
export async function writeControlPlaneFiles(options: ControlPlaneFilesOptions): Promise<ControlPlaneFiles> {
  const { folder, cache, webhook, auditLog } = options;
  const webhookConfig = join(folder, "token-webhook.json");
  writeFileSync(webhookConfig, JSON.stringify(kubeconfigFor(webhook)));
  const auditPolicy = join(folder, "audit-policy.json");
  writeFileSync(auditPolicy, JSON.stringify(AUDIT_POLICY));
  // Chosen here: kwokctl's own choice is the same for two that start at once.
  const [
    kubeApiserverPort = 0,
    etcdPort,
    etcdPeerPort,
    kubeControllerManagerPort,
    kubeSchedulerPort,
    kwokControllerPort,
  ] = await freePorts(6);
  const kwokctl = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: {
      runtime: "binary",
      cacheDir: cache,
      // Every address otherwise.
      bindAddress: "127.0.0.1",
      kubeApiserverPort,
      etcdPort,
      etcdPeerPort,
      kubeControllerManagerPort,
      kubeSchedulerPort,
      kwokControllerPort,
    },
    componentsPatches: [
      { name: "kube-controller-manager", extraArgs: ALONE },
      { name: "kube-scheduler", extraArgs: ALONE },
      {
        name: "kube-apiserver",
        extraArgs: [
          { key: "authentication-token-webhook-config-file", value: webhookConfig },
          { key: "authentication-token-webhook-version", value: "v1" },
          // Two minutes otherwise, in which an access entry changes nothing.
          { key: "authentication-token-webhook-cache-ttl", value: "1s" },
          { key: "audit-policy-file", value: auditPolicy },
          { key: "audit-log-path", value: auditLog },
        ],
      },
    ],
  };
  const config = join(folder, "kwok.yaml");
  // JSON is YAML.
  writeFileSync(config, [kwokctl, ...STAGES].map((document) => JSON.stringify(document)).join("\n---\n"));
  return { config, endpoint: `https://127.0.0.1:${kubeApiserverPort}` };
}

function kubeconfigFor(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "webhook", cluster: { server } }],
    contexts: [{ name: "webhook", context: { cluster: "webhook", user: "webhook" } }],
    users: [{ name: "webhook", user: {} }],
    "current-context": "webhook",
  };
}
