import { requiredTextOf, textOf } from "./xml";

/** Parameters of the query API, such as `Filter.1.Name`. */
type Parameters = Readonly<Record<string, string>>;

/** An instance as EC2 describes it. */
export interface Instance {
  readonly id: string;
  readonly privateDnsName: string;
  readonly privateIpAddress: string;
  readonly zone: string;
  readonly instanceType: string;
}

/** An instance type as EC2 describes it. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: "amd64" | "arm64";
  /** Network interfaces, and IPv4 addresses of each. */
  readonly interfaces: number;
  readonly addressesPerInterface: number;
}

/** The calls that EKS makes to EC2 on its customers' behalf, with a key of its own. */
export class Ec2 {
  private readonly types = new Map<string, InstanceType>();

  /** @param url where AWS is by the time of a call */
  constructor(private readonly url: () => string) {}

  /** @throws Error where EC2 knows no such type */
  async instanceType(region: string, name: string): Promise<InstanceType> {
    const known = this.types.get(name);
    if (known !== undefined) return known;
    const answer = await this.call(region, "DescribeInstanceTypes", { "InstanceType.1": name });
    const number = (element: string) => Number(requiredTextOf(answer, element));
    const type: InstanceType = {
      name,
      vcpus: number("defaultVCpus"),
      memoryMiB: number("sizeInMiB"),
      architecture: /<supportedArchitectures>[^A-Z]*arm64/.test(answer) ? "arm64" : "amd64",
      interfaces: number("maximumNetworkInterfaces"),
      addressesPerInterface: number("ipv4AddressesPerInterface"),
    };
    this.types.set(name, type);
    return type;
  }

  /** @returns the id of any image of that architecture */
  async image(region: string, architecture: InstanceType["architecture"]): Promise<string> {
    const value = architecture === "arm64" ? "arm64" : "x86_64";
    const filter = { "Filter.1.Name": "architecture", "Filter.1.Value.1": value };
    return requiredTextOf(await this.call(region, "DescribeImages", filter), "imageId");
  }

  async runInstance(region: string, parameters: Parameters): Promise<Instance> {
    const whole = await this.call(region, "RunInstances", { MinCount: "1", MaxCount: "1", ...parameters });
    // Interfaces have names and addresses of their own.
    const answer = whole.replace(/<networkInterfaceSet>.*?<\/networkInterfaceSet>/s, "");
    return {
      id: requiredTextOf(answer, "instanceId"),
      privateDnsName: requiredTextOf(answer, "privateDnsName"),
      privateIpAddress: requiredTextOf(answer, "privateIpAddress"),
      zone: requiredTextOf(answer, "availabilityZone"),
      instanceType: requiredTextOf(answer, "instanceType"),
    };
  }

  async terminateInstances(region: string, ids: readonly string[]): Promise<void> {
    await this.call(
      region,
      "TerminateInstances",
      Object.fromEntries(ids.map((id, index) => [`InstanceId.${index + 1}`, id])),
    );
  }

  private async call(region: string, action: string, parameters: Parameters): Promise<string> {
    const response = await fetch(this.url(), {
      method: "POST",
      headers: {
        // moto takes the region from it and verifies nothing.
        authorization: `AWS4-HMAC-SHA256 Credential=eks/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=none`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ Action: action, Version: "2016-11-15", ...parameters }),
    });
    const answer = await response.text();
    if (response.ok) return answer;
    throw new Error(`${action}: ${textOf(answer, "Code") ?? response.status}: ${textOf(answer, "Message") ?? answer}`);
  }
}
