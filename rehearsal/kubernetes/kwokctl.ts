import { findOnPath } from "../tools";

/** What starts the control planes, where it is to be had. */
export function findKwokctl(): string | undefined {
  return findOnPath("kwokctl");
}

/** What to say where it is not. */
export const KWOKCTL_MISSING =
  "kwokctl is not on PATH; it runs the clusters' Kubernetes; get it by brew install kwok, or by go install sigs.k8s.io/kwok/cmd/{kwok,kwokctl}@v0.8.0, or from https://github.com/kubernetes-sigs/kwok/releases";
