import type { Blueprint } from "../config/blueprint";
import type { Environment } from "../config/load";
import { isAtLeast } from "../config/versions";
import { checkAccounts, checkKubernetes, checkTerraform } from "../tools/preflight";
import { cluster, type ClusterInput, MINIMAL, settingsOf } from "./helpers/synth";
import { withCommands } from "./helpers/stand-ins";

const INSTALL =
  "install Terraform or OpenTofu 1.10.0 or newer (https://developer.hashicorp.com/terraform/install, https://opentofu.org), and for OpenTofu export TERRAFORM_BINARY_NAME=tofu";

describe("Terraform", () => {
  test.each([
    ["1.10.0", true],
    ["1.11.4", true],
    ["2.0.0", true],
    ["1.9.9", false],
    ["0.15.5", false],
    ["", false],
  ])("%p is new enough: %p", (version, enough) => {
    expect(isAtLeast(version, "1.10.0")).toBe(enough);
  });

  test.each([
    ["terraform", "Terraform v1.10.0\non linux_amd64", "Terraform 1.10.0"],
    ["tofu", "OpenTofu v1.11.1\non darwin_arm64", "OpenTofu 1.11.1"],
  ])("may be %s", async (binary, output, found) => {
    await withCommands({ [binary]: `echo "${output}"` }, async () => {
      expect(await checkTerraform(binary)).toBe(found);
    });
  });

  test("too old is refused", async () => {
    await withCommands({ terraform: 'echo "Terraform v1.9.8"' }, async () => {
      await expect(checkTerraform()).rejects.toThrow(
        `terraform: expected version 1.10.0 or newer, got 1.9.8; ${INSTALL}`,
      );
    });
  });

  test("missing is said", async () => {
    await withCommands({}, async () => {
      await expect(checkTerraform("tofu")).rejects.toThrow(`tofu: not found on PATH; ${INSTALL}`);
    });
  });
});

describe("the caller's account", () => {
  const caller = (account: string) => `echo '{"Account":"${account}","Arn":"arn:aws:iam::${account}:user/me"}'`;
  const role = "arn:aws:iam::222222222222:role/deployer";
  /** Answers as the caller in account 1…; once the role is assumed, as the role in account 2…. */
  const assuming = `
    case "$1 $2" in
      "sts assume-role") echo '{"Credentials":{"AccessKeyId":"ROLE","SecretAccessKey":"s","SessionToken":"t"}}' ;;
      *) if [ "$AWS_ACCESS_KEY_ID" = ROLE ]; then ${caller("222222222222")}; else ${caller("111111111111")}; fi ;;
    esac`;

  async function check(aws: string, blueprint: Partial<Blueprint>, environment: Environment = {}): Promise<void> {
    const settings = settingsOf({ ...MINIMAL, ...blueprint }, environment);
    await withCommands({ aws }, () => checkAccounts(settings, [settings.state, ...settings.clusters]));
  }

  test("may be the configured one, directly or by a role", async () => {
    await check(caller("111111111111"), {}, { AWS_ACCOUNT_ID: "111111111111" });
    await check(assuming, {
      account: "111111111111",
      clusters: [cluster("a", { account: "222222222222", assumeRole: role })],
    });
  });

  test.each<[string, Partial<Blueprint>, Environment, string]>([
    [
      "where none is configured",
      {},
      {},
      "account: expected credentials for 111122223333 (the documentation account), got those of arn:aws:iam::111111111111:user/me; if that is the account to deploy into, run: export AWS_ACCOUNT_ID=111111111111",
    ],
    [
      "where the environment names another",
      {},
      { AWS_ACCOUNT_ID: "333333333333" },
      "account: expected credentials for 333333333333 (AWS_ACCOUNT_ID), got those of arn:aws:iam::111111111111:user/me; if that is the account to deploy into, run: export AWS_ACCOUNT_ID=111111111111",
    ],
    [
      "where the configuration names another",
      { account: "333333333333" },
      {},
      "account: expected credentials for 333333333333 (blueprint.config.ts), got those of arn:aws:iam::111111111111:user/me; use credentials of 333333333333, give assumeRole, or change the account in blueprint.config.ts",
    ],
    [
      "where a cluster names another",
      { account: "111111111111", state: { backend: "local" }, clusters: [cluster("a", { account: "444444444444" })] },
      {},
      "account: expected credentials for 444444444444 (blueprint.config.ts), got those of arn:aws:iam::111111111111:user/me; use credentials of 444444444444, give assumeRole, or change the account in blueprint.config.ts",
    ],
  ])("is refused %s", async (_, blueprint, environment, message) => {
    await expect(check(caller("111111111111"), blueprint, environment)).rejects.toThrow(message);
  });

  test("cannot be told without credentials", async () => {
    await expect(check('echo "Unable to locate credentials" >&2; exit 253', {})).rejects.toThrow(
      "credentials: expected AWS credentials that can tell who is calling, got: Unable to locate credentials; set AWS_PROFILE, or sign in with `aws sso login`",
    );
  });

  test("cannot be told where the role may not be assumed", async () => {
    const denied = "An error occurred (AccessDenied) when calling the AssumeRole operation: no";
    await expect(
      check(`echo '${denied}' >&2; exit 254`, {
        account: "222222222222",
        clusters: [cluster("a", { assumeRole: role })],
        state: { assumeRole: role },
      }),
    ).rejects.toThrow(`credentials: expected AWS credentials that can assume ${role}, got: ${denied}`);
  });

  test("cannot be told without the AWS CLI", async () => {
    const settings = settingsOf(MINIMAL);
    await withCommands({}, async () => {
      await expect(checkAccounts(settings, settings.clusters)).rejects.toThrow(
        /^aws: not found on PATH; install the AWS CLI/,
      );
    });
  });
});

describe("a deploy into Kubernetes", () => {
  const ROLE = "arn:aws:iam::111111111111:role/aws-reserved/sso/admin";
  const SESSION = "arn:aws:sts::111111111111:assumed-role/admin/me@example.com";
  const ME = "arn:aws:iam::111111111111:user/team/me";
  type Access = NonNullable<ClusterInput["cluster"]["access"]>;
  const admin = (principalArn: string): Access[number] => ({ principalArn, policy: "admin" });

  const check = async (arn: string, access: Access, commands: Record<string, string> = { kubectl: "true" }) => {
    const account = "111111111111";
    const clusters = [cluster("a", { cluster: { version: "1.35", access } })];
    const settings = settingsOf({ ...MINIMAL, account, clusters });
    const aws = `echo '{"Account":"${account}","Arn":"${arn}"}'`;
    await withCommands({ aws, ...commands }, () => checkKubernetes(settings, settings.clusters));
  };

  test.each<[string, string, Access]>([
    ["whoever creates the cluster, where no entry is given", SESSION, []],
    ["a session of a role with an entry, path and all", SESSION, [admin(ME), admin(ROLE)]],
    ["a user with an entry", ME, [admin(ME)]],
  ])("is allowed to %s", async (_, arn, access) => {
    await expect(check(arn, access)).resolves.toBeUndefined();
  });

  test.each<[string, string, Access]>([
    ["another role", SESSION, [admin("arn:aws:iam::111111111111:role/notadmin")]],
    ["a user of the role's name", SESSION, [admin("arn:aws:iam::111111111111:user/admin")]],
    ["another user", "arn:aws:iam::111111111111:user/me", [admin(ME)]],
    ["the caller as a viewer", ME, [{ principalArn: ME, policy: "view" }]],
    ["the caller in one namespace", ME, [{ ...admin(ME), namespaces: ["team"] }]],
  ])("is refused with an entry for %s alone", async (_, arn, access) => {
    await expect(check(arn, access)).rejects.toThrow(
      `clusters[0].cluster.access: expected an entry for whoever deploys, with policy "admin" and no namespaces, got none for ${arn}; Kubernetes lets no one in without, so add { principalArn: "<ARN of that role or user>", policy: "admin" }`,
    );
  });

  test("is refused without kubectl", async () => {
    await expect(check(ME, [], {})).rejects.toThrow(
      "kubectl: not found on PATH; Karpenter's rollout is watched with it; install it (https://kubernetes.io/docs/tasks/tools/)",
    );
  });

  test("asks nothing of those who change nothing there", async () => {
    await withCommands({}, () => checkKubernetes(settingsOf(MINIMAL), []));
  });
});
