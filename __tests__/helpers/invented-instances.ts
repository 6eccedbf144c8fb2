import type { Instances } from "../../rehearsal/kubernetes/instances";

/** Two-core machines in turn in two zones, and what became of them. */
export class InventedInstances implements Instances {
  readonly running = new Set<string>();
  private count = 0;

  describe(_: unknown, name: string) {
    const architecture = "amd64" as const;
    return Promise.resolve({ name, vcpus: 2, memoryMiB: 4096, architecture, interfaces: 3, addressesPerInterface: 10 });
  }

  run(_: unknown, group: { instanceTypes: readonly string[] }, count: number) {
    return Promise.resolve(
      Array.from({ length: count }, () => {
        const id = `i-${(this.count += 1)}`;
        this.running.add(id);
        const zone = this.count % 2 === 0 ? "ap-southeast-2b" : "ap-southeast-2a";
        const privateIpAddress = `10.0.0.${this.count}`;
        const privateDnsName = `ip-10-0-0-${this.count}.ap-southeast-2.compute.internal`;
        return { id, privateDnsName, privateIpAddress, zone, instanceType: group.instanceTypes[0] ?? "" };
      }),
    );
  }

  terminate(_: unknown, ids: readonly string[]) {
    for (const id of ids) this.running.delete(id);
    return Promise.resolve();
  }
}
