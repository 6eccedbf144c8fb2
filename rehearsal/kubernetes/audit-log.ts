import { existsSync, readFileSync } from "node:fs";

/** One call that changed something in a cluster, as its API server wrote it down. */
export interface KubernetesCall {
  /** When it came and when it was answered, as milliseconds since 1970. */
  readonly at: number;
  readonly until: number;
  readonly verb: string;
  /** In the plural, in lower case: `nodepools`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly status: number;
}

/** What is written down: who wrote what, where the order of it matters. A release of Helm's is a secret. */
const KINDS = [
  { group: "", resources: ["namespaces", "nodes", "secrets"] },
  { group: "apps", resources: ["deployments"] },
  { group: "apiextensions.k8s.io", resources: ["customresourcedefinitions"] },
  { group: "flowcontrol.apiserver.k8s.io", resources: ["flowschemas"] },
  { group: "karpenter.sh", resources: ["nodeclaims", "nodepools"] },
  { group: "karpenter.k8s.aws", resources: ["ec2nodeclasses"] },
];

/** For the API server's `audit-policy-file`: names and no contents, for some of what is written are secrets. */
export const AUDIT_POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived", "ResponseStarted"],
  rules: [
    { level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"], resources: KINDS },
    { level: "None" },
  ],
};

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** Reads what an API server has written so far, dry runs left out. */
export function readAuditLog(file: string): KubernetesCall[] {
  // Without any such call there is none yet.
  if (!existsSync(file)) return [];
  // The last line may still be on its way.
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.flatMap((line) => callOf(JSON.parse(line) as AuditEvent));
}

function callOf(event: AuditEvent): KubernetesCall[] {
  const { verb, objectRef, responseStatus, requestReceivedTimestamp, stageTimestamp, requestURI } = event;
  if (objectRef === undefined || requestURI.includes("dryRun=")) return [];
  return [
    {
      at: Date.parse(requestReceivedTimestamp),
      until: Date.parse(stageTimestamp),
      verb,
      resource: objectRef.resource,
      namespace: objectRef.namespace,
      name: objectRef.name,
      status: responseStatus?.code ?? 0,
    },
  ];
}
