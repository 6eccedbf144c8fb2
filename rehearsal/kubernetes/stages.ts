/** A node that has it can run pods: its network is there. Nodes wait for it with their readiness. */
export const NETWORK_READY = "rehearsal.carpenter/network";

/** `next.statusTemplate` of the stages is Go's text/template over the object. https://kwok.sigs.k8s.io/docs/user/stages-configuration/ */
const NODE_CONDITIONS = `
{{ $now := Now }}
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
phase: Running
`;

const POD_RUNNING = `
{{ $now := Now }}
conditions:
{{ range (list "Initialized" "ContainersReady" "Ready") }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ . | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- lastTransitionTime: {{ $now | Quote }}
  status: "True"
  type: {{ .conditionType | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: true
  restartCount: 0
  started: true
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
{{ $host := NodeIPWith .spec.nodeName }}
{{ $pod := PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
hostIP: {{ $host | Quote }}
hostIPs:
- ip: {{ $host | Quote }}
podIP: {{ $pod | Quote }}
podIPs:
- ip: {{ $pod | Quote }}
phase: Running
startTime: {{ $now | Quote }}
`;

const isReady = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const isDeleted = ".metadata.deletionTimestamp";

/**
 * What kwok plays in kubelets' place. Giving any stage drops all of kwok's own, so here are all that are wanted: not
 * `pod-complete`, which ends every Job's pods after two seconds, and no heartbeat beside the nodes' leases.
 */
export const STAGES: readonly object[] = [
  stage(
    "node-initialize",
    "Node",
    { matchAnnotations: { [NETWORK_READY]: "true" }, matchExpressions: [notYet(isReady)] },
    { statusTemplate: NODE_CONDITIONS },
  ),
  stage(
    "pod-ready",
    "Pod",
    {
      matchExpressions: [
        { key: isDeleted, operator: "DoesNotExist" },
        { key: ".status.phase", operator: "In", values: ["Pending"] },
        notYet(isReady),
      ],
    },
    { statusTemplate: POD_RUNNING },
  ),
  stage("pod-delete", "Pod", { matchExpressions: [{ key: isDeleted, operator: "Exists" }] }, { delete: true }),
];

function notYet(key: string): object {
  return { key, operator: "NotIn", values: ["True"] };
}

function stage(name: string, kind: "Node" | "Pod", selector: object, next: object): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: { resourceRef: { apiGroup: "v1", kind }, selector, next },
  };
}
