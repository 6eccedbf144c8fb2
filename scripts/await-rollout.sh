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
kubectl --kubeconfig "$kubeconfig" --namespace "$NAMESPACE" rollout status deployment \
  --selector "app.kubernetes.io/instance=$RELEASE" --timeout "$TIMEOUT"
