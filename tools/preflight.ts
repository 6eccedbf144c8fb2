import type { ClusterSettings, Settings } from "../config/settings";
import { isAtLeast, MINIMUM_TERRAFORM_VERSION } from "../config/versions";
import { Aws, AwsError, type Home } from "./aws";
import { Failure } from "./failure";
import { capture, NotStarted } from "./run";

/**
 * Checks that the Terraform, or OpenTofu, that the CDKTF CLI will run is there and new enough.
 *
 * @param binary the environment's TERRAFORM_BINARY_NAME
 * @returns its name and version
 */
export async function checkTerraform(binary = "terraform"): Promise<string> {
  const help = `install Terraform or OpenTofu ${MINIMUM_TERRAFORM_VERSION} or newer (https://developer.hashicorp.com/terraform/install, https://opentofu.org), and for OpenTofu export TERRAFORM_BINARY_NAME=tofu`;
  const result = await capture(binary, ["version"]).catch((error: unknown) => {
    throw error instanceof NotStarted ? new Failure(`${error.message}; ${help}`) : error;
  });
  const [, product = binary, version = ""] = /(Terraform|OpenTofu) v(\d+\.\d+\.\d+)/.exec(result.stdout) ?? [];
  if (!isAtLeast(version, MINIMUM_TERRAFORM_VERSION)) {
    throw new Failure(
      `${binary}: expected version ${MINIMUM_TERRAFORM_VERSION} or newer, got ${version || "one that names no version"}; ${help}`,
    );
  }
  return `${product} ${version}`;
}

/**
 * Checks that the caller's credentials lead into the accounts that are to be changed, before anything is.
 *
 * @param homes where stacks live, and the roles assumed there
 */
export async function checkAccounts(settings: Settings, homes: readonly Home[]): Promise<void> {
  const distinct = new Map(homes.map((home) => [`${home.account} ${home.assumeRole ?? ""}`, home]));
  for (const home of distinct.values()) {
    const identity = await identify(home);
    if (identity.Account === home.account) continue;
    throw new Failure(
      `account: expected credentials for ${home.account} (${origin(settings, home)}), got those of ${identity.Arn}; ${remedy(settings, home, identity.Account)}`,
    );
  }
}

/** Checks, before a cluster is made, what would fail once it is there: kubectl, and who may deploy into it. */
export async function checkKubernetes(settings: Settings, clusters: readonly ClusterSettings[]): Promise<void> {
  if (clusters.length === 0) return;
  await capture("kubectl", ["version", "--client"]).catch((error: unknown) => {
    if (!(error instanceof NotStarted)) throw error;
    throw new Failure(
      `${error.message}; Karpenter's rollout is watched with it; install it (https://kubernetes.io/docs/tasks/tools/)`,
    );
  });
  for (const cluster of clusters) {
    const { Arn } = await identify(cluster);
    if (mayDeploy(cluster, Arn)) continue;
    throw new Failure(
      `clusters[${settings.clusterNames.indexOf(cluster.name)}].cluster.access: expected an entry for whoever deploys, with policy "admin" and no namespaces, got none for ${Arn}; Kubernetes lets no one in without, so add { principalArn: "<ARN of that role or user>", policy: "admin" }`,
    );
  }
}

/** Whether one of the entries makes the caller an admin; with none given, whoever creates the cluster is. */
function mayDeploy({ cluster: { access } }: ClusterSettings, caller: string): boolean {
  // The session of a role is named without the role's path.
  const role = /:assumed-role\/([^/]+)\//.exec(caller)?.[1];
  const isCaller = (arn: string) =>
    role === undefined ? arn === caller : arn.includes(":role/") && arn.endsWith(`/${role}`);
  const isAdmin = ({ principalArn, policy, namespaces }: (typeof access)[number]) =>
    policy === "admin" && namespaces === undefined && isCaller(principalArn);
  return access.length === 0 || access.some(isAdmin);
}

interface Identity {
  readonly Account: string;
  readonly Arn: string;
}

async function identify(home: Home): Promise<Identity> {
  try {
    return await (await Aws.at(home)).call<Identity>("sts", "get-caller-identity");
  } catch (error) {
    if (error instanceof NotStarted) {
      throw new Failure(
        `${error.message}; install the AWS CLI (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)`,
      );
    }
    if (!(error instanceof AwsError)) throw error;
    const action = home.assumeRole === undefined ? "tell who is calling" : `assume ${home.assumeRole}`;
    throw new Failure(
      `credentials: expected AWS credentials that can ${action}, got: ${error.answer}; set AWS_PROFILE, or sign in with \`aws sso login\``,
    );
  }
}

function origin(settings: Settings, home: Home): string {
  if (home.account !== settings.account || settings.accountFrom === "configuration") return settings.source;
  return settings.accountFrom === "default" ? "the documentation account" : "AWS_ACCOUNT_ID";
}

function remedy(settings: Settings, home: Home, actual: string): string {
  if (home.account === settings.account && settings.accountFrom !== "configuration") {
    return `if that is the account to deploy into, run: export AWS_ACCOUNT_ID=${actual}`;
  }
  return `use credentials of ${home.account}, give assumeRole, or change the account in ${settings.source}`;
}
