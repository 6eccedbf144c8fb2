import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClusterRecord } from "../aws/eks/cluster-record";
import { policyGroups } from "./access-policies";
import type { Credentials, Principal } from "./credentials";
import { TokenRefused, verifyToken } from "./token";

/** Whom Kubernetes takes the caller for. */
export interface KubernetesUser {
  readonly username: string;
  readonly groups: readonly string[];
}

/** The part of a TokenReview that is read; https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication */
interface TokenReview {
  readonly spec: { readonly token: string };
}

/** Answers the API servers' question whose a token is, as EKS does: by SigV4, then through the cluster's access entries. */
export class TokenWebhook {
  private readonly clusters = new Map<string, ClusterRecord>();

  private constructor(
    private readonly server: Server,
    private readonly url: string,
  ) {}

  /** Listens on a free loopback port. */
  static async start(credentials: Credentials): Promise<TokenWebhook> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    const webhook = new TokenWebhook(server, `http://127.0.0.1:${port}`);
    server.on("request", (incoming, outgoing) => {
      read(incoming)
        .then((body) => {
          const review = webhook.review(incoming.url ?? "", body, credentials);
          outgoing.writeHead(200, { "content-type": "application/json" });
          outgoing.end(JSON.stringify(review));
        })
        .catch(() => outgoing.destroy());
    });
    return webhook;
  }

  /**
   * From now on this is what is known of the cluster.
   *
   * @returns where its API server asks
   */
  serve(cluster: ClusterRecord): string {
    this.clusters.set(pathOf(cluster), cluster);
    return this.url + pathOf(cluster);
  }

  forget(cluster: ClusterRecord): void {
    this.clusters.delete(pathOf(cluster));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private review(path: string, body: string, credentials: Credentials): object {
    const answer = (status: object) => ({ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", status });
    const cluster = this.clusters.get(path.replace(/\?.*/, ""));
    try {
      if (cluster === undefined) throw new TokenRefused(`token: no cluster at ${path}`);
      const principal = verifyToken((JSON.parse(body) as TokenReview).spec.token, {
        credentials,
        clusterName: cluster.name,
        otherNames: [...this.clusters.values()].map(({ name }) => name),
        now: new Date(),
      });
      return answer({ authenticated: true, user: userOf(cluster, principal) });
    } catch (error) {
      return answer({ authenticated: false, error: error instanceof Error ? error.message : String(error) });
    }
  }
}

/**
 * Who a principal is to the cluster.
 *
 * @throws TokenRefused where the cluster has no access entry for it
 */
export function userOf(cluster: ClusterRecord, { arn, session = "" }: Principal): KubernetesUser {
  const entry = cluster.accessEntries.get(arn);
  if (entry === undefined) throw new TokenRefused(`token: ${cluster.name} has no access entry for ${arn}`);
  return {
    username: entry.username
      // https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
      .replaceAll("{{SessionName}}", session.replaceAll("@", "-"))
      .replaceAll("{{SessionNameRaw}}", session)
      .replaceAll("{{AccountID}}", cluster.account)
      // A node's session is named like its instance; nothing here calls as a node.
      .replaceAll("{{EC2PrivateDNSName}}", session),
    groups: [
      ...entry.kubernetesGroups,
      ...(entry.type === "EC2_LINUX" ? ["system:nodes"] : []),
      ...policyGroups(entry),
    ],
  };
}

function pathOf({ account, region, name }: ClusterRecord): string {
  return `/${account}/${region}/${name}`;
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
