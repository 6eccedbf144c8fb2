/** For a manifest whose controller tells by the condition Ready that it understood and can act. */
export const waitForReady = {
  wait: { condition: [{ type: "Ready", status: "True" }] },
  timeouts: { create: "5m", update: "5m", delete: "10m" },
};
