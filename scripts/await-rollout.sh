#!/bin/bash
# Waits until every replica of the controller's Deployment is of the version that was just installed.
# Helm is content with one replica less than that, which may be none.
# In: CLUSTER_ENDPOINT CLUSTER_CERTIFICATE (base64) GET_TOKEN (JSON list) NAMESPACE RELEASE TIMEOUT
set -euo pipefail

if ! command -v kubectl >/dev/null; then
  echo "kubectl: not found on PATH; the rollout of $RELEASE is watched with it; install it (https://kubernetes.io/docs/tasks/tools/) and deploy again" >&2
  exit 1
fi
umask 077
kubeconfig=$(mktemp)
trap 'rm -f "$kubeconfig"' EXIT
cat >"$kubeconfig" <<EOF
{
  "apiVersion": "v1",
  "kind": "Config",
  "current-context": "cluster",
  "contexts": [{"name": "cluster", "context": {"cluster": "cluster", "user": "caller"}}],
  "clusters": [{"name": "cluster", "cluster": {"server": "$CLUSTER_ENDPOINT", "certificate-authority-data": "$CLUSTER_CERTIFICATE"}}],
  "users": [{"name": "caller", "user": {"exec": {
    "apiVersion": "client.authentication.k8s.io/v1beta1", "command": "aws", "args": $GET_TOKEN, "interactiveMode": "Never"}}}]
}
EOF
kube() { kubectl --kubeconfig "$kubeconfig" --namespace "$NAMESPACE" "$@"; }
selector="app.kubernetes.io/instance=$RELEASE"
if ! kube rollout status deployment --selector "$selector" --timeout "$TIMEOUT"; then
  echo "$RELEASE: not every replica is there after $TIMEOUT; its pods, and what Kubernetes says of them:" >&2
  kube get pods --selector "$selector" --output wide >&2 || true
  kube get events --field-selector type=Warning --sort-by .lastTimestamp >&2 || true
  exit 1
fi
